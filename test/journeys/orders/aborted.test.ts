import { expect, it } from 'vitest'
import { eachDialect } from '../../support/dialects.ts'
import { companyOf, ENTRY, replaced } from './company.ts'
import { lineInProcess } from './line.ts'
import { cleared, feedOf, seenBy, whoDid } from './look.ts'
import { devicesOf, flagged, judge, openProgramme, orderOf, refsOf } from './programme.ts'

const PONDS = ['POND-1', 'POND-2', 'POND-3', 'POND-4', 'POND-5']

eachDialect('an order at a site without phones', (open) => {
  it('is visited in vain at the site’s charge, visited again, told from paper by the office, and accepted', async () => {
    const line = await lineInProcess(await open())
    const programme = await openProgramme(
      line,
      PONDS.map((pond, i) => flagged('Ducks', pond, `D${i}`)),
    )
    const { call, staff, swan: office } = programme
    const swan = await companyOf(programme, office)
    const [companyFeed, staffFeed] = [feedOf(programme, office), feedOf(programme, staff.manager)]

    // Before the claim: five that look alike, and of none of them where it is.
    const open5 = (await call('GET', '/orders/open', office)).body
    expect(open5['items']).toHaveLength(5)
    expect(Object.keys(open5['items']![0]!)).toEqual([
      ...['ref', 'region', 'action', 'hours', 'vetting', 'valueBand', 'month'],
    ])
    expect(JSON.stringify(open5)).not.toMatch(/POND|CF10/)
    const [highest] = await refsOf(programme)
    expect(await seenBy(programme, office, highest!)).toBe('nothing')

    const [claimed] = await swan.claim()
    const { ref, attempt } = claimed!
    expect(ref).toBe(highest)
    expect(await seenBy(programme, office, ref)).toBe('address')
    expect(await orderOf(programme, ref)).toMatchObject({ state: 'claimed', company: programme.swanId, rank: 1 })

    const first = { ref, attempt, visit: 'visit-no-1' }
    await swan.goIn(first)
    expect(await seenBy(programme, office, ref)).toBe('devices')
    const aborted = { result: 'aborted', cause: 'no-escort', fault: 'site', chargeablePence: 18_000 }
    // Nothing is sent from there: without the officer's name nobody believes it.
    const unsigned = swan.reportOf(first, { ...aborted, entry: undefined })
    expect(await swan.send(ref, unsigned)).toMatchObject({ body: { code: 'witness-needed' } })
    const blamed = swan.reportOf(first, { ...aborted, fault: 'company' })
    expect(await swan.send(ref, blamed)).toMatchObject({ body: { code: 'bad-report' } })
    expect(await swan.send(ref, swan.reportOf(first, aborted))).toMatchObject({
      body: { standing: 'applied', order: { state: 'with-manager' }, visit: { state: 'aborted' } },
    })
    expect(await seenBy(programme, office, ref)).toBe('address')
    const visits = (await call('GET', `/orders/${ref}/visits`, staff.manager)).body['items']
    expect(visits).toMatchObject([{ cause: 'no-escort', fault: 'site', chargeablePence: 18_000 }])

    line.pass(22)
    const second = { ref, attempt, visit: 'visit-no-2' }
    await swan.goIn(second)
    const [device] = (await call('GET', `/orders/${ref}`, office)).body['devices'] as unknown as [{ id: string }]
    const { label } = (await devicesOf(programme)).find(({ id }) => id === device.id)!
    const materials = [{ what: 'Bracket', quantity: 1, pence: 2500 }]
    const outcome = { ...replaced(device.id, label!, programme), pence: 240_000 }
    const told = swan.reportOf(second, { materials, deviceOutcomes: [outcome] })
    // The programme's office has the paper, and writes it down for the company.
    const written = await call('POST', `/orders/${ref}/visit-reports`, staff.manager, { body: told })
    expect(written).toMatchObject({ body: { standing: 'applied', order: { state: 'completed' } } })
    const reports = (await call('GET', `/orders/${ref}/visit-reports`, staff.auditor)).body['items']
    expect(reports).toMatchObject([
      { result: 'aborted', entry: ENTRY },
      { result: 'done', entry: ENTRY },
    ])
    // The journey in vain is paid for beside the work.
    expect(await orderOf(programme, ref)).toMatchObject({ actualPence: 240_000 + 2500 + 18_000 })
    expect(await cleared(programme)).toBe('0 of 5')

    const own = await judge(programme, ref, staff.manager, { verdict: 'accept' })
    expect(own).toMatchObject({ status: 409, body: { detail: expect.stringContaining('You did the work') } })
    expect(await judge(programme, ref, staff.senior, { verdict: 'accept' })).toMatchObject({ status: 200 })
    expect(await cleared(programme)).toBe('1 of 5')
    expect(await seenBy(programme, office, ref)).toBe('nothing')

    expect(await companyFeed.next(ref)).toEqual(['accepted: gone'])
    expect(await staffFeed.next(ref)).toEqual([
      ...['adopt: proposed', 'make-ready: ready', 'claim: claimed', 'schedule: scheduled', 'start: in-progress'],
      ...[
        'hand-over: with-manager',
        'visit-booked: with-manager',
        'rebook: scheduled',
        'start: in-progress',
        'complete: completed',
      ],
      'accept: accepted',
    ])
    await staffFeed.expectWhole()
    expect(await whoDid(programme, 'visit.reported')).toEqual(['office-Swan Security', 'manager'])
    expect(await whoDid(programme, 'order.accept')).toEqual(['senior'])
  })
})
