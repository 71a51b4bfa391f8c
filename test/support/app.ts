import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { LOCAL_OPERATOR, getCaller, insertHostPrincipals } from '../../src/access/principals.ts'
import type { Role } from '../../src/access/caller.ts'
import type { Scope } from '../../src/access/scope.ts'
import { insertToken, makeToken } from '../../src/access/tokens.ts'
import { buildApp, type AppOptions, type Protocol } from '../../src/app.ts'
import type { Database } from '../../src/db/database.ts'
import { routesWith } from '../../src/features.ts'
import type { Routes } from '../../src/http/plugin.ts'
import { readProblemMeanings } from '../../src/http/problem-pages.ts'
import { reference } from './estate.ts'
import { storingQueue } from './jobs.ts'
import { countingIds, fakeClock } from './clock.ts'

const meanings = readProblemMeanings(readFileSync('docs/problems.md', 'utf8'))
/** No test is held up by how many requests it makes, unless that is what it is about. */
const quiet: Protocol = {
  marking: 'OFFICIAL-SENSITIVE',
  trustedProxies: [],
  rates: { perAddress: 1e9, perPrincipal: 1e9 },
  lagMs: () => 0,
}

interface TestAppOptions extends Partial<Pick<AppOptions, 'checks' | 'metrics' | 'db' | 'clock'>> {
  readonly routes?: readonly Routes[]
  readonly protocol?: Partial<Protocol>
}

/** The whole service on a test database, with the operator's token. Jobs are stored; nothing runs them. */
export async function buildTestApp(db: Database, given: TestAppOptions = {}) {
  const { routes, protocol, ...options } = given
  const uploads = join(tmpdir(), `lenscap-uploads-${process.pid}`)
  const clock = fakeClock()
  let secrets = 0
  // The counting ids' own secrets come round again; two tokens must not.
  const secret = () => createHash('sha256').update(String(secrets++)).digest('hex').slice(0, 32)
  const ids = { ...countingIds(), secret }
  const lines: string[] = []
  const log = { level: 'info', stream: { write: (line: string) => void lines.push(line) } }
  await db.write((q) => insertHostPrincipals(q, clock.now()))
  const operator = await getCaller(db.read, LOCAL_OPERATOR, 'req_test')
  const deps = { db, clock, ids }
  const jobs = storingQueue(deps)
  const app = await buildApp({
    ...{ ...deps, jobs, version: '0.0.0-test', log, routes: routes ?? routesWith(uploads, reference) },
    ...{ meanings, checks: [], protocol: { ...quiet, ...protocol }, ...options },
  })

  /** A token of the principal, who is made if there is none. */
  async function tokenOf(
    principalId: string,
    roles: Role[] = [],
    scope: Scope = 'everything',
    kind: 'person' | 'machine' = 'person',
  ): Promise<string> {
    const { token, row } = makeToken(ids, principalId, clock.now())
    const principal = { id: principalId, version: 1, name: principalId, kind, roles, scope } as const
    await db.write(async (q) => {
      const values = { ...principal, disabled: false, createdAt: clock.now() }
      await q.insert(q.t.principals).values(values).onConflictDoNothing()
      await insertToken(q, row)
    })
    return token
  }
  const token = await tokenOf(LOCAL_OPERATOR)
  /** As the operator, unless another token is given; null: without one. */
  const request = (options: InjectOptions & { token?: string | null }) => {
    const { token: given = token, ...rest } = options
    const authorization = given === null ? {} : { authorization: `Bearer ${given}` }
    return app.inject({ ...rest, headers: { ...authorization, ...rest.headers } })
  }
  return { app, deps, uploads, clock, ids, jobs, operator, token, tokenOf, request, lines }
}
