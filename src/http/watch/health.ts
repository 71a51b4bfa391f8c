// /healthz: the process is alive. /readyz: it can do its work. Both for whoever looks after it, without a token, so they
// name what is wrong and say nothing of it: the log does.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Failure } from '../../shared/failure.ts'

export interface Check {
  readonly name: 'database' | 'migrations' | 'disk' | 'key'
  /** Rejects when it is not in order. */
  run(): Promise<void>
}

const StatusReply = Type.Object({ status: Type.String() })
const ReadyReply = Type.Object({ status: Type.String(), checks: Type.Array(Type.String()) })

export function addHealth(app: FastifyInstance, checks: readonly Check[]): void {
  const config = { public: true, vital: true } as const
  const common = { config, logLevel: 'warn' } as const
  app.get('/healthz', { ...common, schema: { hide: true, response: { 200: StatusReply } } }, async () => {
    return { status: 'up' }
  })
  app.get('/readyz', { ...common, schema: { hide: true, response: { 200: ReadyReply } } }, async (request) => {
    const failed = await failing(checks, request)
    if (failed.length === 0) return { status: 'ready', checks: checks.map(({ name }) => name) }
    const hint = 'Try again in a few seconds; the log says more.'
    throw new Failure('not-ready', `Not in order: ${failed.join(', ')}.`, hint, { failed })
  })
}

async function failing(checks: readonly Check[], request: FastifyRequest): Promise<string[]> {
  const found = await Promise.all(
    checks.map(async ({ name, run }) => {
      try {
        await run()
        return []
      } catch (err) {
        request.log.warn({ err, check: name }, 'not ready')
        return [name]
      }
    }),
  )
  return found.flat()
}
