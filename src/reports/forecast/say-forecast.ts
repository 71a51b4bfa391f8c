// A forecast on a terminal: tables, each amount with a bar of what it adds up to.
import { table, wrap, type Column } from '../../cli/output.ts'
import { TIERS } from '../../planning/outcome/say-plan.ts'
import { sayDay } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import type { BurnDown } from './sums/burn-down.ts'
import type { PastK1, SitePastK1 } from './sums/past-k1.ts'
import type { Forecast, MoneyForecast } from './read-forecast.ts'
import type { Spend, Spent } from './sums/spend.ts'
import { UNUSABLE_RULE } from './sums/unusable.ts'

/** More rows than this are no overview: quarters take the place of months, and years that of quarters. */
const MOST_ROWS = 24
/** Sites that are named without being asked for. */
const WORST = 10
const BAR = 24

const left = (title: string): Column => ({ title })
const right = (title: string): Column => ({ title, align: 'right' })

export function sayForecast(forecast: Forecast, { width, allSites }: { width: number; allSites: boolean }): string[] {
  const parts = [
    ...saySpending(forecast, width),
    ['HOW MUCH IS LEFT (sites / devices, at the end of each)', ...sayBurnDown(forecast.burnDown, width)],
    sayPastK1(forecast.pastK1, forecast.sitesPastK1, { width, allSites }),
    sayUnusable(forecast, width),
  ]
  return parts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

function saySpending({ plan, spend, curve }: MoneyForecast, width: number): string[][] {
  if (spend.pence === 0) return [[`Plan ${plan.id} spends nothing.`]]
  const years = curve.years.map(({ financialYear, ...sums }) => {
    const { plannedPence, committedPence, accruedPence, actualPence } = sums
    return [financialYear, ...[plannedPence, committedPence, accruedPence, actualPence].map(sayPence)]
  })
  const classes = CLASSES.filter(([, of]) => spend.years.some((year) => year[of] > 0))
  const cells = (year: Spent) => [year.period, ...classes.map(([, of]) => sayPence(year[of])), sayPence(year.pence)]
  const sumOf = (of: keyof Omit<Spent, 'period'>) => spend.years.reduce((sum, year) => sum + year[of], 0)
  const total = ['in all', ...classes.map(([, of]) => sayPence(sumOf(of))), sayPence(spend.pence)]
  const recorded = curve.years.some(({ actualPence, committedPence, accruedPence }) => {
    return actualPence !== 0 || committedPence !== 0 || accruedPence !== 0
  })
  return [
    [
      `WHAT PLAN ${plan.id} SPENDS`,
      ...table(
        [left('Year'), ...classes.map(([title]) => right(title)), right('Together')],
        [...spend.years.map(cells), total],
        width,
      ),
    ],
    [
      ...sayPeriods(spend, width),
      ...wrap('A draw is of the month of the Monday of its week: kit’s of its delivery, labour’s of the work.', width),
    ],
    recorded
      ? [
          'SO FAR, FROM THE BEGINNING TO EACH YEAR’S END (the ledger knows years, not months)',
          ...table([left('Year'), right('Planned'), right('Committed'), right('Accrued'), right('Paid')], years, width),
          ...wrap('What is committed to the plan’s own work is planned too: the two are not to be added.', width),
        ]
      : ['The ledger holds no orders, receipts or invoices yet: nothing to set beside the plan.'],
  ]
}

const CLASSES = [
  ['Capital', 'capitalPence'],
  ['Revenue', 'revenuePence'],
  ['Class not stated', 'unstatedPence'],
] as const

/** The S-curve: what is spent in each period, and a bar of all that is spent by its end. */
function sayPeriods(spend: Spend, width: number): string[] {
  const periods = [spend.months, spend.quarters].find(({ length }) => length <= MOST_ROWS) ?? spend.years
  let sum = 0
  const rows = periods.map(({ period, pence }) => {
    sum += pence
    return [period, sayPence(pence), sayPence(sum), '█'.repeat(Math.round((sum * BAR) / spend.pence))]
  })
  return table([left('Period'), right('Spent'), right('In all'), left('')], rows, width)
}

function sayBurnDown({ periods, tiers }: BurnDown, width: number): string[] {
  if (tiers.length === 0) return ['Nothing is left to do.']
  const step = Math.ceil(periods.length / MOST_ROWS)
  const shown = periods.map((_, i) => i).filter((i) => (periods.length - 1 - i) % step === 0)
  const cell = (sites: number, devices: number) => (sites + devices === 0 ? '–' : `${sites}/${devices}`)
  const columns = [left('End of'), ...tiers.map(({ tier }) => right(`Tier ${tier}`))]
  const rows = [
    ['before', ...tiers.map(({ sites, devices }) => cell(sites, devices))],
    ...shown.map((i) => [periods[i]!, ...tiers.map((tier) => cell(tier.sitesLeft[i]!, tier.devicesLeft[i]!))]),
  ]
  return [
    ...table(columns, rows, width),
    ...wrap(`${tiers.map(({ tier }) => `${tier}: ${TIERS[tier]}`).join('; ')}.`, width),
    ...(step > 1 ? [`One row in ${step} is shown; --json has them all.`] : []),
  ]
}

function sayPastK1(
  { endsOn, sites, days, undated, worst }: PastK1,
  late: readonly SitePastK1[],
  { width, allSites }: { width: number; allSites: boolean },
): string[] {
  if (worst === null) return [`No sensitive site is cleared after ${sayDay(endsOn)}.`]
  const named = allSites ? late : late.slice(0, WORST)
  const never = undated === 0 ? '' : ` ${count(undated, 'site')} of them on no day: counted to the end of the plan.`
  const rows = named.map(({ site, name, clearOn, days: one }) => [
    site,
    clearOn === null ? 'no date' : sayDay(clearOn),
    one.toLocaleString('en-GB'),
    name === site ? '' : name,
  ])
  return [
    `PAST THE COMMITMENT OF ${sayDay(endsOn)} (statement of 29 April 2024)`,
    ...wrap(
      `${count(sites, 'sensitive site')} cleared later, ${days.toLocaleString('en-GB')} days together.${never}`,
      width,
    ),
    ...table([left('Site'), left('Clear'), right('Days late'), left('Name')], rows, width),
    ...(named.length < sites ? [`The ${named.length} worst; all of them: --sites.`] : []),
  ]
}

function sayUnusable({ unusable }: MoneyForecast, width: number): string[] {
  const some = unusable.filter(({ pence }) => pence > 0)
  if (some.length === 0) return ['No budget of a year that the plan covers is beyond all use.']
  const rows = some.map(({ fund, financialYear, lostPence, pence }) => [
    fund,
    financialYear,
    sayPence(lostPence),
    sayPence(pence),
  ])
  return [
    'MONEY THAT NO PLAN CAN USE',
    ...table([left('Fund'), left('Year'), right('Lost by this plan'), right('By any plan')], rows, width),
    ...wrap(UNUSABLE_RULE, width),
  ]
}
