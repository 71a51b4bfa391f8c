// A comparison and its differing orders as lists for a spreadsheet: sums in pounds as numbers, days as days.
import { oneOf, optional, text, wholeNumber, type RowOf } from '../../../estate/lists/fields.ts'
import { ACTIONS } from '../../../shared/vocabulary.ts'
import { comparisonRows } from './comparison-rows.ts'
import type { Comparison } from './compare.ts'
import { REASONS, sayStanding, type Difference } from './differences.ts'

/** One row a measure and scenario, so that any spreadsheet can turn it. */
export const COMPARISON_COLUMNS = {
  scenario: text('scenario'),
  id: text('id'),
  kind: text('kind'),
  group: text('group'),
  measure: text('measure'),
  value: optional(text('value')),
  unit: oneOf('unit', ['day', 'percent', 'pounds', 'exposure-days', 'orders']),
}

export function comparisonList(comparison: Comparison, withTiers: boolean): RowOf<typeof COMPARISON_COLUMNS>[] {
  return comparisonRows(comparison, withTiers).flatMap(({ group, measure, unit, values }) =>
    comparison.columns.map(({ id, name, kind }, i) => {
      const value = values[i] ?? null
      const said = value === null ? null : unit === 'pence' ? pounds(Number(value)) : String(value)
      return { scenario: name, id, kind, group, measure, value: said, unit: unit === 'pence' ? 'pounds' : unit }
    }),
  )
}

export const DIFFERENCE_COLUMNS = {
  legId: text('order'),
  site: text('site'),
  action: oneOf('action', ACTIONS),
  tier: wholeNumber('tier'),
  from: text('from'),
  to: text('to'),
  reason: oneOf('reason', REASONS),
  says: text('why'),
}

export function differenceList(differences: readonly Difference[]): RowOf<typeof DIFFERENCE_COLUMNS>[] {
  return differences.map(({ from, to, ...rest }) => ({ ...rest, from: sayStanding(from), to: sayStanding(to) }))
}

function pounds(pence: number): string {
  const sign = pence < 0 ? '-' : ''
  const sum = Math.abs(pence)
  return `${sign}${Math.trunc(sum / 100)}.${String(sum % 100).padStart(2, '0')}`
}
