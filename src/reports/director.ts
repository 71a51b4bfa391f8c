// One screen for whoever answers for the programme: where the estate stands, when it is clear, what it costs, what is
// still to be decided.
import { wrap } from '../cli/output.ts'
import { K1_ENDS_ON } from '../directive/decision-table.ts'
import type { PlanSummary } from '../planning/plan-summary.ts'
import { sayAverted, sayMoney, sayOutstanding, sayTiers } from '../planning/say-plan.ts'
import { day, sayDay, type FinancialYear } from '../shared/day.ts'
import { sayPence } from '../shared/money.ts'
import { count } from '../shared/text.ts'
import type { TierGain } from './more-money.ts'
import type { Progress } from './progress.ts'

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

export function sayProgress({ sensitive, unassessedSites, onCore, installedSince, daysPastK1 }: Progress): string[] {
  const open = sensitive.withFlagged + sensitive.toIdentify
  return [
    `${count(sensitive.sites, 'sensitive site')}: ${sensitive.withFlagged} with flagged kit, ${sensitive.toIdentify} with ` +
      `makers still to be identified, ${sensitive.cleared} cleared. ${count(unassessedSites, 'other site')} not yet assessed.`,
    `On core networks: ${count(onCore.inAll, 'flagged device')}, ${onCore.atSensitiveSites} of them at sensitive sites.`,
    `Installed since the direction of 24 November 2022: ${count(installedSince.inAll, 'flagged device')}, ` +
      `${installedSince.atSensitiveSites} at sensitive sites.`,
    ...(open > 0 && daysPastK1 > 0
      ? [
          `${count(open, 'sensitive site')} not cleared ${count(daysPastK1, 'day')} after the commitment of ` +
            `${sayDay(day(K1_ENDS_ON))} (statement of 29 April 2024).`,
        ]
      : []),
    'Every determination is the shipped suggestion and not yet confirmed.',
  ]
}

export function sayGains(
  gains: readonly TierGain[],
  { pence, financialYear }: { pence: number; financialYear: FinancialYear },
): string[] {
  const what = `${sayPence(pence)} more in ${financialYear}`
  if (gains.length === 0) return [`${what} would change nothing: crews, lead times or later years bind.`]
  return gains.map(({ tier, exposureDaysFewer, clearOn, clearOnWithMore }) => {
    const days = Math.abs(Math.round(exposureDaysFewer)).toLocaleString('en-GB')
    const clear =
      clearOn === clearOnWithMore
        ? `clear on the same day`
        : `clear on ${clearOnWithMore ? sayDay(clearOnWithMore) : 'no date'} instead of ${clearOn ? sayDay(clearOn) : 'no date'}`
    return `${what} gives tier ${tier} ${days} ${exposureDaysFewer >= 0 ? 'fewer' : 'more'} exposure-days; ${clear}.`
  })
}
