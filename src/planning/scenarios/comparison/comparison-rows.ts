// A comparison as rows of figures, one a measure: what the table on a terminal and the file for a spreadsheet both show.
import { byCodeUnit, count } from '../../../shared/text.ts'
import type { Comparison, ComparedRun } from './compare.ts'

export interface MeasureRow {
  /** What stands together: clear, bound, spend, averted, cost, orders. */
  readonly group: string
  readonly measure: string
  readonly unit: 'day' | 'percent' | 'pence' | 'exposure-days' | 'orders'
  /** In the order of the columns; null: it has none, such as a tier that is never clear. */
  readonly values: readonly (string | number | null)[]
}

/** `withTiers`: false for whoever sees the money alone. */
export function comparisonRows({ columns, discountBasisPoints }: Comparison, withTiers = true): MeasureRow[] {
  const row = (
    [group, measure, unit]: readonly [string, string, MeasureRow['unit']],
    value: (column: ComparedRun) => string | number | null,
  ): MeasureRow => ({ group, measure, unit, values: columns.map(value) })
  const tiers = [...new Set(columns.flatMap(({ summary }) => summary.tiers.map(({ tier }) => tier)))].sort()
  const tierOf = ({ summary }: ComparedRun, tier: number) => summary.tiers.find((one) => one.tier === tier)
  const spends = new Map(columns.flatMap(({ spend }) => spend.map((one) => [`${one.financialYear} ${one.class}`, one])))
  const risk = [
    ...tiers.map((tier) => row(['clear', `tier ${tier} clear`, 'day'], (of) => tierOf(of, tier)?.clearOn ?? null)),
    ...tiers.map((tier) =>
      row(['bound', `tier ${tier} above the best`, 'percent'], (of) => tierOf(of, tier)?.withinPercent ?? null),
    ),
    row(['averted', 'averted: waiting', 'exposure-days'], ({ averted }) => days(averted.waitMillis)),
    row(['averted', 'averted: disconnect only', 'exposure-days'], ({ averted }) => days(averted.disconnectOnlyMillis)),
    row(['averted', 'averted: remove only', 'exposure-days'], ({ averted }) => days(averted.removeOnlyMillis)),
  ]
  const money = [
    ...[...spends]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([key, { financialYear, class: of }]) =>
        row(['spend', key, 'pence'], ({ spend }) => {
          return spend.find((one) => one.financialYear === financialYear && one.class === of)?.pence ?? 0
        }),
      ),
    row(['spend', 'spent in all', 'pence'], ({ summary }) => summary.netCost.spentPence),
    row(['cost', 'upgrades avoided', 'pence'], ({ summary }) => summary.netCost.avoidedPence),
    row(['cost', 'net cost', 'pence'], ({ summary }) => summary.netCost.netPence),
    row(['cost', `seven years at ${discountBasisPoints / 100} %`, 'pence'], ({ wholeLifePence }) => wholeLifePence),
    row(['cost', 'not placed', 'pence'], ({ summary }) => summary.unplacedPence),
  ]
  const orders = (['planned', 'waiting', 'unplaced', 'leftOut'] as const).map((state) =>
    row(['orders', `orders ${ORDERS[state]}`, 'orders'], ({ summary }) => summary.orders[state]),
  )
  return withTiers ? [...risk.slice(0, 2 * tiers.length), ...money, ...risk.slice(2 * tiers.length), ...orders] : money
}

const ORDERS = { planned: 'planned', waiting: 'waiting', unplaced: 'not placed', leftOut: 'left out' }

/** Whole ones: nobody reads a thousandth of an exposure-day. */
function days(millis: number): number {
  return Math.round(millis / 1000)
}

/** What a deadline came to, in words; undefined: it has none. */
export function sayDeadline({ summary }: Pick<ComparedRun, 'summary'>, say: Sayings): string | undefined {
  const { deadline } = summary
  if (!deadline) return undefined
  const what = `Tiers 0 to 3 clear by ${say.day(deadline.clearBy)}`
  const why = deadline.says === null ? '' : ` ${deadline.says}`
  switch (deadline.outcome) {
    case 'found':
      return `${what}: found with ${say.pence(deadline.leastPence ?? 0)} in all, every budget scaled alike; the scenario has ${say.pence(deadline.givenPence)}.`
    case 'none-found':
      return `${what}: none found, not with any money. ${missed(deadline.missedByDays)}`
    case 'impossible':
      return `${what}: impossible for these inputs.${why} ${missed(deadline.missedByDays)}`
  }
}

interface Sayings {
  readonly day: (on: NonNullable<ComparedRun['summary']['deadline']>['clearBy']) => string
  readonly pence: (pence: number) => string
}

function missed(days: number | null): string {
  if (days === null) return 'Some of it is never done within the horizon.'
  return `The best plan found misses it by ${count(days, 'day')}.`
}
