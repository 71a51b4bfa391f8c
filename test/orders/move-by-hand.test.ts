import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import type { Deps } from '../../src/deps.ts'
import { adoptPlanWith } from '../../src/orders/adopt/adopt-plan.ts'
import { approveOrders, setDelegatedLimit } from '../../src/orders/adopt/approve-orders.ts'
import { gatesOf } from '../../src/orders/adopt/gates.ts'
import { moveByHand, type Moving } from '../../src/orders/move-by-hand.ts'
import { isLate } from '../../src/orders/order.ts'
import { listEvents, listWorkOrders } from '../../src/orders/store.ts'
import type { CompanyTimes } from '../../src/orders/visits/clock/company-clock.ts'
import { day } from '../../src/shared/day.ts'
import type { OrderState } from '../../src/shared/vocabulary.ts'
import { fakeClock } from '../support/clock.ts'
import { eachDialect } from '../support/dialects.ts'
import { depsOf, importText, jobContext, makePlan, operator, reference } from '../support/estate.ts'
import { csv } from '../support/make.ts'
import { insertWork, orderOf } from '../support/work-orders.ts'

const HEADER = 'organisation,standing,site,region,sensitivity,device,manufacturer,model,network'
const POND = 'Ducks,department,POND,Wales,sensitive,D1,Hikvision,DS-2CD2042,isolated'
const HOUR = 3_600_000

eachDialect('an order that a manager moves', (open) => {
  let db: Database
  let deps: Deps & CompanyTimes
  let clock: ReturnType<typeof fakeClock>
  const only = async () => (await listWorkOrders(db.read, 'everything', {}, { after: null, limit: 10 }))[0]!
  const put = async (state: OrderState, more: object = {}): Promise<void> => {
    const { id } = await only()
    await db.write(
      async (q) =>
        void (await q
          .update(q.t.orders)
          .set({ state, ...more })
          .where(eq(q.t.orders.id, id))),
    )
  }
  const move = async (moving: Omit<Moving, 'ref' | 'version'>) => {
    const { ref, version } = await only()
    return await moveByHand(deps, operator, { ref, version, ...moving })
  }

  beforeEach(async () => {
    db = await open()
    clock = fakeClock()
    deps = { ...depsOf(db), clock, holidays: reference.bankHolidays, rules: reference.claims }
    await importText(deps, 'ducks.csv', csv(HEADER, POND))
    const { planId } = await makePlan(deps, { budgets: [] })
    const caller = { ...operator, principalId: 'pri_senior' }
    await adoptPlanWith(reference)(deps, { planId }, { ...jobContext, caller })
  })

  it('is held for a reason that is one of six, and goes on from where it was held; the time is not the company’s', async () => {
    const leaseExpiresAt = new Date(clock.now().getTime() + 10 * HOUR)
    await put('claimed', { companyId: 'co_1', attempt: 1, leaseExpiresAt })
    await expect(move({ transition: 'hold' })).rejects.toMatchObject({ code: 'not-possible' })
    const held = await move({ transition: 'hold', slipReason: 'supply' })
    expect([held.state, held.whence, held.slipReason]).toEqual(['on-hold', 'claimed', 'supply'])
    clock.advance(48 * HOUR)
    const resumed = await move({ transition: 'resume' })
    expect([resumed.state, resumed.whence, resumed.slipReason]).toEqual(['claimed', null, null])
    expect(resumed.leaseExpiresAt).toEqual(new Date(leaseExpiresAt.getTime() + 48 * HOUR))
    const events = await listEvents(db.read, resumed.id)
    expect(events.map(({ event, toState }) => [event, toState])).toEqual([
      ['adopt', 'proposed'],
      ['hold', 'on-hold'],
      ['resume', 'claimed'],
    ])
    expect(events[1]!.detail).toEqual({ slipReason: 'supply' })
  })

  it('is taken from a company only once it is on record how the site was left', async () => {
    const overdue = { contactDueAt: clock.now(), contactOverdueAt: clock.now() }
    await put('scheduled', { companyId: 'co_1', attempt: 1, ...overdue })
    const reason = 'Nobody came.'
    await expect(move({ transition: 'take-back', reason })).rejects.toThrow(/Record first how the site was left/)
    const taken = await move({ transition: 'take-back', reason, madeSafe: 'Nothing was opened.' })
    expect([taken.state, taken.companyId, taken.attempt]).toEqual(['ready', null, 1])
    expect([taken.contactDueAt, taken.contactOverdueAt]).toEqual([null, null])
  })

  it('is not changed by someone who looked at an older one', async () => {
    const { ref, version } = await only()
    const stale = moveByHand(deps, operator, { ref, version: version - 1, transition: 'cancel', reason: 'r' })
    await expect(stale).rejects.toMatchObject({ code: 'stale-version' })
  })

  it('waits for its decision after its cost is approved, and says for what', async () => {
    const before = await only()
    expect(before.shutGates).toEqual(['a site-decision under C3', expect.stringMatching(/^approval of £/)])
    const done = await approveOrders(deps, operator, { reason: 'Agreed.' })
    expect(done).toEqual({ approved: 1, ready: 0, pence: before.estimatePence })
    const after = await only()
    expect([after.state, after.shutGates]).toEqual(['proposed', ['a site-decision under C3']])
    await expect(approveOrders(deps, operator, { reason: 'Again.' })).rejects.toMatchObject({ code: 'no-orders' })
  })

  it('is approved with two hundred others, and requests are served meanwhile', async () => {
    const rest = Array.from({ length: 250 }, (_, n) =>
      orderOf(n, { state: 'proposed', shutGates: ['approval of £1'], estimatePence: 100 }),
    )
    await insertWork(db, rest)
    let turns = 0
    let watching = true
    const watch = () => {
      turns++
      if (watching) setImmediate(watch)
    }
    watch()
    const done = await approveOrders(deps, operator, { reason: 'All.' })
    watching = false
    expect([done.approved, done.ready]).toEqual([251, 250])
    expect(turns).toBeGreaterThan(1)
  })

  it('is approved by its reference, and not by one that waits for nothing', async () => {
    const refs = ['WO-0000-0000']
    await expect(approveOrders(deps, operator, { refs, reason: 'r' })).rejects.toMatchObject({ code: 'unknown-order' })
  })

  it('takes an approval limit for its own organisation before that of all', async () => {
    await setDelegatedLimit(deps, operator, { organisationId: null, pence: 1 })
    const { organisationId } = await only()
    await setDelegatedLimit(deps, operator, { organisationId, pence: 2 })
    const rows = await db.read.select().from(db.read.t.delegatedLimits)
    expect(rows.map(({ pence }) => pence).sort()).toEqual([1, 2])
  })
})

describe('the gates before a claim', () => {
  const open = { clause: 'C3', decided: true, unplaced: null, approvedPence: null, contractLacks: [] } as const

  it.each([
    [100_000, 100_000, []],
    [100_001, 100_000, ['approval of £1,000.01']],
    [0, null, []],
    [1, null, ['approval of £0.01']],
  ])('an order of %i pence under a limit of %s waits for %j', (estimatePence, limitPence, gates) => {
    expect(gatesOf({ ...open, estimatePence }, limitPence)).toEqual(gates)
  })

  it('an approval holds for what was approved, and not for a dearer plan', () => {
    expect(gatesOf({ ...open, estimatePence: 500, approvedPence: 500 }, null)).toEqual([])
    expect(gatesOf({ ...open, estimatePence: 501, approvedPence: 500 }, null)).toEqual(['approval of £5.01'])
  })
})

describe('an order that is late', () => {
  const week = { weekOn: day('2026-11-23') }

  it.each([
    ['2026-11-29T23:59:59Z', 'ready', false],
    ['2026-11-30T00:00:00Z', 'ready', true],
    ['2026-11-30T00:00:00Z', 'on-hold', true],
    ['2026-11-30T00:00:00Z', 'with-manager', true],
    ['2026-11-30T00:00:00Z', 'completed', false],
    ['2026-11-30T00:00:00Z', 'accepted', false],
  ] as const)('at %s, %s: %s', (now, state, late) => {
    expect(isLate({ ...week, state }, new Date(now))).toBe(late)
  })
})
