// Sensitive sites that the plan clears after the commitment of April 2025 (K1), and by how much. Sites that hold nothing
// any more are not in a plan, and so not here. Pure.
import { K1_ENDS_ON } from '../../../directive/decision-table.ts'
import { addDays, day, daysBetween, type Day } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { Action } from '../../../shared/vocabulary.ts'
import type { Staying, Work } from './burn-down.ts'

export interface SensitiveSite {
  readonly id: string
  readonly code: string
  readonly name: string
}

export interface SitePastK1 {
  readonly siteId: string
  readonly site: string
  readonly name: string
  /** Null: the plan clears it on no day. */
  readonly clearOn: Day | null
  /** From 30 April 2025 to that day; without one, to the end of the plan. */
  readonly days: number
}

export interface PastK1 {
  readonly endsOn: Day
  readonly sites: number
  readonly days: number
  /** Of the sites, those without a day. */
  readonly undated: number
  readonly worst: SitePastK1 | null
}

/** What leaves a site with kit to be removed or identified until it is done. Disconnected kit is still there. */
const CLEARING: readonly Action[] = ['survey', 'replace', 'remove']

/** The worst first; of equal ones by id. */
export function sitesPastK1(
  {
    work,
    staying,
    sensitive,
  }: { work: readonly Work[]; staying: readonly Staying[]; sensitive: readonly SensitiveSite[] },
  { startOn, weeks }: { startOn: Day; weeks: number },
): SitePastK1[] {
  // As the engine counts what is not placed: to the week after the last.
  const endOn = addDays(startOn, 7 * (weeks + 1))
  const clear = new Map<string, Day | null>()
  const add = (siteId: string, on: Day | null): void => {
    const before = clear.get(siteId)
    if (before === undefined || (before !== null && (on === null || on > before))) clear.set(siteId, on)
  }
  for (const { siteId, action, doneOn } of work) if (CLEARING.includes(action)) add(siteId, doneOn)
  for (const { siteId, untilOn } of staying) add(siteId, untilOn)
  return sensitive
    .filter(({ id }) => clear.has(id))
    .map(({ id, code, name }) => {
      const clearOn = clear.get(id) ?? null
      return { siteId: id, site: code, name, clearOn, days: daysBetween(day(K1_ENDS_ON), clearOn ?? endOn) }
    })
    .filter(({ days }) => days > 0)
    .sort(
      (a, b) =>
        b.days - a.days || Number(b.clearOn === null) - Number(a.clearOn === null) || byCodeUnit(a.siteId, b.siteId),
    )
}

export function pastK1Of(sites: readonly SitePastK1[]): PastK1 {
  return {
    endsOn: day(K1_ENDS_ON),
    sites: sites.length,
    days: sites.reduce((sum, { days }) => sum + days, 0),
    undated: sites.filter(({ clearOn }) => clearOn === null).length,
    worst: sites[0] ?? null,
  }
}
