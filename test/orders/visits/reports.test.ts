import { beforeEach, expect, it } from 'vitest'
import { findReport, listReports, listStanding } from '../../../src/orders/visits/reports/store.ts'
import { day } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { told as toldOf } from '../completion/make-outcome.ts'
import { orderOf } from '../../support/work-orders.ts'
import { manager } from '../completion/standing-orders.ts'
import { fieldWork, ON, rival } from './make-visit.ts'

eachDialect('a report of a visit', (open) => {
  let field: Awaited<ReturnType<typeof fieldWork>>
  let jo: string
  beforeEach(async () => {
    field = await fieldWork(await open())
    await field.easy()
    const engineer = await field.engineer()
    jo = engineer.id
    await field.book([jo])
    await field.approve(engineer)
    await field.openGate()
    field.clock.set('2026-11-30T18:00:00.000Z')
  })
  const told = async () => {
    const [deviceId] = await field.devicesOf(field.orderId)
    const took = { minutes: 70, pence: 240_000 }
    return { deviceOutcomes: [{ id: 'outcome-one', ...toldOf('replaced', deviceId!), ...took }] }
  }
  const state = async () => (await field.now()).state

  it('takes an order that is scheduled to completed at once, when every device is told', async () => {
    const answer = await field.send(field.report([jo], await told()))
    expect(answer).toMatchObject({ standing: 'applied', order: { state: 'completed' }, visit: { state: 'done' } })
    const clocks = { leaseExpiresAt: null, contactDueAt: null }
    // Beside the estimate at once: whoever judges the work sees what it took.
    expect(await field.now()).toMatchObject({ ...clocks, state: 'completed', actualPence: 240_000, actualMinutes: 70 })
  })
  it('sent again answers the same and changes nothing; the same id with another body is refused', async () => {
    const body = field.report([jo], await told())
    const first = await field.send(body)
    const after = await field.now()
    expect(await field.send(body)).toEqual(first)
    expect(await field.now()).toEqual(after)
    await expect(field.send({ ...body, note: 'Other.' })).rejects.toMatchObject({ code: 'conflicting-id' })
  })
  it('of an aborted visit says why and whose fault it was, and hands the order to the manager', async () => {
    const aborted = { result: 'aborted', cause: 'no-access', fault: 'site', chargeablePence: 18_000 } as const
    await expect(field.send(field.report([jo], { result: 'aborted' }))).rejects.toMatchObject({ code: 'bad-report' })
    const charged = field.report([jo], { ...aborted, fault: 'company' })
    await expect(field.send(charged)).rejects.toMatchObject({ code: 'bad-report' })
    await field.send(field.report([jo], aborted))
    expect(await state()).toBe('with-manager')
  })
  it('goes on with the next visit that is booked', async () => {
    await field.book([jo], { id: 'visit-two', on: day('2026-12-02') })
    await field.send(field.report([jo], { result: 'partial', cause: 'time-ran-out', fault: 'nobody' }))
    expect(await field.now()).toMatchObject({ state: 'scheduled', contactDueAt: new Date('2026-12-08T00:00:00Z') })
  })
  it('is kept for a person to judge when the gate was shut, or strangers came', async () => {
    const stranger = await field.engineer({ name: 'A. Stranger' })
    const answer = await field.send(field.report([stranger.id], await told()))
    expect(answer).toMatchObject({ standing: 'held-for-review', order: { state: 'scheduled' } })
    expect(answer.heldBecause).toBe('The site had not approved everyone who came.')
    await field.facts({ photos: 'allowed', personalDevices: 'allowed', permitToWork: true, loneWorking: 'allowed' }, 2)
    const shut = await field.send(field.report([jo], { id: 'report-two' }))
    expect(shut.heldBecause).toBe('Work began before: the site’s side gives a permit to work for the visit.')
    const permit = { item: 'permit', reference: 'PTW-1', givenBy: 'Duty manager', note: null } as const
    const good = await field.send(field.report([jo], { id: 'report-three', gate: [permit], ...(await told()) }))
    expect(good.standing).toBe('applied')
    expect(await listStanding(field.deps.db.read, 'everything', { standing: 'held-for-review', rows: 9 })).toHaveLength(
      2,
    )
  })
  it('is kept where work that comes first is still to be done, and is not lost', async () => {
    const { organisationId, siteId } = await field.now()
    const dull = { ...orderOf(9, { id: 'ord_first', organisationId, siteId, attempt: 0 }) }
    await field.deps.db.write(async (q) => void (await q.insert(q.t.orders).values(dull)))
    await field.force(field.orderId, { afterOrderId: 'ord_first' })
    const answer = await field.send(field.report([jo], await told()))
    expect(answer).toMatchObject({ standing: 'held-for-review', order: { state: 'scheduled' } })
    expect(answer.heldBecause).toBe(`${field.ref} was not released.`)
  })
  it('after a lost claim is kept, sealed, and tells nothing of the order; to others the order never was', async () => {
    await field.takenBy('con_2', 2)
    const answer = await field.send(field.report([jo], await told()))
    expect(answer).toMatchObject({ standing: 'held-for-review', order: null, visit: null })
    expect(await field.now()).toMatchObject({ state: 'claimed', companyId: 'con_2', attempt: 2 })
    const [line] = await listReports(field.deps.db.read, field.orderId)
    expect((await findReport(field.deps.db.read, line!.id))?.report.arrivedAt).toEqual(new Date(`${ON}T09:00:00Z`))
    await expect(field.send(field.report([jo]), rival)).resolves.toMatchObject({ standing: 'held-for-review' })
    const stranger = { ...rival, companyId: 'con_3' }
    await expect(field.send(field.report([jo]), stranger)).rejects.toMatchObject({ code: 'unknown-order' })
  })
  it('from a site that bans telephones is entered by the office, with who signed the paper', async () => {
    await field.facts({ photos: 'none', personalDevices: 'none', permitToWork: false, loneWorking: 'allowed' }, 2)
    await expect(field.send(field.report([jo], await told()))).rejects.toMatchObject({ code: 'witness-needed' })
    const entry = { recordedBy: 'P. Clerk', witnessedBy: 'Sgt Gate' }
    expect((await field.send(field.report([jo], { ...(await told()), entry }), manager)).standing).toBe('applied')
    const stored = await field.deps.db.read.select().from(field.deps.db.read.t.visitReports)
    expect(JSON.stringify(stored)).not.toMatch(/Clerk|Gate/)
  })
  it('with an outcome that will not do is refused whole, and its id is not used up', async () => {
    const { deviceOutcomes } = await told()
    const bad = [{ ...deviceOutcomes[0]!, removed: null }]
    await expect(field.send(field.report([jo], { deviceOutcomes: bad }))).rejects.toMatchObject({ code: 'bad-outcome' })
    expect(await state()).toBe('scheduled')
    expect((await field.send(field.report([jo], { deviceOutcomes }))).standing).toBe('applied')
  })
})
