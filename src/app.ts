// The service as one value: give it its dependencies and it answers requests, in a test as in production. It opens
// nothing itself; main.ts and the tests do.
import Fastify, { type FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { guardRoutes } from './http/auth.ts'
import { describeApi } from './http/openapi.ts'
import type { RouteDeps, Routes } from './http/plugin.ts'
import { answerUnreadable, answerWithProblems, pathOf } from './http/problems.ts'
import { compileValidator } from './http/validation.ts'
import { Failure } from './shared/failure.ts'

export interface AppOptions extends RouteDeps {
  readonly version: string
  /** `silent`, or a pino level; lines of JSON go to `stream`, else to standard output. */
  readonly log: { readonly level: string; readonly stream?: { write(line: string): void } }
  /** Registered under /api/v1. */
  readonly routes: readonly Routes[]
}

/** One megabyte holds any edit; routes that take files say more for themselves. */
const BODY_LIMIT = 1 << 20
/** Five minutes bring 500 MB, the largest inventory, over 14 Mbit/s. Headers alone have Node's one minute. */
const REQUEST_TIMEOUT_MS = 300_000
/** Just above the 60 s after which common proxies drop an idle connection, so that they, not we, close it. */
const KEEP_ALIVE_MS = 65_000

export async function buildApp({ version, log, routes, ...deps }: AppOptions): Promise<FastifyInstance> {
  const { db, ids } = deps
  const app = Fastify({
    logger: {
      level: log.level,
      ...(log.stream && { stream: log.stream }),
      // Only what is safe to keep: no headers (tokens), no query string (names, addresses), no body.
      serializers: {
        req: (request) => ({ method: request.method, path: pathOf(request), from: request.ip }),
        res: (reply) => ({ status: reply.statusCode }),
      },
    },
    genReqId: () => ids.next('req'),
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    bodyLimit: BODY_LIMIT,
    frameworkErrors: answerUnreadable,
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.setValidatorCompiler(compileValidator)
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
    // Everything here is about sites that may be sensitive: nothing of it belongs in a shared cache.
    void reply.header('cache-control', 'no-store')
  })
  answerWithProblems(app)
  await describeApi(app, version)
  guardRoutes(app, deps)
  addHealth(app, db)
  for (const feature of routes) await app.register(feature, { ...deps, prefix: '/api/v1' })
  await app.ready()
  return app
}

function addHealth(app: FastifyInstance, db: RouteDeps['db']): void {
  const schema = { hide: true, response: { 200: Type.Object({ status: Type.String() }) } }
  const options = { schema, config: { public: true }, logLevel: 'warn' } as const
  app.get('/healthz', options, async () => ({ status: 'up' }))
  app.get('/readyz', options, async (request) => {
    try {
      await db.read.$count(db.read.t.principals)
    } catch (err) {
      request.log.warn({ err }, 'not ready')
      throw new Failure('not-ready', 'The database does not answer.', 'Try again in a few seconds.')
    }
    return { status: 'ready' }
  })
}
