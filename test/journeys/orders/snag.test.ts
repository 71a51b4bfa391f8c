import { expect, it } from 'vitest'
import { eachDialect } from '../../support/dialects.ts'
import { companyOf, replaced } from './company.ts'
import { introduce, lineInProcess } from './line.ts'
import { cleared, feedOf, seenBy, whoDid } from './look.ts'
import { devicesOf, flagged, judge, openProgramme, orderOf } from './programme.ts'

eachDialect('work that is not good', (open) => {
  it('is rejected with the reason, put right, and accepted by somebody independent; a snag of it costs nothing', async () => {
    const line = await lineInProcess(await open())
    const programme = await openProgramme(line, [flagged('Ducks', 'POND', 'D1')])
    const { call, staff, swanId } = programme
    const swan = await companyOf(programme, programme.swan)
    const feed = feedOf(programme, swan.office)
    const secondee = await introduce(line, { id: 'secondee', roles: ['approver'], companyId: swanId })
    const accept = (ref: string, by: string) => judge(programme, ref, by, { verdict: 'accept' })
    const link = (ref: string, deviceId: string) => {
      const body = { link: 'snag', deviceIds: [deviceId], reason: 'It loses its picture in the rain.' }
      return call('POST', `/orders/${ref}/linked-orders`, staff.manager, { body })
    }

    const [claimed] = await swan.claim()
    const { ref } = claimed!
    const { id: deviceId } = (await devicesOf(programme))[0]!
    const first = { ...claimed!, visit: 'visit-no-1' }
    await swan.goIn(first)
    await swan.send(ref, swan.reportOf(first, { deviceOutcomes: [replaced(deviceId, 'D1', programme)] }))
    expect(await feed.next(ref)).toEqual([
      ...['claim: claimed', 'schedule: scheduled', 'start: in-progress', 'complete: completed'],
    ])

    // Nobody who adopted it, and nobody of the company that did it.
    expect(await accept(ref, staff.adopter)).toMatchObject({ status: 409, body: { code: 'not-possible' } })
    const theirs = await accept(ref, secondee)
    expect(theirs.body['detail']).toMatch(/their own company/)
    expect(await judge(programme, ref, staff.senior, { verdict: 'reject' })).toMatchObject({ status: 409 })
    const reason = 'The bracket is loose.'
    expect(await judge(programme, ref, staff.senior, { verdict: 'reject', reason })).toMatchObject({ status: 200 })
    expect(await orderOf(programme, ref)).toMatchObject({ state: 'rejected', company: swanId })
    expect(await seenBy(programme, swan.office, ref)).toBe('address')
    expect((await call('GET', `/orders/${ref}`, swan.office)).body).toMatchObject({ rejectedBecause: reason })
    expect(await link(ref, deviceId)).toMatchObject({ status: 409, body: { code: 'not-in-this-state' } })
    expect(await cleared(programme)).toBe('0 of 1')

    const second = { ...claimed!, visit: 'visit-no-2' }
    await swan.goIn(second)
    // With what stands there they see still what is wrong with it.
    expect((await call('GET', `/orders/${ref}`, swan.office)).body).toMatchObject({
      devices: [{}],
      rejectedBecause: reason,
    })
    const again = { ...replaced(deviceId, 'D1', programme), id: 'outcome-again', note: 'A stronger bracket.' }
    await swan.send(ref, swan.reportOf(second, { deviceOutcomes: [again] }))
    expect((await call('GET', `/orders/${ref}`, swan.office)).body).toMatchObject({ rejectedBecause: null })
    expect(await accept(ref, secondee)).toMatchObject({ status: 409 })
    expect(await accept(ref, staff.senior)).toMatchObject({ status: 200, body: { followUp: null } })
    expect(await cleared(programme)).toBe('1 of 1')
    const fitted = (await devicesOf(programme)).find(({ serial }) => serial === 'NEW-D1')!
    expect(fitted).toMatchObject({ status: 'in-service', finding: 'cleared' })

    line.pass(24 * 30)
    const made = await link(ref, fitted.id)
    const { rank, tier } = await orderOf(programme, ref)
    const linked = { link: 'snag', parent: ref, rank, tier }
    expect(made).toMatchObject({ status: 201, body: { ...linked, state: 'ready', estimatePence: 0, devices: 1 } })
    const snag = String(made.body['ref'])
    expect(snag).not.toBe(ref)
    const [under] = await swan.claim()
    expect(under).toMatchObject({ ref: snag, attempt: 1 })
    const third = { ...under!, visit: 'visit-no-3' }
    await swan.goIn(third)
    // Of the first order they see nothing for all that: this is one of its own.
    expect(await seenBy(programme, swan.office, ref)).toBe('nothing')
    const outcome = { ...replaced(fitted.id, 'D1', programme, 'Axis', 'NEWER-D1'), removed: { serial: 'NEW-D1' } }
    await swan.send(snag, swan.reportOf(third, { deviceOutcomes: [{ ...outcome, pence: 0 }] }))
    expect(await accept(snag, secondee)).toMatchObject({ status: 409 })
    expect(await accept(snag, staff.senior)).toMatchObject({ status: 200 })
    expect(await orderOf(programme, snag)).toMatchObject({ state: 'accepted', actualPence: 0 })
    expect(await orderOf(programme, ref)).toMatchObject({ state: 'accepted' })
    expect(await cleared(programme)).toBe('1 of 1')
    const inService = (await devicesOf(programme)).filter(({ status }) => status === 'in-service')
    expect(inService.map(({ serial }) => serial)).toEqual(['NEWER-D1'])

    expect(await whoDid(programme, 'order.reject')).toEqual(['senior'])
    expect(await whoDid(programme, 'order.accept')).toEqual(['senior', 'senior'])
    expect(await whoDid(programme, 'order.snag')).toEqual(['manager'])
  })
})
