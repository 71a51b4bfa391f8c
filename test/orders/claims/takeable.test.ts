// The one place where an order changes its state without checkTransition is held to the row that checkTransition goes by.
import fc from 'fast-check'
import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { releaseClaim } from '../../../src/orders/claims/moves.ts'
import { claimSituation, situationFor } from '../../../src/orders/claims/situation.ts'
import { lookBeforeClaim } from '../../../src/orders/claims/store.ts'
import { claimOrders } from '../../../src/orders/claims/take/claim-orders.ts'
import { standingNow } from '../../../src/orders/claims/take/standing-now.ts'
import { checkTransition } from '../../../src/orders/states/possible.ts'
import { TRANSITIONS } from '../../../src/orders/states/transitions.ts'
import { day } from '../../../src/shared/day.ts'
import { ORDER_STATES, VETTINGS } from '../../../src/shared/vocabulary.ts'
import { countingIds, fakeClock } from '../../support/clock.ts'
import { eachDialect } from '../../support/dialects.ts'
import { reference } from '../../support/estate.ts'
import { runs } from '../../support/runs.ts'
import { insertCompany, insertContract, insertWork, orderOf, type OrderInsert } from '../../support/work-orders.ts'

const N = 40
const orders: fc.Arbitrary<OrderInsert[]> = fc
  .array(
    fc.record({
      // Half of them ready: else hardly any would be taken.
      state: fc.oneof(fc.constant('ready' as const), fc.constantFrom(...ORDER_STATES)),
      region: fc.constantFrom('London', 'Wales', null),
      vetting: fc.constantFrom(...VETTINGS),
      action: fc.constantFrom('replace', 'survey', 'assess'),
      organisationId: fc.constantFrom('org_1', 'org_2'),
      weekOn: fc
        .constantFrom(null, '2026-11-30', '2026-12-21', '2026-12-28')
        .map((on) => (on === null ? null : day(on))),
      shutGates: fc.constantFrom([], [], ['a call-off']),
      companyId: fc.constantFrom(null, 'con_1', 'con_2'),
      after: fc.option(fc.nat({ max: N - 1 })),
      site: fc.nat({ max: 9 }),
      tier: fc.nat({ max: 7 }),
    }),
    { minLength: N, maxLength: N },
  )
  .map((all) =>
    all.map(({ after, site, weekOn: planned, ...one }, n) => {
      const afterOrderId = after === null || after >= n ? null : orderOf(after).id
      // Without a week a gate is shut, so that nothing without one is ready.
      const weekOn = one.state === 'ready' ? (planned ?? day('2026-11-30')) : planned
      return orderOf(n, { ...one, weekOn, action: one.action as 'replace', siteId: `sit_${site}`, afterOrderId })
    }),
  )

it('the row of claims says what the statement is written for', () => {
  expect(TRANSITIONS.claim).toMatchObject({
    ...{ from: ['ready'], to: 'claimed', by: ['company'] },
    needs: ['gates-open', 'near', 'may-do', 'in-turn', 'under-caps'],
  })
})

eachDialect('the statement of a claim', (open) => {
  it('takes, one by one, the highest order whose claim the table of transitions allows, and stops when there is none', async () => {
    const check = async (work: OrderInsert[]) => {
      const db = await open()
      const { claims: rules, bankHolidays: holidays } = reference
      const deps = { db, clock: fakeClock('2026-11-23T09:00:00.000Z'), ids: countingIds(), rules, holidays }
      const one = await insertCompany(db, 'con_1', { regions: ['London', 'Unknown region'], vetting: 'sc' })
      await insertContract(db, 'con_2')
      await insertWork(db, work)
      await db.write(async (q) => {
        const use = { organisationId: 'org_2', usesContracts: true, recordedBy: 'p', recordedAt: new Date(0) }
        await q.insert(q.t.contractUses).values({ ...use, id: 'use_1', version: 1 } as never)
      })
      const standing = await standingNow(db.read, 'con_1', (await lookBeforeClaim(db.read, deps.clock.now())).recorded)
      const now = deps.clock.now()
      const allowed = async (order: (typeof all)[number]) => {
        const known = await claimSituation(db.read, order, { now, rules, companyId: 'con_1', standing })
        try {
          checkTransition('claim', order, { movers: ['company'], situation: situationFor(known) })
          return true
        } catch {
          return false
        }
      }
      const { orders: t } = db.read.t
      let all = await db.read.select().from(t)
      for (;;) {
        all = await db.read.select().from(t)
        const sorted = all.sort((a, b) => a.tier - b.tier || a.rank - b.rank)
        let expected: string[] = []
        for (const order of sorted) {
          if (!(await allowed(order))) continue
          expected = [order.ref]
          break
        }
        expect(await claimOrders(deps, one, { maxOrders: 1, filter: {} })).toEqual(expected)
        if (expected.length === 0) return
      }
    }
    await fc.assert(fc.asyncProperty(orders, check), { seed: 7, numRuns: runs(3, 60) })
  })

  it('takes as many at once as it would one by one, in the same order', async () => {
    const check = async (work: OrderInsert[]) => {
      const taken: string[][] = []
      for (const atOnce of [1, 4, 10]) {
        const db = await open()
        const { claims: rules, bankHolidays: holidays } = reference
        const deps = { db, clock: fakeClock('2026-11-23T09:00:00.000Z'), ids: countingIds(), rules, holidays }
        const one = await insertCompany(db, 'con_1', { regions: ['London', 'Wales'] })
        await insertWork(db, work)
        const refs: string[] = []
        for (let more = ['']; more.length > 0;) {
          more = await claimOrders(deps, one, { maxOrders: atOnce, filter: {} })
          refs.push(...more)
        }
        taken.push(refs)
      }
      const [singly, ...together] = taken
      for (const refs of together) expect([...refs].sort()).toEqual([...singly!].sort())
    }
    await fc.assert(fc.asyncProperty(orders, check), { seed: 11, numRuns: runs(3, 20) })
  })

  it('hands out nothing that the company gave back this week', async () => {
    const db = await open()
    const { claims: rules, bankHolidays: holidays } = reference
    const deps = { db, clock: fakeClock(), ids: countingIds(), rules, holidays }
    const one = await insertCompany(db, 'con_1')
    await insertWork(db, [orderOf(1), orderOf(2)])
    const [ref] = await claimOrders(deps, one, { maxOrders: 1, filter: {} })
    await releaseClaim(deps, one, { ref: ref!, attempt: 1, reason: 'No crew.' })
    expect(await claimOrders(deps, one, { maxOrders: 5, filter: {} })).toEqual([orderOf(2).ref])
    expect(await db.read.$count(db.read.t.orders, eq(db.read.t.orders.state, 'ready'))).toBe(1)
  })
})
