// Reads a list that a person keeps in a spreadsheet: budgets, crews, prices. All or nothing, for half a list of budgets is
// a wrong one; so whoever sent it hears of everything that is wrong with it at once, by row and column as they see them.
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import { ESCAPED } from '../export/formats.ts'
import { bytesIn } from '../readers/bytes.ts'
import { Content } from '../readers/content.ts'
import { readerFor } from '../readers/detect.ts'
import { refuse } from '../readers/refuse.ts'
import type { RawRow, RawTable } from '../readers/table.ts'
import { detectEncoding } from '../readers/text/encoding.ts'
import type { Columns, Field, RowOf } from './fields.ts'

/** Where the list is from: the row as its file counts them. */
export type Listed<C extends Columns> = RowOf<C> & { readonly row: number }

export interface ListComplaint {
  /** Null: the list as a whole. */
  readonly row: number | null
  readonly column: string | null
  readonly message: string
}

/** What people send by hand has thousands of rows at most; these are fifty times as many. */
export const MOST_LIST_BYTES = 20_000_000
/** More than anyone mends before trying again. */
const MOST_TOLD = 100
/** What `writeList` adds. */
const MARKING = 'marking'

/**
 * The rows in the file's order: CSV, other delimited text or XLSX. Throws `bad-list` (exit code 2) with every complaint, and
 * what the readers of files throw when it is no table at all.
 */
export async function readList<const C extends Columns>(bytes: Buffer, name: string, columns: C): Promise<Listed<C>[]> {
  // A request without a body brings nothing at all.
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw refuse('empty-file', `${name} is empty.`, hintOf(columns))
  if (bytes.length > MOST_LIST_BYTES) throw refuse('too-large', `${name} is over 20 MB, too much for such a list.`)
  const held = bytesIn(bytes)
  const content = new Content(name, held, { options: {}, decoding: detectEncoding(held) })
  const reader = readerFor(content)
  if (reader.format !== 'csv' && reader.format !== 'xlsx') {
    throw refuse('not-a-list', `${name} is not a list: send CSV or XLSX.`, hintOf(columns))
  }
  const table = await reader.read(content)
  const complaints = headerComplaints(table, columns)
  const rows = complaints.length > 0 ? [] : [...table.rows].map((row) => readRow(row, table, { columns, complaints }))
  if (complaints.length > 0) throw badList(name, complaints, columns)
  return rows
}

/** For what only the whole list shows: codes that stand twice, shares that do not add up. */
export function badList(name: string, complaints: readonly ListComplaint[], columns: Columns): Failure {
  const told = complaints.slice(0, MOST_TOLD)
  const lines = told.slice(0, 5).map(sayComplaint).join(' ')
  const more = complaints.length > 5 ? ` And ${count(complaints.length - 5, 'more complaint')}.` : ''
  const details = { complaints: told, total: complaints.length, exitCode: 2 }
  return new Failure('bad-list', `Nothing of ${name} was taken. ${lines}${more}`, hintOf(columns), details)
}

function sayComplaint({ row, column, message }: ListComplaint): string {
  const where = [row === null ? [] : `row ${row}`, column === null ? [] : `column "${column}"`].flat().join(', ')
  return where === '' ? message : `${where.charAt(0).toUpperCase()}${where.slice(1)}: ${message}`
}

function headerComplaints({ header }: RawTable, columns: Columns): ListComplaint[] {
  const fields = Object.values(columns)
  const known = new Set(fields.map((field) => headerKey(field.header)))
  const had = header.map(headerKey)
  const about = (column: string, message: string): ListComplaint => ({ row: null, column, message })
  return [
    ...header
      .filter((_, i) => had.indexOf(had[i]!) !== i && had[i] !== '')
      .map((name) => about(name, 'It stands twice.')),
    ...header
      .filter((_, i) => !known.has(had[i]!) && had[i] !== '' && had[i] !== MARKING)
      .map((name) => about(name, 'There is no such column in this list.')),
    ...fields
      .filter((field) => field.blank === undefined && !had.includes(headerKey(field.header)))
      .map((field) => about(field.header, 'The column is missing.')),
  ]
}

function readRow<C extends Columns>(
  { number, cells, broken }: RawRow,
  { header }: RawTable,
  { columns, complaints }: { columns: C; complaints: ListComplaint[] },
): Listed<C> {
  if (broken) complaints.push({ row: number, column: broken.column, message: broken.message })
  const byHeader = new Map(header.map((name, i) => [headerKey(name), cells[i] ?? '']))
  const read = (field: Field<unknown>): unknown => {
    const cell = unescape(byHeader.get(headerKey(field.header)) ?? '').trim()
    const value = cell === '' ? field.blank?.value : field.parse(cell)
    if (value === undefined && !broken) {
      const message =
        cell === '' ? `It is blank. Write ${field.expected}.` : `"${cut(cell)}" will not do. Write ${field.expected}.`
      complaints.push({ row: number, column: field.header, message })
    }
    return value
  }
  const values = Object.entries(columns).map(([key, field]) => [key, read(field)])
  return { ...Object.fromEntries(values), row: number } as Listed<C>
}

function hintOf(columns: Columns): string {
  const names = Object.values(columns).map(({ header, blank }) =>
    blank === undefined ? header : `${header} (may be blank)`,
  )
  return `The columns are: ${names.join(', ')}.`
}

function headerKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')
}

/** The apostrophe that kept a spreadsheet from carrying the cell out. */
function unescape(cell: string): string {
  return ESCAPED.test(cell) ? cell.slice(1) : cell
}

function cut(cell: string): string {
  return cell.length <= 60 ? cell : `${cell.slice(0, 59)}…`
}
