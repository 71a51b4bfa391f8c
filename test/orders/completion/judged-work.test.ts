import { beforeEach, describe, expect, it } from 'vitest'
import { isEarlierLegOpen } from '../../../src/orders/claims/situation.ts'
import { judgeOrder } from '../../../src/orders/acceptance/judge-order.ts'
import { showOutcomes } from '../../../src/orders/completion/show-outcomes.ts'
import { factsOf } from '../../../src/orders/order.ts'
import { plannedKitOf } from '../../../src/orders/visits/kit/planned-kit.ts'
import type { OrderRow } from '../../../src/orders/states/store.ts'
import type { SentOutcome } from '../../../src/orders/completion/record-outcomes.ts'
import { withRulings } from '../../../src/register/register.ts'
import { reference } from '../../support/estate.ts'
import type { OutcomeName } from '../../../src/shared/vocabulary.ts'
import { eachDialect } from '../../support/dialects.ts'
import { told } from './make-outcome.ts'
import { COMPANY, ENGINEER, manager, row, senior, standingOrders } from './standing-orders.ts'

type Standing = Awaited<ReturnType<typeof standingOrders>>

const KIT = { make: 'Axis', model: 'P3245-LVE', serial: 'ACCC8E000001', mac: 'accc8e000001' }
const FLAGGED = { make: 'Hikvision', model: 'DS-2CD2143', serial: 'HK-1', mac: '4419b6000001' }
const sent = (outcome: OutcomeName, deviceId: string, extra: Partial<SentOutcome> = {}): SentOutcome => ({
  ...told(outcome, deviceId),
  id: `${outcome}-${deviceId}`,
  ...extra,
})

eachDialect('judged work', (open) => {
  let s: Standing
  const byLabel = async (label: string) => (await s.devices()).filter((device) => device.label === label)
  const idOf = async (label: string) => (await byLabel(label))[0]!.id

  describe('a replacement', () => {
    beforeEach(async () => {
      s = await standingOrders(await open(), [row('D1'), row('D2')])
    })

    it('takes effect when it is accepted: the old one is removed, the new one stands under its label', async () => {
      const order = await s.atWork('replace')
      const [d1, d2] = [await idOf('D1'), await idOf('D2')]
      await s.record(order, [
        sent('replaced', d1, { minutes: 70, pence: 240_000 }),
        sent('replaced', d2, { installed: { ...KIT, serial: 'ACCC8E000002', mac: 'accc8e000002' } }),
      ])
      expect((await s.devices()).map(({ status }) => status)).toEqual(['in-service', 'in-service'])
      await s.complete(order)
      const judged = await s.judge(order, 'accept')
      expect(judged).toMatchObject({
        followUp: null,
        order: { state: 'accepted', actualPence: 240_000, actualMinutes: 70 },
      })
      expect((await byLabel('D1')).map(({ status, finding, serial }) => [status, finding, serial])).toEqual([
        ['removed', 'flagged', 'OLD-D1'],
        ['in-service', 'cleared', 'ACCC8E000001'],
      ])
    })

    it('has its company heard of again when it is rejected', async () => {
      const order = await s.atWork('replace')
      await s.record(order, [sent('replaced', await idOf('D1')), sent('replaced', await idOf('D2'))])
      await s.complete(order)
      expect((await s.judge(order, 'reject')).order.state).toBe('rejected')
      // A Sunday: three working days later is Wednesday's end.
      const [{ contactDueAt }] = (await s.orders()).filter(({ id }) => id === order.id) as [OrderRow]
      expect(contactDueAt).toEqual(new Date('2026-11-26T00:00:00.000Z'))
    })

    it('is judged by somebody else than who did it, adopted it or is of the company', async () => {
      const order = await s.atWork('replace')
      await s.record(order, [sent('replaced', await idOf('D1')), sent('no-access', await idOf('D2'))])
      await s.complete(order)
      const engineer = { ...manager, principalId: ENGINEER }
      await expect(s.judge(order, 'accept', engineer)).rejects.toThrow(/You did the work/)
      await expect(s.judge(order, 'accept', senior)).rejects.toThrow(/You adopted the plan/)
      await expect(s.judge(order, 'accept', { ...manager, companyId: COMPANY })).rejects.toThrow(/their own company/)
      expect((await s.judge(order, 'accept')).order.state).toBe('accepted')
    })

    it('leaves what was not done to an order that follows, with the rank and the leg of its parent', async () => {
      const order = await s.atWork('replace')
      const [d1, d2] = [await idOf('D1'), await idOf('D2')]
      await s.record(order, [sent('replaced', d1), sent('no-access', d2)])
      const { followUp } = await s.judge(order, 'close-incomplete')
      const next = (await s.orders()).find(({ ref }) => ref === followUp)!
      expect(next).toMatchObject({
        ...{ state: 'ready', link: 'follow-up', parentId: order.id, legId: order.legId, attempt: 0, companyId: null },
        ...{ tier: order.tier, rank: order.rank, weekOn: order.weekOn, deviceCount: 1 },
        weightMillis: order.weightMillis / 2,
      })
      expect(await s.devicesOf(next.id)).toEqual([d2])
      // Its reasons speak of what is left, and not of what was done.
      const [was, left] = [factsOf(order), factsOf(next)]
      expect([was.kit, left.kit].map((kit) => kit.map(({ kind, devices }) => [kind, devices]))).toEqual([
        [['camera', 2]],
        [['camera', 1]],
      ])
      expect(left.deviceIds).toEqual([d2])
      expect([was, left].map((why) => plannedKitOf({ why }).map(({ quantity }) => quantity))).toEqual([[2], [1]])
      expect((await s.orders()).find(({ id }) => id === order.id)).toMatchObject({
        ...{ state: 'closed-incomplete', legId: null },
      })
      expect((await s.devices()).filter(({ status }) => status === 'removed')).toHaveLength(1)
    })

    it('that left something is waited for by what came after it, until what is left is done', async () => {
      const order = await s.atWork('replace')
      const later = { ...order, id: 'ord_later', ref: 'WO-0000-0009', state: 'ready', legId: null } as const
      await s.deps.db.write((q) => q.insert(q.t.orders).values({ ...later, companyId: null, afterOrderId: order.id }))
      const isOpen = async () => {
        const [row] = (await s.orders()).filter(({ id }) => id === 'ord_later')
        return isEarlierLegOpen(s.deps.db.read, row!, null)
      }
      await s.record(order, [sent('replaced', await idOf('D1')), sent('no-access', await idOf('D2'))])
      await s.complete(order)
      expect(await isOpen()).toBe(false)
      const { followUp } = await s.judge(order, 'accept')
      expect(await isOpen()).toBe(true)
      await s.force((await s.orders()).find(({ ref }) => ref === followUp)!.id, { state: 'completed' })
      expect(await isOpen()).toBe(false)
    })

    it('with flagged kit is on record and cannot be accepted; rejected, the new device is the work', async () => {
      const order = await s.atWork('replace')
      const [d1, d2] = [await idOf('D1'), await idOf('D2')]
      const recorded = await s.record(order, [sent('replaced', d1, { installed: FLAGGED }), sent('replaced', d2)])
      expect(recorded.outcomes.map(({ kit }) => kit?.finding)).toEqual(['flagged', 'cleared'])
      expect(JSON.stringify(recorded)).not.toMatch(/C1|sensitive/)
      await s.complete(order)
      await expect(s.judge(order, 'accept')).rejects.toThrow(/1 device put in by it is itself flagged/)
      expect((await s.judge(order, 'reject')).order).toMatchObject({ state: 'rejected', deviceCount: 2 })
      const [old, put] = await byLabel('D1')
      expect(old).toMatchObject({ status: 'removed' })
      expect(put).toMatchObject({ status: 'in-service', finding: 'flagged', serial: 'HK-1' })
      expect(await s.devicesOf(order.id)).toEqual([d2, put!.id].sort())
      // Conforming kit in its place, it is accepted like any other.
      await s.force(order.id, { state: 'in-progress' })
      await s.record(order, [
        sent('replaced', put!.id, { installed: { ...KIT, serial: 'ACCC8E000009', mac: 'accc8e000009' } }),
      ])
      await s.complete(order)
      expect((await s.judge(order, 'accept')).followUp).toBeNull()
      expect((await s.devices()).filter(({ status }) => status === 'in-service').map(({ finding }) => finding)).toEqual(
        ['cleared', 'cleared'],
      )
    })

    it('with kit that nobody knows cannot be accepted either; closed, the new device is the order that follows', async () => {
      const order = await s.atWork('replace')
      const kit = { make: 'Nobody Knows', model: 'X', serial: 'N-1', mac: null }
      await s.record(order, [
        sent('replaced', await idOf('D1'), { installed: kit }),
        sent('replaced', await idOf('D2')),
      ])
      await s.complete(order)
      await expect(s.judge(order, 'accept')).rejects.toThrow(/not cleared/)
      await s.force(order.id, { state: 'with-manager' })
      const { followUp } = await s.judge(order, 'close-incomplete')
      const next = (await s.orders()).find(({ ref }) => ref === followUp)!
      const [, put] = await byLabel('D1')
      expect(put).toMatchObject({ finding: 'unknown', status: 'in-service' })
      expect(await s.devicesOf(next.id)).toEqual([put!.id])
    })

    it('is looked up again when it is judged: what was cleared then may be flagged by now', async () => {
      const order = await s.atWork('replace')
      await s.record(order, [
        sent('replaced', await idOf('D1')),
        sent('replaced', await idOf('D2'), { installed: { ...KIT, serial: 'ACCC8E000002', mac: 'accc8e000002' } }),
      ])
      await s.complete(order)
      const ruling = { manufacturerId: 'axis', standing: 'in-scope', basis: 'Found out since.' } as const
      const register = withRulings(reference.register, [ruling])
      const { version, ref } = (await s.orders()).find(({ id }) => id === order.id)!
      const judging = { ref, version, verdict: 'accept' } as const
      await expect(judgeOrder(s.deps, { ...reference, register }, { caller: manager, judging })).rejects.toThrow(
        /2 devices put in by it are themselves flagged/,
      )
      const shown = await showOutcomes(s.deps, manager, { ref, register })
      expect(shown.outcomes.map(({ kitSays }) => kitSays)).toEqual(Array(2).fill(expect.stringMatching(/C1/)))
      expect((await s.judge(order, 'accept')).order.state).toBe('accepted')
    })

    it('that is temporary is accepted, and what stands in is the order that follows', async () => {
      const order = await s.atWork('replace')
      await s.record(order, [
        sent('temporary-fitted', await idOf('D1')),
        sent('replaced', await idOf('D2'), {
          installed: { ...KIT, serial: 'ACCC8E000002', mac: 'accc8e000002' },
        }),
      ])
      await s.complete(order)
      const { followUp } = await s.judge(order, 'accept')
      const next = (await s.orders()).find(({ ref }) => ref === followUp)!
      const [old, standIn] = await byLabel('D1')
      expect([old!.status, standIn!.status]).toEqual(['removed', 'in-service'])
      expect(await s.devicesOf(next.id)).toEqual([standIn!.id])
    })

    it('puts in kit of the store as the device that it is, and never takes one that is in service elsewhere', async () => {
      s = await standingOrders(await open(), [
        row('D1'),
        row('D2'),
        row('S1', 'Axis,P3245-LVE', 'none', 'spare'),
        row('E1', 'Axis,P3245-LVE', 'none'),
      ])
      const spare = await idOf('S1')
      const elsewhere = await idOf('E1')
      const order = await s.atWork('replace')
      await s.record(order, [
        sent('replaced', await idOf('D1'), { installed: { ...KIT, serial: 'OLD-S1' } }),
        sent('replaced', await idOf('D2'), { installed: { ...KIT, serial: 'OLD-E1', mac: 'accc8e000003' } }),
      ])
      await s.complete(order)
      await s.judge(order, 'accept')
      const devices = new Map((await s.devices()).map((device) => [device.id, device]))
      expect(devices.get(spare)).toMatchObject({ status: 'in-service', label: 'D1' })
      expect(devices.get(elsewhere)).toMatchObject({ status: 'in-service', label: 'E1' })
      expect((await byLabel('D2')).map(({ status }) => status)).toEqual(['removed', 'in-service'])
    })
  })

  it('disconnects: the network exposure stops, the device stays in service and keeps its finding', async () => {
    s = await standingOrders(await open(), [row('D1', 'Hikvision,DS-2CD2042', 'core')])
    const order = await s.atWork('disconnect')
    await s.record(order, [sent('disconnected', await idOf('D1'))])
    await s.complete(order)
    await s.judge(order, 'accept')
    expect((await s.devices())[0]).toMatchObject({ network: 'isolated', status: 'in-service', finding: 'flagged' })
  })

  it('takes a device for what its survey says that it is, where nobody had said so before', async () => {
    s = await standingOrders(await open(), [row('D1', 'Huawei,')])
    expect(await s.devices()).toMatchObject([{ finding: 'review', kindAssumed: true }])
    const order = await s.atWork('survey')
    await s.record(order, [sent('surveyed', await idOf('D1'), { seen: { kind: 'camera' } })])
    await s.complete(order)
    await s.judge(order, 'accept')
    expect(await s.devices()).toMatchObject([{ finding: 'flagged', kindAssumed: false }])
  })
})
