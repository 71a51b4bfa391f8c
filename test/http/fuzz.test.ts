// Every operation of the document with bodies, queries and addresses that are right, nearly right, or meant to hurt.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../src/access/caller.ts'
import { connectSqlite } from '../../src/db/sqlite.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'
import {
  addressesWith,
  faultsOf,
  furnishEstate,
  furnishPrincipals,
  operationsOf,
  type Described,
  type Document,
  type Schema,
} from '../support/document.ts'
import { rawColumn, rawSql } from '../support/raw-sql.ts'
import { runs } from '../support/runs.ts'

/** 2,000 requests in `npm test`, 20,000 in `npm run test:long`, over all operations. */
const REQUESTS = runs(2_000, 20_000)
const SEED = 20261122
/** What may be written though the request was refused: who tried, and how often. */
const COUNTERS = /audit|tries|attempt|throttle|lease/i
/** Notes every row that is added, changed or deleted. When a token was last used is no more than a counter. */
async function watchWrites(source: string): Promise<() => string[]> {
  const tables = (await rawColumn(source, "SELECT name FROM sqlite_master WHERE type = 'table'")) as string[]
  const triggers = tables
    .filter((name) => !COUNTERS.test(name) && !name.startsWith('sqlite_'))
    .flatMap((name) =>
      ['INSERT', 'UPDATE', 'DELETE'].map((done) => {
        const when = name === 'tokens' && done === 'UPDATE' ? 'WHEN OLD.last_used_at IS NEW.last_used_at' : ''
        const note = `INSERT INTO watched_writes VALUES ('${done} ${name}');`
        return `CREATE TRIGGER watch_${name}_${done} AFTER ${done} ON ${name} ${when} BEGIN ${note} END`
      }),
    )
  await rawSql(source, 'CREATE TABLE watched_writes (what TEXT)', ...triggers)
  const watcher = connectSqlite(source)
  const since = watcher.prepare<[number], { n: number; what: string }>(
    'SELECT rowid AS n, what FROM watched_writes WHERE rowid > ?',
  )
  let last = 0
  return () => {
    const found = since.all(last)
    last = found.at(-1)?.n ?? last
    return found.map(({ what }) => what)
  }
}

const ENDLESS = /\/events$/

const text = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom(
    "' OR 1=1 --",
    '\u0000',
    '../../etc/passwd',
    '%00',
    '{{7*7}}',
    '<script>',
    '\ud800',
    'x'.repeat(5000),
  ),
)
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  text,
  fc.constantFrom(Number.MAX_SAFE_INTEGER, -1, 1e308, 0.1, null, [], {}, [[[[]]]]),
) as fc.Arbitrary<unknown>

/** Values that fit the schema, mostly. */
function fitting(schema: Schema): fc.Arbitrary<unknown> {
  const { type, enum: values, const: constant, anyOf, examples, items, format, pattern } = schema
  if (constant !== undefined) return fc.constant(constant)
  if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]))
  if (Array.isArray(anyOf)) return fc.oneof(...(anyOf as Schema[]).map(fitting))
  const known = Array.isArray(examples) ? [fc.constantFrom(...(examples as unknown[]))] : []
  const [kind, ...others] = [type].flat()
  const other = others.includes('null') ? [fc.constant(null)] : []
  return fc.oneof(...known, ...other, ofKind(kind, { ...schema, items, format, pattern }))
}

function ofKind(kind: unknown, schema: Schema): fc.Arbitrary<unknown> {
  const {
    minimum = -5,
    maximum = 1000,
    minItems = 0,
    maxItems = 3,
    minLength = 0,
    maxLength = 50,
  } = schema as {
    [name: string]: number | undefined
  }
  switch (kind) {
    case 'integer':
      return fc.integer({ min: minimum, max: Math.max(minimum, maximum) })
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(fitting((schema['items'] ?? {}) as Schema), {
        minLength: minItems,
        maxLength: Math.min(maxItems, 4),
      })
    case 'object':
      return fittingObject(schema)
    case 'string':
      if (schema['format'] === 'date') return fc.constantFrom('2026-11-23', '2027-02-28', '1999-12-31')
      if (schema['pattern'] !== undefined) return fc.constantFrom('2026-27', '123456', 'text')
      return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) })
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function fittingObject({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties as Record<string, Schema>).map(
    ([name, one]) => [name, fitting(one)] as const,
  )
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...(required as string[])] })
}

/** One field of a fitting body replaced, or one too many. */
function nearly(schema: Schema): fc.Arbitrary<unknown> {
  const names = [
    ...Object.keys((schema['properties'] as object | undefined) ?? {}),
    'unheard',
    '__proto__',
    'constructor',
  ]
  return fc
    .tuple(fitting(schema), fc.constantFrom(...names), hostile)
    .map(([body, name, value]) => Object.assign(Object.create(null) as object, body, { [name]: value }))
}

interface Shot {
  readonly ids: 'known' | string
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly raw: boolean
  readonly role: Role | 'operator' | 'nobody'
  readonly etag: string
  readonly key: string | undefined
}

function shotsAt({ operation }: Described): fc.Arbitrary<Shot> {
  const schema = operation.requestBody?.content['application/json']?.schema
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const value = (one: Schema) => fc.oneof({ weight: 3, arbitrary: fitting(one) }, { weight: 1, arbitrary: hostile })
  const queries = Object.fromEntries(query.map(({ name, schema: one }) => [name, value(one)]))
  return fc.record({
    ids: fc.oneof({ weight: 4, arbitrary: fc.constant('known') }, { weight: 1, arbitrary: text }),
    query: fc.record(queries, { requiredKeys: [] }),
    body: schema ? fc.oneof(fitting(schema), nearly(schema), hostile) : fc.constantFrom(undefined, {}, 'x'),
    raw: fc.boolean().map((raw) => raw && schema === undefined),
    role: fc.oneof(
      { weight: 4, arbitrary: fc.constant('operator' as const) },
      { weight: 2, arbitrary: fc.constantFrom(...ROLES) },
      { weight: 1, arbitrary: fc.constant('nobody' as const) },
    ),
    etag: fc.constantFrom('"1"', '"1"', 'W/"1"', '*', '""', 'x'),
    key: fc.constantFrom(undefined, undefined, 'key-1', 'key-2', 'key with space'),
  })
}

describe('the API under fire', () => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let operations: Described[]
  let addressOf: (path: string) => string
  let writes: () => string[]
  const tokens = new Map<string, string | null>()
  beforeAll(async () => {
    const { db, source, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db)
    const document = (await test.request({ url: '/openapi.json', token: null })).json<Document>()
    operations = operationsOf(document).filter(({ path }) => !ENDLESS.test(path))
    addressOf = addressesWith({ ...(await furnishEstate(test)), ...(await furnishPrincipals(test)) })
    for (const role of ROLES) tokens.set(role, await test.tokenOf(`fuzz-${role}`, [role]))
    tokens.set('operator', test.token).set('nobody', null)
    writes = await watchWrites(source)
    return close
  })

  async function fire(described: Described, shot: Shot) {
    const { method, path } = described
    const hurt = path.replaceAll(/\{\w+\}/g, encodeURIComponent(shot.ids.toWellFormed()).slice(0, 200))
    const pairs = Object.entries(shot.query).map(([name, value]): [string, string] => [name, textOf(value)])
    const headers = { 'if-match': shot.etag, ...(shot.key !== undefined && { 'idempotency-key': shot.key }) }
    const body = shot.body === undefined ? undefined : JSON.stringify(shot.body)
    const sends = method !== 'GET' && body !== undefined
    const json = described.operation.requestBody?.content['application/json'] !== undefined
    return test.request({
      method,
      url: `${shot.ids === 'known' ? addressOf(path) : hurt}?${new URLSearchParams(pairs)}`,
      headers: sends ? { ...headers, 'content-type': json || shot.raw ? 'application/json' : 'text/csv' } : headers,
      ...(sends && { payload: body }),
      token: tokens.get(shot.role)!,
    })
  }

  it('never breaks, answers as it describes, and writes nothing when it refuses', { timeout: 600_000 }, async () => {
    const faults: string[] = []
    const statuses = new Map<number, number>()
    const each = Math.ceil(REQUESTS / operations.length)
    const volleys = operations.map((one) => fc.sample(shotsAt(one), { seed: SEED, numRuns: each }))
    let wrote = 0
    writes()
    for (let round = 0; round < each && faults.length < 10; round++) {
      for (const [at, described] of operations.entries()) {
        const shot = volleys[at]![round]!
        const answer = await fire(described, shot)
        const { statusCode } = answer
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
        const say = (fault: string) => faults.push(`${fault} <- ${JSON.stringify(shot).slice(0, 400)}`)
        if (statusCode >= 500) say(`${described.method} ${described.path}: ${answer.body}`)
        faultsOf(described, answer).forEach(say)
        const written = writes()
        if (statusCode < 300) wrote += written.length
        if (statusCode >= 400 && written.length > 0) say(`${described.method} ${described.path}: ${written.join(', ')}`)
      }
    }
    expect(faults).toEqual([])
    // What is written is noticed.
    expect(wrote).toBeGreaterThan(20)
    // Not all of it bounced off the first check.
    for (const status of [200, 202, 400, 401, 403, 404, 412]) expect(statuses.get(status) ?? 0).toBeGreaterThan(0)
  })
})

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()
}
