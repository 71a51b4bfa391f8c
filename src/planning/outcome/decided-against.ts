// Sites that keep flagged kit because somebody decided so. No order mentions them, so every total does: a decision takes
// nothing out of the count.
import { CHOICES } from '../../shared/vocabulary.ts'
import { count } from '../../shared/text.ts'
import type { LeftSummary } from './plan-summary.ts'

export interface DecidedAgainst {
  readonly sites: number
  readonly devices: number
  readonly weightMillis: number
  /** Sites where the decision departs from the commitment to be clear by the end of April 2025. */
  readonly departing: number
}

export function decidedAgainst(left: readonly LeftSummary[]): DecidedAgainst {
  const decided = left.filter(({ because }) => CHOICES.some((choice) => choice === because))
  const sitesOf = (rows: readonly LeftSummary[]) => new Set(rows.map(({ siteId, siteCode }) => siteId ?? siteCode)).size
  return {
    sites: sitesOf(decided),
    devices: decided.reduce((sum, { devices }) => sum + devices, 0),
    weightMillis: decided.reduce((sum, { weightMillis = 0 }) => sum + weightMillis, 0),
    departing: sitesOf(decided.filter((site) => site.departsFromK1 === true)),
  }
}

/** Nothing where nobody decided so. */
export function sayDecidedAgainst({ sites, devices, weightMillis, departing }: DecidedAgainst): string[] {
  if (sites === 0) return []
  const weight = (weightMillis / 1000).toLocaleString('en-GB', { maximumFractionDigits: 1 })
  const k1 =
    departing === 0 ? '' : ` ${count(departing, 'site departs', 'sites depart')} from K1 (“all by April 2025”).`
  return [`${count(sites, 'site')} decided against: ${count(devices, 'flagged device')}, weight ${weight} a day.${k1}`]
}
