// One screen for whoever answers for the programme: where the estate stands, when it is clear, what it costs, what is
// still to be decided.
import { wrap } from '../cli/output.ts'
import { K1_ENDS_ON } from '../directive/decision-table.ts'
import type { TierGain } from '../planning/engine/questions/next-pound.ts'
import type { PlanSummary } from '../planning/outcome/plan-summary.ts'
import { sayAverted, sayMoney, sayOutstanding, sayTiers, TIERS } from '../planning/outcome/say-plan.ts'
import { day, sayDay, type Day, type FinancialYear } from '../shared/day.ts'
import { sayPence } from '../shared/money.ts'
import { count } from '../shared/text.ts'
import type { Progress } from './progress/progress.ts'

export function sayDirector(progress: Progress, summary: PlanSummary, width: number): string[] {
  const bullets = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => wrap(line, width - 4).map((part, i) => `${i === 0 ? '  · ' : '    '}${part}`))
  return [
    'WHERE WE STAND (by inventory)',
    ...bullets(sayProgress(progress)),
    '',
    'WHEN EACH TIER IS CLEAR',
    ...sayTiers(summary, width),
    '',
    'MONEY',
    ...sayMoney(summary.money, width),
    ...bullets(sayAverted(summary)),
    '',
    'OUTSTANDING DECISIONS',
    ...bullets(sayOutstanding(summary)),
  ]
}

export function sayProgress(progress: Progress): string[] {
  const { sensitive, unassessedSites, onCore, installedSince, daysPastK1, decidedAgainst: kept } = progress
  const open = sensitive.withFlagged + sensitive.toIdentify
  return [
    `${count(sensitive.sites, 'sensitive site')}: ${sensitive.withFlagged} with flagged kit, ${sensitive.toIdentify} with ` +
      `makers still to be identified, ${sensitive.clearByInventory} clear by inventory; ${sensitive.cleared} cleared ` +
      `(what was removed is accepted), ${sensitive.verified} verified. ${count(unassessedSites, 'other site')} not yet assessed.`,
    `On core networks: ${count(onCore.inAll, 'flagged device')}, ${onCore.atSensitiveSites} of them at sensitive sites.`,
    `Installed since the direction of 24 November 2022: ${count(installedSince.inAll, 'flagged device')}, ` +
      `${installedSince.atSensitiveSites} at sensitive sites.`,
    ...(open > 0 && daysPastK1 > 0
      ? [
          `${count(open, 'sensitive site')} not cleared ${count(daysPastK1, 'day')} after the commitment of ` +
            `${sayDay(day(K1_ENDS_ON))} (statement of 29 April 2024).`,
        ]
      : []),
    ...(kept.sites > 0
      ? [
          `${count(kept.sites, 'site')} decided against, with ${count(kept.devices, 'flagged device')} that stay` +
            `${kept.departing === 0 ? '.' : `; ${count(kept.departing, 'site departs', 'sites depart')} from K1.`}`,
        ]
      : []),
    'What nobody has determined counts as the register suggests: `lenscap determinations` lists what is to be confirmed.',
  ]
}

/** Tier by tier; the clear dates are the plan's own, in which kit that stays by decision counts. */
export function sayGains(
  gains: readonly TierGain[],
  { pence, financialYear, tiers }: { pence: number; financialYear: FinancialYear; tiers: PlanSummary['tiers'] },
): string[] {
  const what = `${sayPence(pence)} more in ${financialYear}`
  if (gains.length === 0) {
    return [`${what} would bring no order forward: crews, lead times, other years or dearer work hold them back.`]
  }
  return [
    `${what} would give:`,
    ...gains.map(({ tier, exposureDaysFewer, clearOn, clearOnWithMore }) => {
      const days = Math.abs(Math.round(exposureDaysFewer)).toLocaleString('en-GB')
      const change =
        exposureDaysFewer >= 0
          ? `${days} fewer exposure-days`
          : `${days} more exposure-days, because it gives way to more urgent work`
      return `  · ${TIERS[tier]} (tier ${tier}): ${change}; ${sayClearing(tiers, { tier, clearOn, clearOnWithMore })}.`
    }),
  ]
}

function sayClearing(
  tiers: PlanSummary['tiers'],
  { tier, clearOn, clearOnWithMore }: Pick<TierGain, 'tier' | 'clearOn' | 'clearOnWithMore'>,
): string {
  const planned = tiers.find((one) => one.tier === tier)?.clearOn ?? null
  // Kit that stays whatever is spent, or work that is not placed: no money of this size gives the tier a date.
  if (planned === null && (clearOnWithMore === null || clearOn !== null)) return 'still no clear date'
  if (clearOn === clearOnWithMore) return 'clear on the same day'
  const say = (on: Day | null): string => (on === null ? 'no date' : sayDay(on))
  return `clear on ${say(clearOnWithMore)} instead of ${say(clearOn)}`
}
