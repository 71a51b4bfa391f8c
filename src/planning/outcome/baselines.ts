// What a plan is measured against: what would happen without it. Exposure-days are Σ weight × days from the plan's start
// until the kit is gone; only disconnect, replace and remove count, since only they take exposure away (rules.md).
import { addDays, daysBetween, type Day } from '../../shared/day.ts'
import type { Action } from '../../shared/vocabulary.ts'
import type { Tier } from '../../directive/decision-table.ts'

export interface MeasuredLeg {
  readonly action: Action
  readonly tier: Tier
  readonly weightMillis: number
  /** Funded, to kit that is clear, and as it was recorded first: a date that was moved later averts nothing. */
  readonly upgradeOn: Day | null
  /** When the plan has it done: the Monday after its week, or the day it waits for; null: not within the horizon. */
  readonly doneOn: Day | null
}

export interface Baseline {
  /** When each tier is clear, null: never; a tier without legs is left out. */
  readonly clearOn: ReadonlyMap<Tier, Day | null>
  readonly exposureMillisDays: number
  /** Legs without an end, counted to the horizon. */
  readonly undated: number
}

export interface Horizon {
  readonly startOn: Day
  readonly weeks: number
}

const AVERTING: readonly Action[] = ['disconnect', 'replace', 'remove']

/** As planned. */
export function planned(legs: readonly MeasuredLeg[], horizon: Horizon): Baseline {
  return measure(legs, horizon, (leg) => leg.doneOn)
}

/** Nothing is done; kit goes with its funded upgrade, if there is one. */
export function waitForUpgrades(legs: readonly MeasuredLeg[], horizon: Horizon): Baseline {
  return measure(legs, horizon, (leg) => leg.upgradeOn)
}

/** Everything is disconnected as planned and nothing replaced: the kit stays until its funded upgrade. */
export function disconnectOnly(legs: readonly MeasuredLeg[], horizon: Horizon): Baseline {
  return measure(legs, horizon, (leg) => (leg.action === 'disconnect' ? leg.doneOn : leg.upgradeOn))
}

function measure(
  legs: readonly MeasuredLeg[],
  { startOn, weeks }: Horizon,
  endOf: (leg: MeasuredLeg) => Day | null,
): Baseline {
  const clearOn = new Map<Tier, Day | null>()
  // One week past the horizon: worse than the last week that could be planned.
  const never = addDays(startOn, 7 * weeks + 7)
  let exposureMillisDays = 0
  let undated = 0
  for (const leg of legs.filter(({ action }) => AVERTING.includes(action))) {
    const endOn = endOf(leg)
    if (endOn === null) undated++
    const counted = endOn === null || endOn > never ? never : endOn < startOn ? startOn : endOn
    exposureMillisDays += leg.weightMillis * daysBetween(startOn, counted)
    const before = clearOn.get(leg.tier)
    clearOn.set(leg.tier, before === null || endOn === null ? null : before && before > endOn ? before : endOn)
  }
  return { clearOn, exposureMillisDays, undated }
}
