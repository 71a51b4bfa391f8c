// How many sites and devices a plan leaves at the end of each month or week, tier by tier. What stays by decision, for want
// of one or of room is counted to the end. Pure.
import type { Tier } from '../../../directive/decision-table.ts'
import { addDays, type Day } from '../../../shared/day.ts'
import type { Action } from '../../../shared/vocabulary.ts'
import { firstDayOf, monthOf, monthsFrom, nextMonthOf } from './period.ts'

/** One order of the plan, as far as it takes something away. */
export interface Work {
  readonly siteId: string
  readonly tier: Tier
  readonly action: Action
  readonly deviceIds: readonly string[]
  /** The Monday after its week, or the upgrade that it waits for; null: not planned. */
  readonly doneOn: Day | null
}

/** Kit of one site that no order takes away. */
export interface Staying {
  readonly siteId: string
  readonly tier: Tier
  readonly devices: number
  readonly untilOn: Day | null
}

export const GRAINS = ['month', 'week'] as const
export type Grain = (typeof GRAINS)[number]

export interface BurnDown {
  readonly grain: Grain
  /** Months as 2027-03, weeks by their Mondays; up to the last in which anything is done. */
  readonly periods: readonly string[]
  readonly tiers: readonly TierBurnDown[]
}

export interface TierBurnDown {
  readonly tier: Tier
  /** Before the plan begins. */
  readonly sites: number
  readonly devices: number
  /** At the end of each period, in their order. */
  readonly sitesLeft: readonly number[]
  readonly devicesLeft: readonly number[]
}

interface Ending {
  readonly count: number
  readonly on: Day | null
}

export function burnDownOf(
  work: readonly Work[],
  staying: readonly Staying[],
  { startOn, grain }: { startOn: Day; grain: Grain },
): BurnDown {
  const ends = [...work.map(({ doneOn }) => doneOn), ...staying.map(({ untilOn }) => untilOn)]
  const last = ends.reduce<Day>((a, b) => (b !== null && b > a ? b : a), startOn)
  const periods = grain === 'month' ? monthly(startOn, last) : weekly(startOn, last)
  const tiers = [...new Set([...work, ...staying].map(({ tier }) => tier))].sort((a, b) => a - b)
  return {
    grain,
    periods: periods.map(({ name }) => name),
    tiers: tiers.map((tier) => {
      const own = work.filter((one) => one.tier === tier)
      const kept = staying.filter((one) => one.tier === tier)
      const sites = endings([...own, ...kept.map((one) => ({ ...one, doneOn: one.untilOn }))], ({ siteId }) => [siteId])
      const devices = [
        ...endings(own, ({ deviceIds }) => deviceIds),
        ...kept.map(({ devices: count, untilOn }) => ({ count, on: untilOn })),
      ]
      return {
        tier,
        sites: sum(sites),
        devices: sum(devices),
        sitesLeft: periods.map(({ until }) => leftAfter(sites, until)),
        devicesLeft: periods.map(({ until }) => leftAfter(devices, until)),
      }
    }),
  }
}

/** Each name once, with the last day on which anything of it is done; null as soon as something is not. */
function endings<W extends { doneOn: Day | null }>(
  work: readonly W[],
  namesOf: (one: W) => readonly string[],
): Ending[] {
  const found = new Map<string, Day | null>()
  for (const one of work) {
    for (const name of namesOf(one)) {
      const before = found.get(name)
      const later = before === undefined || (before !== null && (one.doneOn === null || one.doneOn > before))
      if (later) found.set(name, one.doneOn)
    }
  }
  return [...found.values()].map((on) => ({ count: 1, on }))
}

function leftAfter(endings: readonly Ending[], until: Day): number {
  return sum(endings.filter(({ on }) => on === null || on > until))
}

function sum(endings: readonly Ending[]): number {
  return endings.reduce((total, { count }) => total + count, 0)
}

interface Period {
  readonly name: string
  /** Exclusive: work of a week that ends on this Monday is done within the period. */
  readonly until: Day
}

function monthly(startOn: Day, last: Day): Period[] {
  return monthsFrom(monthOf(startOn), monthOf(addDays(last, -1))).map((month) => {
    return { name: month, until: firstDayOf(nextMonthOf(month)) }
  })
}

function weekly(startOn: Day, last: Day): Period[] {
  const weeks: Period[] = []
  for (let monday = startOn; monday < last; monday = addDays(monday, 7)) {
    weeks.push({ name: monday, until: addDays(monday, 7) })
  }
  return weeks
}
