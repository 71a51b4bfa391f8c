// The report of every row as CSV: the file's own columns, then what came of the row. Mended, it is imported again as it
// is: the columns that were added are left out, by name, and what was changed for the spreadsheet is changed back.
import { cell, ESCAPED } from '../../export/formats.ts'
import { filterRows, mapRows, type RawTable } from '../../readers/table.ts'
import type { RowOutcome } from './outcome.ts'
import type { KeptRow } from './row-files.ts'

const PREFIX = 'lenscap_'
const ADDED = ['row', 'outcome', 'column', 'code', 'reason', 'marking'].map((name) => `${PREFIX}${name}`)

/** Lines without their ends. The marking is a column, so that a row that is copied keeps it. */
export async function* rowsAsCsv(
  { header, rows }: { header: readonly string[]; rows: AsyncIterable<KeptRow> },
  marking: string,
): AsyncGenerator<string> {
  const own = header.map((name) => !isAdded(name))
  const ownOf = (cells: readonly string[]) => cells.filter((_, i) => own[i])
  // Without the mark at the start Excel takes UTF-8 for another code.
  yield `\ufeff${[...ownOf(header), ...ADDED].map(cell).join(',')}`
  for await (const { number, cells, outcome } of rows) {
    const said = [String(number), outcome.is, ...say(outcome), marking]
    yield [...ownOf(cells), ...said].map(cell).join(',')
  }
}

/** Column, code and reason. */
function say(outcome: RowOutcome): [string, string, string] {
  switch (outcome.is) {
    case 'rejected': {
      const { complaints } = outcome
      const each = (text: (one: (typeof complaints)[number]) => string) => complaints.map(text).join('; ')
      return [each(({ column }) => column ?? ''), each(({ code }) => code), complaints.map((c) => c.message).join(' ')]
    }
    case 'updated':
      return [outcome.changed.join('; '), '', `Changed: ${outcome.changed.join(', ')}.`]
    case 'duplicate':
      return ['', '', `The same as row ${outcome.of}.`]
    case 'created':
    case 'unchanged':
      return ['', '', '']
  }
}

/**
 * The table as its owner would have it: of a report that came back, without what had been added, and without rows that say
 * nothing more then: they stand for what could not be read at all.
 */
export function withoutAdded(table: RawTable): RawTable {
  if (!table.header.some(isAdded)) return table
  const header = table.header.map((name) => (isAdded(name) ? '' : name))
  const own = header.flatMap((name, i) => (name === '' ? [] : [i]))
  const told = filterRows(table.rows, ({ cells, broken }) => broken !== undefined || own.some((i) => cells[i]?.trim()))
  const rows = mapRows(told, ({ number, cells, broken }) => ({ number, cells: cells.map(unescape), broken }))
  return { ...table, header, rows }
}

function isAdded(header: string): boolean {
  return header.trim().toLowerCase().startsWith(PREFIX)
}

function unescape(text: string): string {
  return ESCAPED.test(text) ? text.slice(1) : text
}
