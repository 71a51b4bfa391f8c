import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Caller } from '../../../src/access/caller.ts'
import type { Database } from '../../../src/db/database.ts'
import { acceptOffer, declineOffer, offerOrder, releaseClaim, renewClaim } from '../../../src/orders/claims/moves.ts'
import { lookBeforeClaim } from '../../../src/orders/claims/store.ts'
import { sweepOrders } from '../../../src/orders/claims/sweep-orders.ts'
import { claimOrders, type ClaimDeps, type ClaimInput } from '../../../src/orders/claims/take/claim-orders.ts'
import { waitForWork } from '../../../src/orders/claims/take/wait-for-work.ts'
import { day } from '../../../src/shared/day.ts'
import { countingIds, fakeClock } from '../../support/clock.ts'
import { eachDialect } from '../../support/dialects.ts'
import { operator, reference } from '../../support/estate.ts'
import { insertCompany, insertWork, orderOf, refOf, type OrderInsert } from '../../support/work-orders.ts'

eachDialect('claims', (open) => {
  let db: Database
  let deps: ClaimDeps & { clock: ReturnType<typeof fakeClock> }
  let one: Caller
  beforeEach(async () => {
    db = await open()
    const { claims: rules, bankHolidays: holidays } = reference
    // A Monday.
    deps = { db, clock: fakeClock('2026-11-23T09:00:00.000Z'), ids: countingIds(), rules, holidays }
    one = await insertCompany(db, 'con_1')
  })
  const put = (...orders: OrderInsert[]) => insertWork(db, orders)
  const claim = (caller: Caller, maxOrders = 10, over: Partial<ClaimInput> = {}) =>
    claimOrders(deps, caller, { maxOrders, filter: {}, ...over })
  const sitesTold = async () => {
    const { orders, orderEvents } = db.read.t
    const claims = eq(orderEvents.event, 'claim')
    const sites = db.read.select({ siteId: orders.siteId }).from(orderEvents)
    const told = await sites.innerJoin(orders, eq(orders.id, orderEvents.orderId)).where(claims)
    return new Set(told.map(({ siteId }) => siteId)).size
  }
  const orderAt = async (n: number) => {
    const [row] = await db.read
      .select()
      .from(db.read.t.orders)
      .where(eq(db.read.t.orders.ref, refOf(n)))
    return row!
  }

  describe('what is handed out', () => {
    it('is the highest rank first, tier before rank, and nothing twice', async () => {
      await put(orderOf(3), orderOf(1), orderOf(2, { rank: 9 }), orderOf(4, { tier: 0, rank: 8 }))
      const two = await insertCompany(db, 'con_2')
      expect(await claim(one, 2)).toEqual([refOf(4), refOf(1)])
      expect(await claim(two)).toEqual([refOf(3), refOf(2)])
      expect(await claim(one)).toEqual([])
    })

    it('is what a company may do now, be it that its crew was recorded a moment ago', async () => {
      await put(orderOf(1, { region: 'Wales' }))
      expect(await claim(one)).toEqual([])
      expect(await claim(await insertCompany(db, 'con_2', { regions: ['Wales'] }))).toEqual([refOf(1)])
    })

    it('is free again when its lease is over, whoever asks first, be it a company that may take nothing', async () => {
      await put(orderOf(1))
      await claim(one)
      deps.clock.set('2026-12-07T09:00:00.000Z')
      expect(await claim(await insertCompany(db, 'con_9', { status: 'suspended' }))).toEqual([])
      expect(await orderAt(1)).toMatchObject({ state: 'ready', companyId: null })
    })

    it('does not wait for the clocks of what is on hold, which stand still', async () => {
      const past = new Date('2026-11-20T09:00:00.000Z')
      const look = () => lookBeforeClaim(db.read, deps.clock.now())
      await put(orderOf(1, { state: 'on-hold', companyId: 'con_1', leaseExpiresAt: past, contactDueAt: past }))
      expect(await look()).toMatchObject({ due: false })
      await put(orderOf(2, { state: 'claimed', companyId: 'con_1', leaseExpiresAt: past }))
      expect(await look()).toMatchObject({ due: true })
    })

    it('is the claimer’s, by an attempt, until the end of the third working day, and all of that is on record', async () => {
      await put(orderOf(1), orderOf(2, { region: 'Scotland' }))
      await insertCompany(db, 'con_5', { regions: ['London', 'Scotland'] })
      const clock = fakeClock('2026-11-26T09:00:00.000Z')
      const caller = { ...one, companyId: 'con_5' }
      await claimOrders({ ...deps, clock }, caller, { maxOrders: 2, filter: {}, externalRef: 'JOB-7' })
      expect(await orderAt(1)).toMatchObject({
        ...{ state: 'claimed', companyId: 'con_5', attempt: 1, version: 2, externalRef: 'JOB-7' },
        ...{ claimedAt: clock.now(), leaseExpiresAt: new Date('2026-12-02T00:00:00.000Z'), contactDueAt: null },
      })
      // St Andrew's day, 30 November, is kept in Scotland.
      expect((await orderAt(2)).leaseExpiresAt).toEqual(new Date('2026-12-03T00:00:00.000Z'))
      const { orderEvents, auditEntries } = db.read.t
      const events = await db.read.select().from(orderEvents)
      expect(events.map(({ event, fromState, toState, attempt }) => [event, fromState, toState, attempt])).toEqual([
        ['claim', 'ready', 'claimed', 1],
        ['claim', 'ready', 'claimed', 1],
      ])
      expect(await db.read.$count(auditEntries, eq(auditEntries.act, 'orders.claimed'))).toBe(1)
    })

    it('is ready, within four weeks of its week, and what the company’s crews may do', async () => {
      await put(
        ...[orderOf(1, { state: 'proposed' }), orderOf(2, { weekOn: day('2026-12-22') }), orderOf(3, { weekOn: null })],
        ...[orderOf(4, { region: 'Wales' }), orderOf(5, { action: 'survey' }), orderOf(6, { region: null })],
        ...[orderOf(7, { shutGates: ['a call-off'] }), orderOf(8, { weekOn: day('2026-12-21') })],
        orderOf(9, { vetting: 'dv' }),
      )
      const sc = await insertCompany(db, 'con_2', { vetting: 'sc' })
      expect(await claim(sc)).toEqual([refOf(8)])
      expect(await claim(one)).toEqual([refOf(9)])
      expect(await claim(await insertCompany(db, 'con_3', { status: 'suspended' }))).toEqual([])
      expect(await claim(await insertCompany(db, 'con_4', { regions: ['Unknown region'] }))).toEqual([refOf(6)])
    })

    it('follows a change of what the company may do at once', async () => {
      await put(orderOf(1, { region: 'Wales' }))
      expect(await claim(one)).toEqual([])
      const { crews } = db.read.t
      const [crew] = await db.read.select().from(crews)
      await db.write(async (q) => {
        await q.insert(q.t.crews).values({ ...crew!, id: 'crw_9', version: 2, regions: ['Wales'] })
      })
      expect(await claim(one)).toEqual([refOf(1)])
    })

    it('is filtered by capability, or bundled at the site of an order that the company has', async () => {
      await insertCompany(db, 'con_2', { actions: ['replace', 'survey'], regions: ['London', 'Wales'] })
      const two = { ...one, companyId: 'con_2' }
      await put(
        ...[orderOf(1), orderOf(2, { action: 'survey' }), orderOf(3, { region: 'Wales' })],
        orderOf(4, { siteId: 'sit_2', action: 'survey' }),
      )
      expect(await claim(two, 1, { filter: { actions: ['survey'] } })).toEqual([refOf(2)])
      expect(await claim(two, 5, { filter: { sameSiteAs: refOf(2) } })).toEqual([refOf(4)])
      expect(await claim(two, 5, { filter: { regions: ['wales'] } })).toEqual([refOf(3)])
      await expect(claim(two, 5, { filter: { sameSiteAs: refOf(1) } })).rejects.toMatchObject({ code: 'unknown-order' })
    })

    it('comes leg by leg: the next when the one before it is done, or is the same company’s', async () => {
      await put(
        ...[orderOf(1, { rank: 5 }), orderOf(2, { rank: 2, afterOrderId: orderOf(1).id }), orderOf(3, { rank: 6 })],
        orderOf(4, { rank: 1, state: 'completed' }),
        orderOf(5, { rank: 7, afterOrderId: orderOf(4).id }),
      )
      const two = await insertCompany(db, 'con_2')
      expect(await claim(one, 1)).toEqual([refOf(1)])
      expect(await claim(two)).toEqual([refOf(3), refOf(5)])
      expect(await claim(one)).toEqual([refOf(2)])
    })

    it('is strictly the highest within one claim too, when a leg opens a higher one', async () => {
      await put(orderOf(1, { rank: 5 }), orderOf(2, { rank: 2, afterOrderId: orderOf(1).id }), orderOf(3, { rank: 6 }))
      expect(await claim(one, 2)).toEqual([refOf(1), refOf(2)])
    })
  })

  describe('caps', () => {
    it('are ten open orders, however many are asked for', async () => {
      await put(...Array.from({ length: 12 }, (_, i) => orderOf(i + 1)))
      expect(await claim(one, 100)).toHaveLength(10)
      expect(await claim(one)).toEqual([])
      const over = new AbortController().signal
      expect(await waitForWork(deps, one, { filter: {}, waitMs: 5000, over })).toEqual({
        claimable: false,
        capped: 'open-claims',
      })
    })

    it('are twenty sites in thirty days, and what is at sites that are known does not count again', async () => {
      const orders = Array.from({ length: 30 }, (_, i) => orderOf(i + 1))
      await put(...orders, orderOf(40, { siteId: 'sit_3', rank: 40 }))
      const release = async (ref: string) => releaseClaim(deps, one, { ref, attempt: 1, reason: 'No crew.' })
      for (let round = 0; round < 2; round++) for (const ref of await claim(one)) await release(ref)
      expect(await claim(one)).toEqual([refOf(40)])
      // By then it may be handed again what it gave back, at the sites that it knows and at no other.
      deps.clock.set('2026-12-22T09:00:00.000Z')
      const known = new Set(orders.slice(0, 20).map(({ ref }) => ref))
      for (let round = 0; round < 3; round++) {
        const refs = await claim(one)
        expect(refs.filter((ref) => !known.has(ref) && ref !== refOf(40))).toEqual([])
        for (const ref of refs) await releaseClaim(deps, one, { ref, attempt: 2, reason: 'No crew.' })
      }
      // It never learned of a twenty-first.
      expect(await sitesTold()).toBe(20)
      deps.clock.set('2027-01-21T09:00:00.000Z')
      expect(await claim(one, 1)).toEqual([refOf(1)])
    })

    it('count claims of one company that are made at the same moment together', async () => {
      await put(...Array.from({ length: 30 }, (_, i) => orderOf(i + 1)))
      const all = await Promise.all(Array.from({ length: 8 }, () => claim(one, 3)))
      expect(new Set(all.flat()).size).toBe(10)
      expect(all.flat()).toHaveLength(10)
    })
  })

  describe('a lease', () => {
    it('is renewed by its holder and by nobody else, and not after its end', async () => {
      await put(orderOf(1))
      await claim(one)
      const two = await insertCompany(db, 'con_2')
      const [ref, attempt] = [refOf(1), 1]
      await expect(renewClaim(deps, two, { ref, attempt })).rejects.toMatchObject({ code: 'unknown-order' })
      await expect(renewClaim(deps, one, { ref, attempt: 2 })).rejects.toMatchObject({ code: 'stale-attempt' })
      deps.clock.set('2026-11-25T09:00:00.000Z')
      await renewClaim(deps, one, { ref, attempt })
      expect((await orderAt(1)).leaseExpiresAt).toEqual(new Date('2026-12-01T00:00:00.000Z'))
      deps.clock.set('2026-12-01T00:00:00.000Z')
      await expect(renewClaim(deps, one, { ref, attempt })).rejects.toMatchObject({ code: 'not-possible' })
    })

    it('ends with its day, and the order goes to whoever may do it, by the next attempt', async () => {
      await put(orderOf(1))
      await claim(one)
      const two = await insertCompany(db, 'con_2')
      deps.clock.set('2026-11-26T23:59:59.999Z')
      expect(await claim(two)).toEqual([])
      deps.clock.set('2026-11-27T00:00:00.000Z')
      expect(await claim(two)).toEqual([refOf(1)])
      expect(await orderAt(1)).toMatchObject({ companyId: 'con_2', attempt: 2 })
      const stale = renewClaim(deps, one, { ref: refOf(1), attempt: 1 })
      await expect(stale).rejects.toMatchObject({ code: 'stale-attempt' })
    })

    it('runs only while the order is claimed: silence after that is noted, and takes nothing away', async () => {
      const contactDueAt = new Date('2026-11-24T00:00:00.000Z')
      const held = { companyId: 'con_1', attempt: 1, contactDueAt }
      await put(orderOf(1, { ...held, state: 'scheduled' }), orderOf(2, { ...held, state: 'with-manager' }))
      expect(await sweepOrders(deps)).toMatchObject({ overdue: 0 })
      deps.clock.set('2026-11-24T00:00:00.000Z')
      expect(await sweepOrders(deps)).toEqual({ expired: 0, lapsed: 0, overdue: 1, idle: [] })
      expect(await orderAt(1)).toMatchObject({ state: 'scheduled', companyId: 'con_1', contactOverdueAt: contactDueAt })
      expect(await sweepOrders(deps)).toMatchObject({ overdue: 0 })
    })

    it('that ends unused five times of late is worth an alert', async () => {
      await put(...Array.from({ length: 5 }, (_, i) => orderOf(i + 1)))
      await claim(one)
      deps.clock.set('2026-11-27T00:00:00.000Z')
      expect(await sweepOrders(deps)).toMatchObject({ expired: 5, idle: [{ companyId: 'con_1', claims: 5 }] })
      const { orderEvents } = db.read.t
      expect(await db.read.$count(orderEvents, eq(orderEvents.event, 'claim-without-work'))).toBe(1)
    })
  })

  describe('giving back', () => {
    it('needs a reason, which is kept sealed, and the order is not handed to the same company for a week', async () => {
      await put(orderOf(1))
      await claim(one)
      await releaseClaim(deps, one, { ref: refOf(1), attempt: 1, reason: 'No lift on site.' })
      expect(await orderAt(1)).toMatchObject({ state: 'ready', companyId: null, leaseExpiresAt: null, attempt: 1 })
      const [decline] = await db.read.select().from(db.read.t.orderDeclines)
      expect(decline).toMatchObject({ kind: 'released', companyId: 'con_1' })
      expect(decline!.reason).not.toContain('lift')
      expect(await claim(one)).toEqual([])
      expect(await claim(await insertCompany(db, 'con_2'))).toEqual([refOf(1)])
      await releaseClaim(deps, { ...one, companyId: 'con_2' }, { ref: refOf(1), attempt: 2, reason: 'Too far.' })
      deps.clock.set('2026-11-30T09:00:00.000Z')
      expect(await claim(one)).toEqual([refOf(1)])
    })
  })

  describe('an offer', () => {
    const offer = (companyId: string, n = 1) => offerOrder(deps, operator, { ref: refOf(n), version: 1, companyId })

    it('is for one company that may do the work: nobody else can claim it', async () => {
      await put(orderOf(1))
      const two = await insertCompany(db, 'con_2')
      const welsh = await insertCompany(db, 'con_3', { regions: ['Wales'] })
      await expect(offer(welsh.companyId!)).rejects.toMatchObject({ code: 'not-possible' })
      await offer('con_1')
      expect(await claim(two)).toEqual([])
      await expect(acceptOffer(deps, two, { ref: refOf(1) })).rejects.toMatchObject({ code: 'unknown-order' })
      await acceptOffer(deps, one, { ref: refOf(1) })
      expect(await orderAt(1)).toMatchObject({ state: 'claimed', companyId: 'con_1', attempt: 1, offerExpiresAt: null })
    })

    it('is declined with a reason, or lapses after three working days', async () => {
      await put(orderOf(1), orderOf(2))
      await offer('con_1')
      await declineOffer(deps, one, { ref: refOf(1), reason: 'No crew.' })
      expect(await orderAt(1)).toMatchObject({ state: 'ready', companyId: null })
      await offer('con_1', 2)
      deps.clock.set('2026-11-27T00:00:00.000Z')
      expect(await sweepOrders(deps)).toMatchObject({ lapsed: 1 })
      expect(await orderAt(2)).toMatchObject({ state: 'ready', companyId: null, offerExpiresAt: null })
    })

    it('that has lapsed is not accepted, though nobody has swept it yet', async () => {
      await put(orderOf(1))
      await offer('con_1')
      deps.clock.set('2026-11-27T00:00:00.000Z')
      await expect(acceptOffer(deps, one, { ref: refOf(1) })).rejects.toMatchObject({ code: 'unknown-order' })
      expect(await orderAt(1)).toMatchObject({ state: 'ready', companyId: null, attempt: 0 })
    })

    it('goes no further than the caps', async () => {
      await put(...Array.from({ length: 11 }, (_, i) => orderOf(i + 1)))
      await offer('con_1', 11)
      expect(await claim(one)).toHaveLength(10)
      const accepting = acceptOffer(deps, one, { ref: refOf(11) })
      await expect(accepting).rejects.toMatchObject({
        code: 'not-possible',
        message: expect.stringContaining('as many'),
      })
    })
  })

  it('waiting claims nothing: it says that something is there', async () => {
    const over = new AbortController().signal
    expect(await waitForWork(deps, one, { filter: {}, waitMs: 0, over })).toEqual({ claimable: false, capped: null })
    await put(orderOf(1))
    expect(await waitForWork(deps, one, { filter: {}, waitMs: 60_000, over })).toEqual({
      claimable: true,
      capped: null,
    })
    expect(await orderAt(1)).toMatchObject({ state: 'ready', version: 1 })
  })
})
