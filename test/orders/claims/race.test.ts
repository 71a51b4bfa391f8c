// Many companies at once, over HTTP, against two server processes on one PostgreSQL: every order has one holder, and whatever
// was answered stands.
import { sql } from 'drizzle-orm'
import { afterAll, expect, it } from 'vitest'
import { openKeyring } from '../../../src/access/keyring.ts'
import { makeSealer } from '../../../src/access/sealing.ts'
import { makeToken } from '../../../src/access/tokens.ts'
import { insertAll } from '../../../src/db/bulk.ts'
import type { Database } from '../../../src/db/database.ts'
import { day } from '../../../src/shared/day.ts'
import { countingIds } from '../../support/clock.ts'
import { openAgain, openTestDatabase } from '../../support/dialects.ts'
import { runs } from '../../support/runs.ts'
import { lenscapHome } from '../../support/server.ts'
import { insertCompanies, insertWork, orderOf } from '../../support/work-orders.ts'

const ORDERS = runs(1000, 20_000)
const CLIENTS = 50
/** Half as many again as the orders need, of ten each: some go away with less than they may hold, or with nothing. */
const COMPANIES = Math.ceil((ORDERS / 10) * 1.5)
/** Asked for at a time: not what divides ten. */
const AT_ONCE = 7

const closers: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

interface Claimed {
  readonly company: number
  readonly refs: readonly string[]
}

it(
  `${ORDERS} orders go to ${COMPANIES} companies, each to one, and none is lost`,
  async () => {
    const database = await openTestDatabase('postgres')
    closers.push(() => database.close())
    const home = lenscapHome({ DATABASE_URL: database.source })
    closers.push(() => home.close())
    const servers = [await home.serve(), await home.serve()]
    const place = { dataFolder: home.dataFolder, keyFile: undefined, keyCommand: undefined, production: false }
    const db = openAgain(database.source, makeSealer(openKeyring(place, (n) => new Uint8Array(n))))
    closers.push(() => db.close())
    const tokens = await furnish(db)

    let next = 0
    const claimed: Claimed[] = []
    const client = async (n: number) => {
      for (let company = next++; company < COMPANIES; company = next++) {
        for (let more = true; more;) {
          const refs = await claim(servers[(n + company) % 2]!.url, tokens[company]!)
          claimed.push({ company, refs })
          more = refs.length === AT_ONCE
        }
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)))
    await judge(db, claimed)
  },
  runs(120_000, 600_000),
)

async function furnish(db: Database): Promise<string[]> {
  const ids = countingIds()
  const now = new Date(0)
  let secrets = 0
  const secret = () => `${secrets++}`.padStart(32, 'secret')
  const companies = Array.from({ length: COMPANIES }, (_, n) => `con_${n}`)
  await insertCompanies(db, companies, { regions: ['London'] })
  // Due long ago, so that the real clock of the servers finds them near.
  await insertWork(
    db,
    Array.from({ length: ORDERS }, (_, n) => orderOf(n, { weekOn: day('2020-01-06'), tier: n % 8 })),
  )
  const principals = companies.map((companyId) => ({
    ...{ id: `pri_${companyId}`, version: 1, name: companyId, kind: 'machine' as const, roles: ['contractor'] },
    ...{ scope: [], disabled: false, createdAt: now, companyId },
  }))
  const tokens = principals.map(({ id }) => makeToken({ ...ids, secret }, id, now))
  await db.write(async (q) => {
    await insertAll(q, q.t.principals, principals)
    await insertAll(
      q,
      q.t.tokens,
      tokens.map(({ row }) => row),
    )
  })
  return tokens.map(({ token }) => token)
}

async function claim(url: string, token: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ maxOrders: AT_ONCE })
  const answer = await fetch(`${url}/api/v1/orders/claims`, { method: 'POST', headers, body })
  const text = await answer.text()
  expect([answer.status, text]).toEqual([200, expect.stringContaining('orders')])
  return (JSON.parse(text) as { orders: { ref: string }[] }).orders.map(({ ref }) => ref)
}

async function judge(db: Database, claimed: readonly Claimed[]): Promise<void> {
  const { orders, orderEvents, auditEntries } = db.read.t
  const refs = claimed.flatMap((one) => one.refs)
  expect(new Set(refs).size, 'orders that two were given').toBe(refs.length)
  expect(refs.length, 'orders that nobody was given').toBe(ORDERS)
  const rows = await db.read.select().from(orders)
  const holders = new Map(rows.map(({ ref, state, companyId, attempt }) => [ref, { state, companyId, attempt }]))
  for (const { company, refs: theirs } of claimed) {
    for (const ref of theirs)
      expect(holders.get(ref)).toEqual({ state: 'claimed', companyId: `con_${company}`, attempt: 1 })
  }
  const each = Map.groupBy(rows, ({ companyId }) => companyId)
  expect(Math.max(...[...each.values()].map((theirs) => theirs.length)), 'orders of one company').toBe(10)
  expect(await db.read.$count(orderEvents, sql`event = 'claim'`)).toBe(ORDERS)
  const claims = claimed.filter((one) => one.refs.length > 0).length
  expect(await db.read.$count(auditEntries, sql`act = 'orders.claimed'`)).toBe(claims)
}
