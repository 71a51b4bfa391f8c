// A comparison on a terminal: a column for each scenario, lettered so that long names cost no width.
import { table, wrap } from '../../../cli/output.ts'
import { sayDay, type Day } from '../../../shared/day.ts'
import { sayPence } from '../../../shared/money.ts'
import { count } from '../../../shared/text.ts'
import { comparisonRows, sayDeadline, type MeasureRow } from './comparison-rows.ts'
import type { Comparison, DifferingOrders } from './compare.ts'
import { sayStanding, type Difference } from './differences.ts'
import { METHOD } from './whole-life.ts'

/** Beside their labels more than five columns of money do not fit 100 characters. */
const MOST_COLUMNS = 5

export function sayComparison(comparison: Comparison, differing: readonly DifferingOrders[], width: number): string[] {
  const { columns } = comparison
  const names = columns.map(({ id, name, kind, edited }, i) => {
    const mark = edited ? ', edited: run again' : ''
    return `${letter(i)}  ${name} (${kind}, ${id}${mark})`
  })
  const blocks = chunks(columns.length).map((some) => block(comparison, some, width))
  return [
    ...names,
    '',
    ...blocks.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])),
    '',
    ...notes(comparison).flatMap((line) => wrap(line, width)),
    ...differing.map((one) => sayDiffering(one, columns)).flatMap((line) => wrap(line, width)),
    ...sayWarnings(comparison).flatMap((line) => wrap(line, width)),
  ]
}

function block(comparison: Comparison, some: readonly number[], width: number): string[] {
  const titles = [{ title: '' }, ...some.map((i) => ({ title: letter(i), align: 'right' as const }))]
  const rows = comparisonRows(comparison)
    // A tier that is never clear says so: left out it would look as if there were none.
    .filter(({ group, values }) => group === 'clear' || values.some((value) => value !== null))
    .map((row) => [row.measure, ...some.map((i) => sayValue(row, row.values[i] ?? null))])
  return table(titles, rows, width)
}

function notes(comparison: Comparison): string[] {
  const { columns } = comparison
  const unassessed = Math.max(0, ...columns.map(({ summary }) => summary.unassessedSites))
  const deadlines = columns.flatMap((column, i) => {
    const said = sayDeadline(column, { day: sayDay, pence: sayPence })
    return said === undefined ? [] : [`${letter(i)}: ${said}`]
  })
  return [
    ...(unassessed > 0
      ? [`Clear dates (day/month/year) are provisional: ${count(unassessed, 'site')} unassessed.`]
      : []),
    'Per cent above the best possible for these inputs; – where no bound was worked out, as with effort quick.',
    ...deadlines,
    `Net cost: what is spent less the upgrades that it saves, each at its first recorded date. ${METHOD}`,
  ]
}

function sayDiffering({ fromId, toId, orders, reasons }: DifferingOrders, columns: Comparison['columns']): string {
  const nameOf = (id: string): string => letter(columns.findIndex((column) => column.id === id))
  const why = reasons.map(({ reason, orders: n }) => `${n.toLocaleString('en-GB')} ${reason}`).join(', ')
  const what = `${nameOf(toId)} against ${nameOf(fromId)}: ${count(orders, 'order differs', 'orders differ')}`
  return orders === 0 ? `${what}.` : `${what} (${why}).`
}

/** What all have, once; the rest by column. */
function sayWarnings({ columns, warnings }: Comparison): string[] {
  const all = new Map<string, string[]>()
  columns.forEach(({ summary }, i) => {
    for (const message of new Set(summary.warnings.map((warning) => warning.message))) {
      all.set(message, [...(all.get(message) ?? []), letter(i)])
    }
  })
  return [
    ...warnings.map(({ message }) => `Warning: ${message}`),
    ...[...all].map(([message, of]) => {
      return of.length === columns.length ? `Warning: ${message}` : `Warning (${of.join(', ')}): ${message}`
    }),
  ]
}

export function sayDifferences(differences: readonly Difference[], width: number): string[] {
  const titles = ['Tier', 'Site', 'Action', 'From', 'To', 'Why'].map((title) => ({ title }))
  const rows = differences.map(({ tier, site, action, from, to, reason, says }) => {
    return [String(tier), site, action, sayStanding(from), sayStanding(to), `${reason}: ${says}`]
  })
  return table(titles, rows, width)
}

export function sayValue({ unit }: MeasureRow, value: string | number | null): string {
  if (value === null) return unit === 'day' ? 'no date' : '–'
  if (typeof value === 'string') return shortDay(value as Day)
  if (unit === 'pence') return sayPounds(value)
  return unit === 'percent' ? `${value.toFixed(1)} %` : value.toLocaleString('en-GB')
}

/** Whole pounds, rounded half up: pence are in the file. */
function sayPounds(pence: number): string {
  return sayPence(Math.floor((pence + 50) / 100) * 100)
}

function shortDay(on: Day): string {
  const [year, month, day] = on.split('-')
  return `${day}/${month}/${year}`
}

function letter(i: number): string {
  return String.fromCharCode(65 + i)
}

/** The first column stands in every block. */
function chunks(columns: number): number[][] {
  const all = Array.from({ length: columns }, (_, i) => i)
  if (columns <= MOST_COLUMNS) return [all]
  const rest = all.slice(1)
  const size = MOST_COLUMNS - 1
  return Array.from({ length: Math.ceil(rest.length / size) }, (_, n) => [0, ...rest.slice(n * size, (n + 1) * size)])
}
