import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tier } from '../../../src/directive/decision-table.ts'
import type { Treatment } from '../../../src/directive/treat.ts'
import {
  legId,
  packSite,
  readWork,
  type Leg,
  type PackedDevice,
  type SiteWork,
} from '../../../src/planning/problem/pack.ts'
import type { Action, Kind } from '../../../src/shared/vocabulary.ts'
import { runs } from '../../support/runs.ts'

const work = readWork(readFileSync('data/work.json', 'utf8'))

const camera = (id: string, zone = ''): PackedDevice => ({ id, key: id, kind: 'camera', zone })
const recorder = (id: string): PackedDevice => ({ id, key: id, kind: 'recorder', zone: id })
const cameras = (n: number, from = 1) =>
  Array.from({ length: n }, (_, i) => camera(`c${String(from + i).padStart(4, '0')}`))
const weightOf: Partial<Record<Kind, number>> = { recorder: 3000, camera: 1000 }

function treat(device: PackedDevice, action: Action = 'replace', tier: Tier = 3): Treatment {
  const weightMillis = weightOf[device.kind] ?? 0
  const factors = [{ of: device.kind, millis: weightMillis, reason: '' }]
  return {
    deviceId: device.id,
    action,
    tier,
    clause: 'C3',
    state: 'ready',
    weightMillis,
    factors,
    why: 'because',
    sensitivity: 'sensitive',
  }
}
function site(devices: readonly PackedDevice[], more: Partial<SiteWork> = {}): SiteWork {
  return {
    organisationKey: 'harbour authority',
    siteKey: 'hq',
    devices: new Map(devices.map((device) => [device.id, device])),
    treatments: devices.map((device) => treat(device)),
    reconnects: new Map(),
    legs: [],
    ...more,
  }
}
const pack = (devices: readonly PackedDevice[], more: Partial<SiteWork> = {}) => packSite(site(devices, more), work)
const sizes = (legs: readonly Leg[]) => legs.map((leg) => leg.treatments.length)
const stored = (legs: readonly Leg[]) =>
  legs.map(({ action, legNumber, treatments }) => {
    return { action, legNumber, deviceIds: treatments.map((t) => t.deviceId!) }
  })

describe('a leg', () => {
  it('takes 300 minutes a camera at height, unless the catalogue states its own', () => {
    const atHeight = { ...camera('a'), atHeight: true }
    expect(pack([atHeight]).map((leg) => leg.minutes)).toEqual([120 + 300])
    expect(pack([{ ...atHeight, replaceMinutes: 90 }]).map((leg) => leg.minutes)).toEqual([120 + 90])
  })
  it('is at most one crew-week: 28 cameras take 120 + 28 × 75 = 2,220 of 2,250 minutes, the 29th starts another', () => {
    expect(pack(cameras(28)).map((leg) => leg.minutes)).toEqual([2220])
    expect(sizes(pack(cameras(29)))).toEqual([28, 1])
  })
  it('of disconnects is at most a week of the network team: 22 × 20 of 450 minutes', () => {
    const devices = cameras(23)
    const legs = pack(devices, { treatments: devices.map((device) => treat(device, 'disconnect', 1)) })
    expect(legs.map((leg) => leg.minutes)).toEqual([440, 20])
  })
  it('of cancelled deployments is desk work: no minutes, and one leg however many devices', () => {
    const devices = cameras(500)
    const [leg, ...more] = pack(devices, { treatments: devices.map((d) => treat(d, 'cancel-deployment', 0)) })
    expect([leg?.minutes, leg?.treatments.length, more.length]).toEqual([0, 500, 0])
  })
  it('keeps to one tier', () => {
    const devices = cameras(2)
    const legs = pack(devices, { treatments: [treat(devices[0]!, 'replace', 6), treat(devices[1]!, 'replace', 3)] })
    expect(legs.map((leg) => leg.tier)).toEqual([3, 6])
  })
  it('is a proposal as soon as one of its devices is', () => {
    const devices = cameras(2)
    const treatments = [treat(devices[0]!), { ...treat(devices[1]!), state: 'proposed' as const }]
    expect(pack(devices, { treatments })[0]?.state).toBe('proposed')
  })
  it('comes after the one before it, per action', () => {
    const legs = pack(cameras(60))
    expect(legs.map((leg) => leg.after)).toEqual([null, legs[0]!.id, legs[1]!.id])
  })
  it('takes the cameras of one recorder together', () => {
    const devices = [...Array.from({ length: 30 }, (_, i) => camera(`a${10 + i}`, i % 2 ? 'nvr-b' : 'nvr-a'))]
    const [first] = pack(devices)
    expect(first?.treatments.filter((t) => Number(t.deviceId!.slice(1)) % 2 === 0)).toHaveLength(15)
  })
})

describe('a recorder', () => {
  it('has its new head-end in the first leg, and leaves with the last, where its weight counts', () => {
    const legs = pack([recorder('nvr'), ...cameras(40)])
    expect(legs).toHaveLength(2)
    expect(legs[0]!.treatments.some((t) => t.deviceId === 'nvr')).toBe(true)
    expect(legs.map((leg) => leg.leaving.map((t) => t.deviceId))).toEqual([[], ['nvr']])
    // 120 + 180 + 26 × 75 = 2,250: the first leg is exactly full.
    expect(legs.map((leg) => leg.minutes)).toEqual([2250, 120 + 14 * 75])
    expect(legs.map((leg) => leg.weightMillis)).toEqual([26_000, 14_000 + 3_000])
  })
  it('comes and leaves in one visit where there is only one', () => {
    const [leg] = pack([recorder('nvr'), ...cameras(3)])
    expect([leg?.weightMillis, leg?.leaving.length]).toEqual([6000, 1])
  })
  it('has the cameras that stay reconnected when it leaves: ten minutes each', () => {
    const [leg] = pack([recorder('nvr')], { reconnects: new Map([['nvr', 16]]) })
    expect([leg?.reconnects, leg?.minutes]).toEqual([16, 120 + 180 + 160])
  })
  it('with more cameras to reconnect than a crew-week holds goes on into further legs, and leaves with the last', () => {
    const legs = pack([recorder('vms')], { reconnects: new Map([['vms', 500]]) })
    expect(legs.map((leg) => leg.reconnects)).toEqual([195, 213, 92])
    expect(legs.every((leg) => leg.minutes <= 2250)).toBe(true)
    expect(legs.map((leg) => leg.leaving.length)).toEqual([0, 0, 1])
  })
})

describe('the id of a leg', () => {
  it('comes from organisation, site, action and number alone', () => {
    const [leg] = pack(cameras(1))
    expect(leg?.id).toBe(legId({ organisationKey: 'harbour authority', siteKey: 'hq' }, 'replace', 1))
    expect(leg?.id).toMatch(/^leg_[0-9a-f]{16}$/)
  })
  it('stays while any of its devices remains, and new devices form new legs', () => {
    const before = pack(cameras(40))
    const remaining = [...cameras(1), ...cameras(30, 41)]
    const after = pack(remaining, { legs: stored(before) })
    expect(after[0]?.id).toBe(before[0]?.id)
    expect(sizes(after)).toEqual([1, 28, 2])
    expect(after.map((leg) => leg.legNumber)).toEqual([1, 3, 4])
  })
  it('stays for legs that only reconnect cameras, and the recorder still leaves with the last leg', () => {
    const reconnects = new Map([['vms', 300]])
    const before = pack([recorder('vms')], { reconnects })
    expect(pack([recorder('vms')], { reconnects, legs: stored(before) })).toEqual(before)
    const grown = pack([recorder('vms'), ...cameras(3)], { reconnects, legs: stored(before) })
    expect(grown.map((leg) => [leg.legNumber, leg.treatments.length, leg.leaving.length])).toEqual([
      [1, 1, 0],
      [2, 0, 0],
      [3, 3, 1],
    ])
  })
  it('does not move when the devices are given in another order', () => {
    const devices = [recorder('nvr'), ...cameras(60)]
    const ids = (legs: readonly Leg[]) => legs.map((leg) => [leg.id, leg.treatments.map((t) => t.deviceId).sort()])
    const turned = pack(devices, { treatments: devices.map((d) => treat(d)).reverse() })
    expect(ids(turned)).toEqual(ids(pack(devices)))
  })
})

describe('packing, whatever the site', () => {
  const anySite = fc.record({
    recorders: fc.integer({ min: 0, max: 4 }),
    cameras: fc.integer({ min: 0, max: 120 }),
    stays: fc.integer({ min: 0, max: 300 }),
    tiers: fc.array(fc.constantFrom<Tier>(3, 6, 7), { minLength: 1, maxLength: 3 }),
    done: fc.integer({ min: 0, max: 120 }),
  })

  it('plans every device once, the weight once, no leg over a crew-week, no leg after a less urgent one', () => {
    fc.assert(
      fc.property(anySite, ({ recorders, cameras: n, stays, tiers, done }) => {
        const devices = [...Array.from({ length: recorders }, (_, i) => recorder(`nvr${i}`)), ...cameras(n)]
        const treatments = devices.map((device, i) => treat(device, 'replace', tiers[i % tiers.length]))
        const reconnects = new Map(recorders > 0 ? [['nvr0', stays]] : [])
        const first = pack(devices, { treatments, reconnects })
        const rest = treatments.slice(done)
        const again = pack(devices, { treatments: rest, reconnects, legs: stored(first) })
        for (const [legs, wanted] of [
          [first, treatments],
          [again, rest],
        ] as const) {
          expect(legs.flatMap((leg) => leg.treatments.map((t) => t.deviceId)).sort()).toEqual(
            wanted.map((t) => t.deviceId).sort(),
          )
          const sum = (items: readonly { weightMillis: number }[]) => items.reduce((s, t) => s + t.weightMillis, 0)
          expect(sum(legs)).toBe(sum(wanted))
          expect(legs.every((leg) => sum(leg.weighed) === leg.weightMillis)).toBe(true)
          expect(legs.every((leg) => leg.minutes <= work.crewMinutesPerWeek)).toBe(true)
          const tierOf = new Map(legs.map((leg) => [leg.id, leg.tier]))
          expect(legs.every((leg) => leg.after === null || tierOf.get(leg.after)! <= leg.tier)).toBe(true)
          expect(new Set(legs.map((leg) => leg.id)).size).toBe(legs.length)
        }
      }),
      { seed: 20261122, numRuns: runs(200, 5000) },
    )
  })
})
