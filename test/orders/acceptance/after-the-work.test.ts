import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { judgeReport } from '../../../src/orders/acceptance/judge-report.ts'
import { linkOrder } from '../../../src/orders/acceptance/link-order.ts'
import { approveRemovals } from '../../../src/orders/acceptance/approve-removals.ts'
import { recordDisposal } from '../../../src/orders/acceptance/record-disposal.ts'
import { sitesNotAccepted } from '../../../src/orders/acceptance/store.ts'
import { carryOut } from '../../../src/orders/completion/carry-out.ts'
import type { SentOutcome } from '../../../src/orders/completion/record-outcomes.ts'
import { showOutcomes } from '../../../src/orders/completion/show-outcomes.ts'
import type { OrderRow } from '../../../src/orders/states/store.ts'
import { situationOf } from '../../../src/orders/situation.ts'
import { possibleTransitions } from '../../../src/orders/states/possible.ts'
import { listEvents } from '../../../src/orders/store.ts'
import { day } from '../../../src/shared/day.ts'
import type { OutcomeName } from '../../../src/shared/vocabulary.ts'
import type { fakeClock } from '../../support/clock.ts'
import { eachDialect } from '../../support/dialects.ts'
import { importText, operator, reference } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { runs } from '../../support/runs.ts'
import { told } from '../completion/make-outcome.ts'
import { COMPANY, ENGINEER, manager, row, senior, standingOrders } from '../completion/standing-orders.ts'

type Standing = Awaited<ReturnType<typeof standingOrders>>
const sent = (outcome: OutcomeName, deviceId: string, extra: Partial<SentOutcome> = {}): SentOutcome => ({
  ...told(outcome, deviceId),
  id: `${outcome}-${deviceId}`,
  ...extra,
})

async function reportLate(s: Standing, order: OrderRow, deviceOutcomes: readonly SentOutcome[]): Promise<string> {
  const id = s.deps.ids.next('rep')
  await s.deps.db.write(async (q) => {
    const report = q.sealer.seal(JSON.stringify({ deviceOutcomes, found: [] }), `visit_reports.report:${id}`)
    await q.insert(q.t.visitReports).values({
      ...{ id, orderId: order.id, organisationId: order.organisationId, companyId: COMPANY, attempt: 1, clientId: id },
      ...{ visitId: null, report, standing: 'held-for-review', heldBecause: 'Late.', answer: {} },
      ...{ receivedAt: s.deps.clock.now(), receivedBy: ENGINEER },
    })
  })
  return id
}

eachDialect('what comes with and after the work', (open) => {
  it('takes the same outcome again without a word, and another with its id not at all', async () => {
    const s = await standingOrders(await open(), [row('D1')])
    const order = await s.atWork('replace')
    const [d1] = await s.devicesOf(order.id)
    const first = await s.record(order, [sent('replaced', d1!)])
    expect(await s.record(order, [sent('replaced', d1!)])).toEqual(first)
    const other = s.record(order, [sent('no-access', d1!, { id: `replaced-${d1!}` })])
    await expect(other).rejects.toMatchObject({ code: 'conflicting-id' })
    await expect(s.record(order, [sent('replaced', 'dev_none')])).rejects.toMatchObject({ code: 'not-of-order' })
    const bare = sent('replaced', d1!, { id: 'x', installed: null })
    await expect(s.record(order, [bare])).rejects.toMatchObject({ code: 'bad-outcome' })
  })

  it('adds a device that nobody knew with its finding, once, and leaves one that was known as it is', async () => {
    const s = await standingOrders(await open(), [row('D1')])
    const order = await s.atWork('replace')
    const seen = { make: 'Dahua', model: 'DH-IPC-HFW2431', serial: 'F-1' }
    const found = [{ id: 'f1', kind: 'camera', seen, location: 'Loft', note: null } as const]
    const first = await s.record(order, [], { found })
    expect(await s.record(order, [], { found })).toEqual(first)
    expect((await s.devices()).map(({ finding, status }) => [finding, status])).toEqual([
      ['flagged', 'in-service'],
      ['flagged', 'in-service'],
    ])
    const known = [{ ...found[0]!, id: 'f2', seen: { serial: 'OLD-D1' } }]
    await s.record(order, [], { found: known })
    expect(await s.devices()).toHaveLength(2)
  })

  it('removes without replacing only what was approved before', async () => {
    const s = await standingOrders(await open(), [row('D1')])
    const order = await s.atWork('replace')
    const [d1] = await s.devicesOf(order.id)
    const today = { removedOn: day('2026-11-22') }
    const remove = () => s.record(order, [sent('removed-not-replaced', d1!, today)])
    await expect(remove()).rejects.toThrow(/approval, before the work/)
    await approveRemovals(s.deps, senior, { ref: order.ref, deviceIds: [d1!], reason: 'Another camera sees it.' })
    const before = s.record(order, [sent('removed-not-replaced', d1!, { removedOn: day('2026-11-21') })])
    await expect(before).rejects.toThrow(/approval, before the work/)
    expect((await remove()).outcomes).toHaveLength(1)
  })

  it('lets the own team disconnect with all facts, and somebody else accept it', async () => {
    const s = await standingOrders(await open(), [row('D1', 'Hikvision,DS-2CD2042', 'core')])
    const order = await s.of('disconnect')
    const [d1] = await s.devicesOf(order.id)
    const go = (outcomes: SentOutcome[]) =>
      carryOut(s.deps, reference.register, { caller: operator, carrying: { ref: order.ref, version: 1, outcomes } })
    await expect(go([])).rejects.toThrow(/port, VLAN, who isolated it/)
    expect((await go([sent('disconnected', d1!)])).state).toBe('completed')
    await expect(s.judge(order, 'accept', operator)).rejects.toThrow(/You did the work/)
    expect((await s.judge(order, 'accept')).order.state).toBe('accepted')
  })

  it('ends what a disconnection and a cancellation end on the days that they were done, whenever they are judged', async () => {
    const core = row('D1', 'Hikvision,DS-2CD2042', 'core')
    const s = await standingOrders(await open(), [core, row('D2', 'Hikvision,DS-2CD2042', 'isolated', 'planned')])
    const clock = s.deps.clock as ReturnType<typeof fakeClock>
    clock.set('2026-12-10T09:00:00.000Z')
    const carry = async (action: 'disconnect' | 'cancel-deployment', outcome: SentOutcome) => {
      const { ref, version } = await s.of(action)
      const carrying = (outcomes: SentOutcome[]) => ({ caller: operator, carrying: { ref, version, outcomes } })
      const bare = carryOut(s.deps, reference.register, carrying([]))
      await expect(bare).rejects.toThrow(/Not stated yet/)
      await carryOut(s.deps, reference.register, carrying([outcome]))
      clock.advance(7 * 86_400_000)
      expect((await s.judge(await s.of(action), 'accept')).order.state).toBe('accepted')
    }
    const idOf = async (label: string) => (await s.devices()).find((device) => device.label === label)!.id
    await carry('disconnect', sent('disconnected', await idOf('D1'), { disconnectedOn: day('2026-12-08') }))
    await carry('cancel-deployment', sent('cancelled', await idOf('D2'), { cancelledOn: day('2026-12-09') }))
    expect(await s.devices()).toMatchObject([
      { label: 'D1', network: 'isolated', status: 'in-service', finding: 'flagged', observedOn: '2026-12-08' },
      { label: 'D2', status: 'void', observedOn: '2026-12-09' },
    ])
    const told = await s.deps.db.read.select().from(s.deps.db.read.t.deviceOutcomes)
    expect(told.map(({ disconnectedOn, cancelledOn }) => [disconnectedOn, cancelledOn])).toEqual([
      ['2026-12-08', null],
      [null, '2026-12-09'],
    ])
  })

  it('has the own team put right what was rejected, as long as no company did the work', async () => {
    const s = await standingOrders(await open(), [row('D1', 'Hikvision,DS-2CD2042', 'core')])
    const { id, ref } = await s.of('disconnect')
    const [d1] = await s.devicesOf(id)
    const now = async () => (await s.orders()).find((one) => one.id === id)!
    const go = async (n: number) => {
      const outcomes = [sent('disconnected', d1!, { id: `telling-${n}` })]
      const { version } = await now()
      return carryOut(s.deps, reference.register, { caller: operator, carrying: { ref, version, outcomes } })
    }
    await go(1)
    await s.judge(await now(), 'reject')
    const situation = await situationOf(s.deps.db.read, await now(), { caller: operator, now: s.deps.clock.now() })
    const next = possibleTransitions(await now(), ['estate'], situation)
    expect(next.map(({ transition, may }) => [transition, may])).toEqual([['carry-out', true]])
    expect((await go(2)).state).toBe('completed')
    await s.judge(await now(), 'reject')
    await s.force(id, { companyId: COMPANY })
    await expect(go(3)).rejects.toThrow(/a contractor’s work/)
    await s.force(id, { companyId: null })
    await go(3)
    expect((await s.judge(await now(), 'accept')).order.state).toBe('accepted')
  })

  it('finds devices by what was taken off, for a company that was never shown the list', async () => {
    const s = await standingOrders(await open(), [row('D1'), row('D2')])
    const order = await s.atWork('replace', { companyId: 'con_2', attempt: 2, state: 'claimed' })
    const taken = (id: string, serial: string) => {
      const installed = { make: 'Axis', model: 'P3245-LVE', serial: `NEW-${id}`, mac: null }
      return sent('replaced', '', { id, removed: { serial, mac: null, unreadable: null }, installed })
    }
    const id = await reportLate(s, order, [taken('one', 'old-d2'), taken('two', 'OLD-D9')])
    const judging = { id, accept: true, reason: 'Seen.' }
    const judged = await judgeReport(s.deps, reference, { caller: manager, judging })
    expect(judged).toEqual({ standing: 'accepted', done: 1, unmatched: ['two'] })
    const left = (await s.devices()).filter(({ status }) => status === 'in-service')
    expect(left.map(({ serial }) => serial).sort()).toEqual(['NEW-one', 'OLD-D1'])
    await expect(s.record(order, [taken('three', 'OLD-D9')])).rejects.toThrow(/no device, or several, with those marks/)
  })

  it('finds devices by a MAC however it is written, and by what was seen where the label that came off says nothing', async () => {
    const s = await standingOrders(await open(), [row('D1'), row('D2')])
    const order = await s.atWork('replace', { companyId: 'con_2', attempt: 2, state: 'claimed' })
    const t = s.deps.db.read.t.devices
    await s.deps.db.write((q) => q.update(t).set({ mac: 'accc8e000001' }).where(eq(t.serial, 'OLD-D1')))
    const removed = { serial: null, mac: null, unreadable: 'Painted over.' }
    const installed = { make: 'Axis', model: 'P3245-LVE', serial: 'NEW-2', mac: null }
    const id = await reportLate(s, order, [
      sent('replaced', '', { id: 'mac', removed: { ...removed, mac: 'AC:CC:8E:00:00:01' } }),
      sent('replaced', '', { id: 'seen', removed, seen: { serial: 'OLD-D2' }, installed }),
    ])
    const judging = { id, accept: true, reason: 'Seen.' }
    const judged = await judgeReport(s.deps, reference, { caller: manager, judging })
    expect(judged).toEqual({ standing: 'accepted', done: 2, unmatched: [] })
  })

  it('applies a late report that is accepted: devices leave the list of whoever has the order now', async () => {
    const s = await standingOrders(await open(), [row('D1'), row('D2')])
    const order = await s.atWork('replace', { companyId: 'con_2', attempt: 2, state: 'claimed' })
    const [d1, d2] = await s.devicesOf(order.id)
    const judge = (id: string, accept = true, caller = manager) =>
      judgeReport(s.deps, reference, { caller, judging: { id, accept, reason: 'Seen.' } })
    const first = await reportLate(s, order, [sent('replaced', d1!)])
    await expect(judge(first, true, { ...manager, principalId: ENGINEER })).rejects.toMatchObject({
      code: 'not-possible',
    })
    expect(await judge(first)).toEqual({ standing: 'accepted', done: 1, unmatched: [] })
    expect(await s.devicesOf(order.id)).toEqual([d2])
    await expect(judge(first)).rejects.toMatchObject({ code: 'already-judged' })
    const refused = await reportLate(s, order, [sent('replaced', d2!)])
    expect(await judge(refused, false)).toEqual({ standing: 'refused', done: 0, unmatched: [] })
    const kit = { make: 'Axis', model: 'P3245-LVE', serial: 'ACCC8E000005', mac: 'accc8e000005' }
    const second = await reportLate(s, order, [sent('replaced', d2!, { id: 'again', installed: kit })])
    await judge(second)
    expect((await s.orders())[0]).toMatchObject({ state: 'with-manager', deviceCount: 0, leaseExpiresAt: null })
    const events = await listEvents(s.deps.db.read, order.id)
    expect(
      events.slice(-2).map(({ event, toState }) => [event, toState]),
      'read from state to state',
    ).toEqual([
      ['report-accepted', 'claimed'],
      ['find-nothing-left', 'with-manager'],
    ])
  })

  it('counts a site as cleared only once what was removed there was judged', async () => {
    const s = await standingOrders(await open(), [row('D1')])
    const order = await s.atWork('replace')
    const [d1] = await s.devicesOf(order.id)
    await s.record(order, [sent('replaced', d1!)])
    await s.complete(order)
    await s.judge(order, 'accept')
    expect(await sitesNotAccepted(s.deps.db.read, 'everything')).toEqual(new Set())
    const header = 'organisation,site,sensitivity,device,manufacturer,status'
    await importText(s.deps, 'said.csv', csv(header, 'Ducks,POND,sensitive,D9,Hikvision,removed'))
    expect((await sitesNotAccepted(s.deps.db.read, 'everything')).size).toBe(1)
  })

  it('links a snag to accepted work, for what came in, and dates the disposal of what went', async () => {
    const s = await standingOrders(await open(), [row('D1')])
    const order = await s.atWork('replace')
    const [d1] = await s.devicesOf(order.id)
    const snag = (deviceId: string) =>
      linkOrder(s.deps, reference, {
        caller: manager,
        linking: { ref: order.ref, link: 'snag', deviceIds: [deviceId], reason: 'No picture.' },
      })
    await expect(snag(d1!)).rejects.toMatchObject({ code: 'not-in-this-state' })
    await s.record(order, [sent('replaced', d1!)])
    await s.complete(order)
    await s.judge(order, 'accept')
    const put = (await s.devices()).find(({ status }) => status === 'in-service')!
    expect(await snag(put.id)).toMatchObject({ link: 'snag', parentId: order.id, state: 'ready', rank: order.rank })
    const dispose = (disposedOn: string, deviceId = d1!) =>
      recordDisposal(s.deps, manager, {
        ref: order.ref,
        deviceIds: [deviceId],
        disposedOn: day(disposedOn),
        note: 'T1',
      })
    await dispose('2026-11-22')
    await expect(dispose('2026-11-23')).rejects.toMatchObject({ code: 'disposed-later' })
    await expect(dispose('2026-11-22', 'dev_none')).rejects.toMatchObject({ code: 'not-of-order' })
  })

  it('tells programme alone that the kit is known in another organisation, and the company nothing of it', async () => {
    const s = await standingOrders(await open(), [row('D1')])
    const header = 'organisation,site,device,manufacturer,serial'
    await importText(s.deps, 'geese.csv', csv(header, 'Geese,MOAT,G1,Axis,ACCC8E000001'))
    const order = await s.atWork('replace')
    const [d1] = await s.devicesOf(order.id)
    expect(JSON.stringify(await s.record(order, [sent('replaced', d1!)]))).not.toMatch(/Geese|G1/)
    const shown = async (caller = manager) =>
      (await showOutcomes(s.deps, caller, { ref: order.ref, register: reference.register })).outcomes[0]!.warnings
    expect(await shown()).toEqual(['The same kit is known at Geese: G1.'])
    expect(await shown({ ...manager, roles: ['approver'] })).toEqual([])
    const own = [{ organisationId: order.organisationId, region: null }]
    expect(await shown({ ...manager, scope: own })).toEqual([])
  })

  it('loses no device: each is done with, or in the order that follows, itself or what stands in for it', async () => {
    const names = ['replaced', 'no-access', 'not-found', 'temporary-fitted', 'already-gone', 'unsafe'] as const
    const kit = fc.constantFrom('Axis', 'Hikvision', 'Nobody')
    const one = fc.option(fc.record({ outcome: fc.constantFrom(...names), make: kit }))
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 3, maxLength: 3 }), async (all) => {
        const s = await standingOrders(await open(), [row('D1'), row('D2'), row('D3')])
        const order = await s.atWork('replace')
        const ids = await s.devicesOf(order.id)
        const outcomes = all.flatMap((tell, i) => {
          if (!tell) return []
          const plain = sent(tell.outcome, ids[i]!)
          const installed = plain.installed && { ...plain.installed, make: tell.make, serial: `N-${i}`, mac: null }
          return { ...plain, installed }
        })
        await s.record(order, outcomes)
        const { followUp } = await s.judge(order, 'close-incomplete')
        const next = (await s.orders()).find(({ ref }) => ref === followUp)
        const left = new Set(next ? await s.devicesOf(next.id) : [])
        for (const { id, status, finding } of await s.devices()) {
          if (status === 'in-service' && finding !== 'cleared') expect(left.has(id)).toBe(true)
          if (status === 'removed') expect(left.has(id)).toBe(false)
        }
        const temporary = all.filter((tell) => tell?.outcome === 'temporary-fitted').length
        const open3 = (await s.devices()).filter((d) => d.status === 'in-service' && d.finding !== 'cleared').length
        const clearTemporary = all.filter((tell) => tell?.outcome === 'temporary-fitted' && tell.make === 'Axis').length
        expect(left.size).toBe(open3 + clearTemporary)
        expect(left.size).toBeGreaterThanOrEqual(temporary)
      }),
      { seed: 38, numRuns: runs(4, 60) },
    )
  })
})
