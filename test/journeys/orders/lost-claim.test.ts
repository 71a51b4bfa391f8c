import { expect, it } from 'vitest'
import { eachDialect } from '../../support/dialects.ts'
import { companyOf, replaced } from './company.ts'
import { lineInProcess } from './line.ts'
import { cleared, feedOf, seenBy, whoDid } from './look.ts'
import { devicesOf, flagged, judge, openProgramme, orderOf } from './programme.ts'

interface Labelled {
  readonly id: string
  readonly label: string
}

eachDialect('an order whose claim is lost', (open) => {
  it('goes to another company; what the first one did there is held until somebody judges it, once', async () => {
    const line = await lineInProcess(await open())
    const programme = await openProgramme(line, [flagged('Ducks', 'POND', 'D1'), flagged('Ducks', 'POND', 'D2')])
    const { call, staff } = programme
    const swan = await companyOf(programme, programme.swan)
    const heron = await companyOf(programme, programme.heron)
    const [swanFeed, heronFeed] = [feedOf(programme, swan.office), feedOf(programme, heron.office)]
    const staffFeed = feedOf(programme, staff.auditor)

    const [{ ref, attempt }] = (await swan.claim()) as [{ ref: string; attempt: number }]
    expect(await heron.claim()).toEqual([])
    expect(await swanFeed.next(ref)).toEqual(['claim: claimed'])
    // Its people go there on the Tuesday; the office neither books nor renews, and the lease ends with the Wednesday.
    // What they name is from the site's own list: without a visit that is booked, a company is shown no devices.
    line.setClock('2026-11-24T12:00:00.000Z')
    const [d1, d2] = (await devicesOf(programme)) as unknown as [Labelled, Labelled]
    const going = { ref, attempt, visit: 'visit-no-1' }
    const late = swan.reportOf(going, {
      arrivedAt: '2026-11-24T10:00:00.000Z',
      deviceOutcomes: [replaced(d1.id, d1.label, programme)],
    })
    line.setClock('2026-11-26T09:00:00.000Z')
    const [taken] = await heron.claim()
    expect(taken).toMatchObject({ ref, attempt: 2 })
    expect(await swanFeed.next(ref)).toEqual(['lease-over: gone'])
    expect(await seenBy(programme, swan.office, ref)).toBe('nothing')
    expect(await seenBy(programme, heron.office, ref)).toBe('address')
    const renewed = await call('POST', `/orders/${ref}/renew`, swan.office, { body: { attempt } })
    expect(renewed).toMatchObject({ status: 409, body: { code: 'stale-attempt' } })

    const held = await swan.send(ref, late)
    expect(held).toMatchObject({ status: 202, body: { standing: 'held-for-review', order: null, visit: null } })
    // Nothing is applied, and whoever has the order does not learn that somebody else was there.
    expect(await orderOf(programme, ref)).toMatchObject({ state: 'claimed', devices: 2 })
    expect((await call('GET', `/orders/${ref}/visit-reports`, heron.office)).body).toEqual({ items: [] })
    const waiting = (await call('GET', '/visit-reports', staff.manager)).body['items'] as unknown as { id: string }[]
    expect(waiting).toMatchObject([{ ref, attempt: 1, standing: 'held-for-review' }])
    const judgeReport = (by: string) => {
      const body = { accept: true, reason: 'The duty officer saw it done.' }
      return call('POST', `/visit-reports/${waiting[0]!.id}/judgement`, by, { body })
    }
    expect(await judgeReport(staff.adopter)).toMatchObject({ status: 409, body: { code: 'not-possible' } })
    expect(await judgeReport(staff.senior)).toMatchObject({ body: { standing: 'accepted', done: 1 } })
    expect(await judgeReport(staff.senior)).toMatchObject({ status: 409, body: { code: 'already-judged' } })
    expect(await orderOf(programme, ref)).toMatchObject({ state: 'claimed', devices: 1 })
    expect(await cleared(programme)).toBe('0 of 1')

    const second = { ref, attempt: 2, visit: 'visit-no-1' }
    await heron.goIn(second)
    const { devices } = (await call('GET', `/orders/${ref}`, heron.office)).body as unknown as { devices: object[] }
    expect(devices).toMatchObject([{ id: d2.id }])
    const done = heron.reportOf(second, { deviceOutcomes: [replaced(d2.id, d2.label, programme)] })
    expect(await heron.send(ref, done)).toMatchObject({ body: { order: { state: 'completed' } } })
    expect(await judge(programme, ref, staff.senior, { verdict: 'accept' })).toMatchObject({ status: 200 })
    expect(await cleared(programme)).toBe('1 of 1')

    // Its system had no answer, and sends it again, weeks later.
    line.pass(24 * 21)
    const [before, estate] = [await orderOf(programme, ref), await devicesOf(programme)]
    expect(await swan.send(ref, late)).toEqual(held)
    const other = { ...late, note: 'It rained.' }
    expect(await swan.send(ref, other)).toMatchObject({ status: 409, body: { code: 'conflicting-id' } })
    expect([await orderOf(programme, ref), await devicesOf(programme)]).toEqual([before, estate])
    expect((await call('GET', '/visit-reports', staff.manager)).body['items']).toEqual([])

    expect(await swanFeed.next(ref)).toEqual([])
    expect(await heronFeed.next(ref)).toEqual(['accepted: gone'])
    expect(await staffFeed.next(ref)).toEqual([
      ...['adopt: proposed', 'make-ready: ready', 'claim: claimed', 'expire: ready', 'claim: claimed'],
      ...['report-accepted: claimed', 'schedule: scheduled', 'start: in-progress', 'complete: completed'],
      'accept: accepted',
    ])
    await staffFeed.expectWhole()
    expect(await whoDid(programme, 'visit.reported')).toEqual(['office-Swan Security', 'office-Heron Systems'])
    expect(await whoDid(programme, 'report.accepted')).toEqual(['senior'])
  })
})
