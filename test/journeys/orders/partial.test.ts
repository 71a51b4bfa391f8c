import { afterAll, expect, it } from 'vitest'
import { companyOf, replaced } from './company.ts'
import { lineToServer } from './line.ts'
import { cleared, feedOf, seenBy, whoDid } from './look.ts'
import { devicesOf, flagged, judge, openProgramme, orderOf } from './programme.ts'

const closers: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

it('a job that is done in part leaves an order of the same rank and reason, which another company completes', async () => {
  const line = await lineToServer()
  closers.push(() => line.close())
  const programme = await openProgramme(line, [flagged('Ducks', 'POND', 'D1'), flagged('Ducks', 'POND', 'D2')])
  const { call, staff } = programme
  const swan = await companyOf(programme, programme.swan)
  const heron = await companyOf(programme, programme.heron)
  const [swanFeed, staffFeed] = [feedOf(programme, swan.office), feedOf(programme, staff.manager)]
  const labels = new Map((await devicesOf(programme)).map(({ id, label }) => [id, label!]))
  const devicesToFind = async (office: string, ref: string) => {
    const { devices } = (await call('GET', `/orders/${ref}`, office)).body as unknown as { devices: { id: string }[] }
    return devices.map(({ id }) => id)
  }

  const [claimed] = await swan.claim()
  const { ref } = claimed!
  const first = { ...claimed!, visit: 'visit-no-1' }
  await swan.goIn(first)
  const [one, other] = (await devicesToFind(swan.office, ref)) as [string, string]
  const locked = { id: 'outcome-locked', deviceId: other, outcome: 'no-access', note: 'The store was locked.' }
  const partial = { result: 'partial', cause: 'no-access', fault: 'site' }
  const done = replaced(one, labels.get(one)!, programme)
  const told = swan.reportOf(first, { ...partial, deviceOutcomes: [done, locked] })
  expect(await swan.send(ref, told)).toMatchObject({
    body: { standing: 'applied', order: { state: 'with-manager' }, visit: { state: 'partial' } },
  })
  expect(await cleared(programme)).toBe('0 of 1')

  const parent = await orderOf(programme, ref)
  const verdict = { verdict: 'close-incomplete', reason: 'The store is opened next month.' }
  const closed = await judge(programme, ref, staff.manager, verdict)
  expect(closed).toMatchObject({ status: 200, body: { order: { state: 'closed-incomplete' } } })
  const followUp = String(closed.body['followUp'])
  const same = ['rank', 'tier', 'clause', 'action', 'site', 'organisation', 'leg', 'plan'] as const
  expect(await orderOf(programme, followUp)).toMatchObject({
    ...Object.fromEntries(same.map((name) => [name, parent[name]])),
    ...{ link: 'follow-up', parent: ref, state: 'ready', devices: 1, company: null },
  })
  expect(await seenBy(programme, swan.office, ref)).toBe('nothing')
  expect(await seenBy(programme, heron.office, followUp)).toBe('nothing')
  expect(await swanFeed.next(ref)).toEqual(['closed: gone'])

  const [taken] = await heron.claim()
  expect(taken).toMatchObject({ ref: followUp, attempt: 1 })
  const second = { ...taken!, visit: 'visit-no-2' }
  await heron.goIn(second)
  expect(await devicesToFind(heron.office, followUp)).toEqual([other])
  const rest = heron.reportOf(second, { deviceOutcomes: [replaced(other, labels.get(other)!, programme)] })
  const sent = await heron.send(followUp, rest)
  expect(sent).toMatchObject({ body: { standing: 'applied', order: { state: 'completed' } } })
  expect(await heron.send(followUp, rest)).toEqual(sent)
  expect(await judge(programme, followUp, staff.adopter, { verdict: 'accept' })).toMatchObject({ status: 409 })
  const accepted = await judge(programme, followUp, staff.senior, { verdict: 'accept' })
  expect(accepted).toMatchObject({ status: 200, body: { followUp: null } })
  expect(await cleared(programme)).toBe('1 of 1')

  expect(await swanFeed.next(followUp)).toEqual([])
  expect(await staffFeed.next(followUp)).toEqual([
    ...['follow-up: ready', 'claim: claimed', 'schedule: scheduled', 'start: in-progress', 'complete: completed'],
    'accept: accepted',
  ])
  await staffFeed.expectWhole()
  expect(await whoDid(programme, 'order.close-incomplete')).toEqual(['manager'])
  expect(await whoDid(programme, 'visit.reported')).toEqual(['office-Swan Security', 'office-Heron Systems'])
})
