// The feed's promise, with writers and readers at once, each on a connection of its own: whoever polls gets every event that
// was committed exactly once, in one order that is the same for all, and those of an order as they happened to it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Database, Writes } from '../../../src/db/database.ts'
import type { Change } from '../../../src/orders/changes/change.ts'
import { readChanges } from '../../../src/orders/changes/read-changes.ts'
import { insertEvent } from '../../../src/orders/states/store.ts'
import { DIALECTS, openAgain, openTestDatabase } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'
import { runs } from '../../support/runs.ts'
import { importSites, makeOrder } from '../make-orders.ts'

/** One write: of which orders something happens, how long it takes, and whether it comes to nothing. */
const aWrite = fc.record({
  orders: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
  pauses: fc.nat(20),
  fails: fc.boolean(),
  asClaim: fc.boolean(),
})
const someWriters = fc.array(fc.array(aWrite, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 })
const somePollers = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })

describe.each(DIALECTS)('a feed that many write and read (%s)', (dialect) => {
  const closers: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const close of closers.reverse()) await close()
  })

  it('gives every event once, in one order, and those of an order as they happened', { timeout: 300_000 }, async () => {
    const { db, source, close } = await openTestDatabase(dialect)
    closers.push(close)
    // A SQLite file has one writing process: its own handle writes, and others come to read and to number.
    const handles = [openAgain(source), openAgain(source)]
    for (const handle of handles) closers.push(() => handle.close())
    const deps = depsOf(db)
    const site = await importSites(deps)
    const orders = [0, 1, 2, 3].map(() => makeOrder(deps, site('POND')))
    const ids = (await Promise.all(orders)).map(({ id }) => id)
    const writersOf = dialect === 'postgres' ? [db, ...handles] : [db]
    let since = (await readChanges({ db }, operator, { limit: 1 })).position

    const property = fc.asyncProperty(someWriters, somePollers, async (writers, limits) => {
      let writing = writers.length
      const written = writers.map(async (writes, i) => {
        for (const write of writes) {
          const asked = write.orders.map((order) => ({ orderId: ids[order]!, eventId: deps.ids.next('evt') }))
          await happen(writersOf[i % writersOf.length]!, { ...write, asked, turn: String(i) })
        }
        writing--
      })
      const goesOn = () => writing > 0
      const polled = limits.map((limit, i) => poll([...handles, db][i % 3]!, { since, limit, goesOn }))
      await Promise.all(written)
      const heard = await Promise.all(polled)
      const all = await poll(db, { since, limit: 500, goesOn: () => false })
      for (const one of heard) expect(one.items).toEqual(all.items)
      since = all.position
      const stepsOf = (ref: string) => all.items.filter((item) => item.ref === ref).map(({ attempt }) => attempt)
      for (const ref of new Set(all.items.map((item) => item.ref))) {
        expect(stepsOf(ref)).toEqual(stepsOf(ref).map((_, i) => stepsOf(ref)[0]! + i))
      }
    })
    await fc.assert(property, { seed: 1, numRuns: runs(6, 300) })

    const events = await db.read.select({ position: db.read.t.orderEvents.position }).from(db.read.t.orderEvents)
    expect(events.length).toBeGreaterThan(0)
    expect(events.map(({ position }) => position!).sort((a, b) => a - b)).toEqual(events.map((_, i) => i + 1))
  })
})

interface Happening {
  readonly asked: readonly { readonly orderId: string; readonly eventId: string }[]
  readonly turn: string
  readonly pauses: number
  readonly fails: boolean
  readonly asClaim: boolean
}

/** Something happens to each order, whose attempt counts how often something did. */
async function happen(db: Database, { asked, turn, pauses, fails, asClaim }: Happening): Promise<void> {
  const given = new Error('comes to nothing')
  const work = async (q: Writes) => {
    for (const { orderId, eventId } of asked) {
      const { orders } = q.t
      const counted = { attempt: sql`${orders.attempt} + 1` }
      const [order] = await q.update(orders).set(counted).where(eq(orders.id, orderId)).returning()
      const { organisationId, attempt } = order!
      const stays = { fromState: 'ready', toState: 'ready', companyId: null, detail: null, position: null } as const
      const common = { id: eventId, orderId, organisationId, event: 'tried', attempt, at: new Date(0), by: 'pri_1' }
      await insertEvent(q, { ...common, ...stays })
      for (let i = 0; i < pauses; i++) await nextTurn()
    }
    if (fails) throw given
  }
  const done = asClaim ? db.claim(turn, work) : db.write(work)
  await done.catch((error: unknown) => {
    if (error !== given) throw error
  })
}

interface Polling {
  readonly since: string
  readonly limit: number
  readonly goesOn: () => boolean
}

/** Reads until nobody writes any more and nothing is left. */
async function poll(db: Database, { since, limit, goesOn }: Polling): Promise<{ items: Change[]; position: string }> {
  const items: Change[] = []
  for (let position = since; ;) {
    const last = !goesOn()
    const read = await readChanges({ db }, operator, { since: position, limit })
    items.push(...read.items)
    if (read.items.length === 0) expect(read.position).toBe(position)
    position = read.position
    if (last && !read.more) return { items, position }
    await nextTurn()
  }
}
