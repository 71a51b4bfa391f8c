// What an order says of its devices, taken down while they are at hand: a million of them are not held until the plan is made.
import type { PlanningDevice } from '../../estate/device.ts'
import type { Register } from '../../register/register.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { FindingState, Kind } from '../../shared/vocabulary.ts'
import type { OneOfEquals } from './equals.ts'
import type { Leg } from './pack.ts'

export interface LegDevices {
  readonly deviceIds: readonly string[]
  /** Old recorders that leave with this leg. */
  readonly leavingIds: readonly string[]
  /** The devices of the leg, alike ones counted together; the most numerous first. */
  readonly oldKit: readonly OldKit[]
  /** The weight's parts, summed over what is weighed with the leg: together they are its weight (a survey's: twice it). */
  readonly factors: readonly WeightFactor[]
}

export interface OldKit {
  readonly kind: Kind
  /** As the register names the maker; null: not established. */
  readonly maker: string | null
  readonly finding: FindingState
  /** The maker was determined, or a person decided on the devices themselves. */
  readonly confirmed?: boolean
  readonly devices: number
}

export interface WeightFactor {
  readonly of: string
  readonly devices: number
  readonly millis: number
  readonly reason: string
}

/** `devices`: by id, at least those of the leg. */
export function legDevices(
  { treatments, leaving, weighed }: Pick<Leg, 'treatments' | 'leaving' | 'weighed'>,
  devices: ReadonlyMap<string, PlanningDevice>,
  { register, one }: { register: Register; one: OneOfEquals },
): LegDevices {
  return {
    deviceIds: idsOf(treatments),
    leavingIds: idsOf(leaving),
    oldKit: countKit(
      treatments.flatMap(({ deviceId }) => devices.get(deviceId ?? '') ?? []),
      register,
    ).map(one),
    factors: factorsOf(weighed).map(one),
  }
}

export function idsOf(treatments: Leg['treatments']): string[] {
  // A copy has just the room that it needs; what grew has more, which a hundred thousand legs would keep.
  return treatments.flatMap(({ deviceId }) => deviceId ?? []).slice()
}

function factorsOf(weighed: Leg['weighed']): WeightFactor[] {
  const sums = new Map<string, { of: string; devices: number; millis: number; reason: string }>()
  for (const { factors } of weighed) {
    for (const { of, millis, reason } of factors) {
      const sum = sums.get(of)
      if (!sum) sums.set(of, { of, devices: 1, millis, reason })
      else {
        sum.devices++
        sum.millis += millis
      }
    }
  }
  return [...sums.values()].sort((a, b) => b.millis - a.millis || byCodeUnit(a.of, b.of))
}

export type CountedDevice = Pick<PlanningDevice, 'kind' | 'finding' | 'manufacturerId' | 'overriddenUntil'>

/** Alike ones together; the most numerous first. */
export function countKit(devices: Iterable<CountedDevice>, register: Register): OldKit[] {
  const rows = new Map<string, OldKit & { devices: number }>()
  for (const { kind, finding, manufacturerId, overriddenUntil } of devices) {
    const known = register.makers.get(manufacturerId ?? '')
    const confirmed = overriddenUntil !== null || known?.confirmed === true
    const maker = known?.name ?? null
    const key = `${kind} ${finding} ${maker} ${confirmed}`
    const row = rows.get(key)
    if (row) row.devices++
    else rows.set(key, { kind, maker, finding, confirmed, devices: 1 })
  }
  return [...rows].sort(([a, x], [b, y]) => y.devices - x.devices || byCodeUnit(a, b)).map(([, row]) => row)
}
