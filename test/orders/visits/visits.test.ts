import { eq } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import { renewClaim } from '../../../src/orders/claims/moves.ts'
import { moveByHand, type ByHand } from '../../../src/orders/move-by-hand.ts'
import { startVisit } from '../../../src/orders/visits/start-visit.ts'
import { withdrawVisit } from '../../../src/orders/visits/book-visit.ts'
import { listRequests } from '../../../src/orders/visits/engineers/list-requests.ts'
import { changeEngineer } from '../../../src/orders/visits/engineers/record-engineer.ts'
import { endOrderWait, recordWait } from '../../../src/orders/visits/clock/record-wait.ts'
import { listEvents } from '../../../src/orders/store.ts'
import { day } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { reference } from '../../support/estate.ts'
import { COMPANY, manager } from '../completion/standing-orders.ts'
import { contractor, fieldWork, office, ON, rival } from './make-visit.ts'

eachDialect('a visit', (open) => {
  let field: Awaited<ReturnType<typeof fieldWork>>
  let jo: string
  beforeEach(async () => {
    field = await fieldWork(await open())
    await field.easy()
    jo = (await field.engineer()).id
  })
  const arrive = (visit = 'visit-one') => {
    field.clock.set(`${ON}T09:30:00.000Z`)
    const arrivedAt = new Date(`${ON}T09:00:00Z`)
    return startVisit(field.deps, office, { ref: field.ref, visit, attempt: 1, arrivedAt })
  }
  const approvedBooking = async () => {
    const engineer = await field.engineer({ name: 'Sam Brown' })
    await field.book([engineer.id])
    await field.approve(engineer)
    return engineer
  }

  it('is kept as requested until the site approves who comes, and until its day the lease does not run out', async () => {
    const { visit, order } = await field.book([jo])
    expect(visit.state).toBe('requested')
    expect(order.state).toBe('claimed')
    // Three working days after the day of the visit, a Monday that is Saint Andrew's in Scotland alone.
    expect(order.leaseExpiresAt?.toISOString()).toBe('2026-12-04T00:00:00.000Z')
  })
  it('is booked by the approval that it waited for, and schedules the order', async () => {
    await field.book([jo])
    const engineer = await field.engineer({ name: 'Sam Brown' })
    await field.book([jo, engineer.id], { id: 'visit-two' })
    const other = 'Somebody else whom it names is not approved for the site on that day.'
    expect(await field.approve({ ...engineer, id: jo })).toEqual({
      ...{ visitsBooked: 1, visitsRefused: 0 },
      visitsWaiting: [{ ref: field.ref, on: ON, unless: [other] }],
    })
    expect(await field.now()).toMatchObject({ state: 'scheduled', leaseExpiresAt: null })
    expect(await field.approve(engineer)).toEqual({ visitsBooked: 1, visitsRefused: 0, visitsWaiting: [] })
  })
  it('does not take place when the site refuses who comes: the lease runs from then', async () => {
    const engineer = await field.engineer({ name: 'Sam Brown' })
    await field.book([engineer.id])
    expect(await field.refuse(engineer)).toEqual({ visitsBooked: 0, visitsRefused: 1, visitsWaiting: [] })
    expect((await field.now()).leaseExpiresAt?.toISOString()).toBe('2026-11-26T00:00:00.000Z')
    await expect(field.book([engineer.id], { id: 'visit-two' })).rejects.toMatchObject({ code: 'engineer-unfit' })
  })
  it('is not for engineers whose vetting is too low, ends before it, or who are another company’s', async () => {
    const low = await field.engineer({ vetting: 'ctc' })
    const ending = await field.engineer({ vettingUntilOn: ON })
    const last = await field.engineer({ vettingUntilOn: day('2026-12-01') })
    const theirs = await field.engineer({}, rival)
    for (const { id } of [low, ending]) {
      await expect(field.book([id])).rejects.toMatchObject({ code: 'engineer-unfit' })
    }
    await expect(field.book([theirs.id])).rejects.toMatchObject({ code: 'unknown-engineer' })
    expect((await field.book([last.id])).visit.state).toBe('requested')
  })
  it('needs a new approval for an engineer who is recorded anew', async () => {
    const engineer = await approvedBooking()
    const change = { name: 'Somebody Else' }
    await changeEngineer(field.deps, office, { id: engineer.id, version: 1, change })
    expect((await field.book([engineer.id], { id: 'visit-two' })).visit.state).toBe('requested')
    await field.openGate()
    await expect(arrive()).rejects.toMatchObject({ code: 'engineer-unfit' })
  })
  it('is not on a day on which the site is closed, nor without its notice, nor alone where nobody works alone', async () => {
    const closed = [{ from: ON, until: day('2026-12-07'), why: 'Secret.' }]
    await field.facts({ closed, noticeDays: 10, loneWorking: 'allowed', permitToWork: false }, 2)
    const refused = field.book([jo])
    await expect(refused).rejects.toMatchObject({ code: 'site-closed', hint: 'It opens on 7 December 2026.' })
    await expect(refused).rejects.not.toThrow('Secret')
    await field.facts({ noticeDays: 10, loneWorking: 'allowed' }, 3)
    await expect(field.book([jo], { on: day('2026-12-01') })).rejects.toMatchObject({ code: 'notice-too-short' })
    expect((await field.book([jo], { on: day('2026-12-02') })).visit.state).toBe('requested')
    await field.facts({}, 4)
    await expect(field.book([jo], { id: 'visit-two' })).rejects.toMatchObject({ code: 'lone-working' })
  })
  it('sent again changes nothing, and its id stands for nothing else', async () => {
    const first = await field.book([jo])
    expect((await field.book([jo])).visit).toEqual(first.visit)
    await expect(field.book([jo], { trade: 'Joiner' })).rejects.toMatchObject({ code: 'conflicting-id' })
  })
  it('is not booked to bring flagged kit: that is on record with C1, of which the company hears nothing', async () => {
    const [deviceId] = await field.devicesOf(field.orderId)
    const kit = (make: string) => [{ deviceId: deviceId!, make, model: 'X', mac: null }]
    const refused = field.book([jo], { kit: kit('Hikvision') })
    await expect(refused).rejects.toMatchObject({ code: 'non-conforming-kit' })
    await expect(refused).rejects.not.toThrow(/C1|sensitive/)
    const [event] = (await listEvents(field.deps.db.read, field.orderId)).filter((one) => one.event === 'kit-refused')
    expect(JSON.stringify(event!.detail)).toMatch(/Hikvision.*C1, instructed/)
    await expect(field.book([jo], { kit: [{ ...kit('Axis')[0]!, deviceId: 'dev_none' }] })).rejects.toMatchObject({
      code: 'not-of-order',
    })
    const { visit, kit: seen } = await field.book([jo], { kit: kit('Nobody Knows') })
    expect([visit.state, seen.map(({ finding }) => finding)]).toEqual(['requested', ['unknown']])
    expect((await field.book([jo], { id: 'visit-two', kit: kit('Axis') })).kit).toMatchObject([{ finding: 'cleared' }])
  })
  it('brings what was planned where nothing is named: flagged since, it is not booked until other kit is named', async () => {
    const line = { kind: 'kit', what: 'Dome', modelId: 'M1', make: 'Hikvision', model: 'DS-2CD2042', quantity: 1 }
    await field.force(field.orderId, { why: { costLines: [line] } })
    await expect(field.book([jo])).rejects.toThrow(/Hikvision DS-2CD2042/)
    const [deviceId] = await field.devicesOf(field.orderId)
    const kit = [{ deviceId: deviceId!, make: 'Axis', model: 'P3245-LVE', mac: null }]
    expect((await field.book([jo], { kit })).visit.state).toBe('requested')
  })
  it('is booked by nobody but the company that has the order, by its own attempt', async () => {
    await expect(field.book([jo], {}, rival)).rejects.toMatchObject({ code: 'unknown-order' })
    await expect(field.book([jo], {}, contractor('con_3'))).rejects.toMatchObject({ code: 'unknown-order' })
    await expect(field.book([jo], { attempt: 2 })).rejects.toMatchObject({ code: 'stale-attempt' })
  })
  it('starts when the gate is open; a refusal names who must act', async () => {
    await approvedBooking()
    await field.meet('rams')
    const refused = arrive()
    await expect(refused).rejects.toMatchObject({ code: 'not-possible' })
    await expect(refused).rejects.toThrow('the company looks at the asbestos register; the company confirms the visit')
    await field.openGate()
    expect(await arrive()).toMatchObject({ state: 'under-way' })
    expect(await field.now()).toMatchObject({ state: 'in-progress' })
    expect(await arrive()).toMatchObject({ state: 'under-way' })
  })
  it('waits on, approved, while its company is suspended or an earlier leg is another’s to do', async () => {
    const { db } = field.deps
    const { contractors: t } = db.read.t
    const suspend = (status: 'suspended' | 'active') =>
      db.write((q) => q.update(q.t.contractors).set({ status }).where(eq(t.contractorId, COMPANY)))
    const waiting = (why: RegExp) => {
      const unless = [expect.stringMatching(why)]
      return { visitsBooked: 0, visitsRefused: 0, visitsWaiting: [{ ref: field.ref, on: ON, unless }] }
    }
    const engineer = await field.engineer()
    await field.book([engineer.id])
    await suspend('suspended')
    expect(await field.approve(engineer)).toEqual(waiting(/is suspended/))
    expect(await field.now()).toMatchObject({ state: 'claimed' })
    expect(await listRequests(field.deps, manager)).toMatchObject([{ approval: 'approved' }])
    await suspend('active')
    const leg = { id: 'ord_0', ref: 'WO-0000-0001', state: 'ready', companyId: null, legId: null } as const
    const earlier = { ...(await field.now()), ...leg }
    await db.write((q) => q.insert(q.t.orders).values(earlier))
    await field.force(field.orderId, { afterOrderId: 'ord_0' })
    expect(await field.approve(engineer)).toEqual(waiting(/before it at the same site is open/))
    await field.force('ord_0', { state: 'completed' })
    expect(await field.approve(engineer)).toEqual({ visitsBooked: 1, visitsRefused: 0, visitsWaiting: [] })
    expect(await field.now()).toMatchObject({ state: 'scheduled' })
  })
  it('is booked anew by the manager, when the first one did not do its work', async () => {
    const engineer = await approvedBooking()
    await field.force(field.orderId, { state: 'with-manager', contactDueAt: null })
    const rebook = async () => {
      const { ref, version } = await field.now()
      return moveByHand(field.deps, manager, { ref, version, transition: 'rebook' })
    }
    field.clock.set(`${ON}T18:00:00.000Z`)
    field.clock.advance(24 * 3_600_000)
    await expect(rebook()).rejects.toThrow(/No visit is booked/)
    await field.book([engineer.id], { id: 'visit-two', on: day('2026-12-04') })
    expect(await rebook()).toMatchObject({ state: 'scheduled', contactDueAt: new Date('2026-12-10T00:00:00.000Z') })
  })
  it('that is withdrawn leaves the company waited for from now', async () => {
    await field.book([jo])
    const withdrawn = { ref: field.ref, id: 'visit-one', attempt: 1 }
    expect((await withdrawVisit(field.deps, office, withdrawn)).state).toBe('withdrawn')
    expect((await field.now()).leaseExpiresAt?.toISOString()).toBe('2026-11-26T00:00:00.000Z')
  })
  it('leaves the company the time until the latest of its visits and waits, whatever else ends', async () => {
    const wait = (id: string, untilOn: string) => {
      const asked = { id, attempt: 1, waitsFor: 'parts', why: 'Brackets.', untilOn: day(untilOn) } as const
      return recordWait(field.deps, office, { ref: field.ref, asked })
    }
    const lease = async () => (await field.now()).leaseExpiresAt?.toISOString().slice(0, 10)
    const engineer = await field.engineer({ name: 'Sam Brown' })
    await field.book([engineer.id])
    await field.book([engineer.id], { id: 'visit-two', on: day('2026-12-07') })
    await wait('wait-one', '2026-12-15')
    expect(await lease()).toBe('2026-12-19')
    await endOrderWait(field.deps, office, { ref: field.ref, id: 'wait-one' })
    expect(await lease()).toBe('2026-12-11')
    await withdrawVisit(field.deps, office, { ref: field.ref, id: 'visit-two', attempt: 1 })
    expect(await lease()).toBe('2026-12-04')
    await renewClaim({ ...field.deps, rules: reference.claims }, office, { ref: field.ref, attempt: 1 })
    expect(await lease()).toBe('2026-12-04')
    await wait('wait-two', '2026-12-15')
    await field.approve(engineer)
    expect(await field.now()).toMatchObject({ state: 'scheduled', contactDueAt: new Date('2026-12-19T00:00:00.000Z') })
  })
  it('and a wait leave the clocks of an order on hold as they are, and count when it goes on', async () => {
    const byHand = async (transition: ByHand) => {
      const { ref, version } = await field.now()
      return moveByHand(field.deps, manager, { ref, version, transition, slipReason: 'weather' })
    }
    await field.book([jo])
    const before = (await field.now()).leaseExpiresAt
    await byHand('hold')
    const asked = { id: 'wait-one', attempt: 1, waitsFor: 'parts', why: 'Brackets.' } as const
    await recordWait(field.deps, office, { ref: field.ref, asked: { ...asked, untilOn: day('2026-12-15') } })
    await withdrawVisit(field.deps, office, { ref: field.ref, id: 'visit-one', attempt: 1 })
    expect((await field.now()).leaseExpiresAt).toEqual(before)
    await byHand('resume')
    expect(await field.now()).toMatchObject({ state: 'claimed', leaseExpiresAt: new Date('2026-12-19T00:00:00.000Z') })
  })
  it('may wait for parts: the company’s clock stands, for four weeks at most', async () => {
    const asked = { id: 'wait-one', attempt: 1, waitsFor: 'parts', why: 'Brackets.' } as const
    const wait = (untilOn: string) =>
      recordWait(field.deps, office, { ref: field.ref, asked: { ...asked, untilOn: day(untilOn) } })
    await expect(wait('2026-12-21')).rejects.toMatchObject({ code: 'bad-wait' })
    await wait('2026-12-20')
    // A Sunday: the third working day after it is Wednesday 23 December.
    expect((await field.now()).leaseExpiresAt?.toISOString()).toBe('2026-12-24T00:00:00.000Z')
  })
})
