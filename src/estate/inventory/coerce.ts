// From cells to facts: every value is checked against its column's type, and what does not fit is a complaint that says
// where, and what was expected.
import type { RawTable } from '../readers/table.ts'
import { COLUMNS, FIELDS, headerOf, type ColumnMap, type Facts, type Field, type MappedColumn } from './columns.ts'
import type { Complaint, Warning } from './warnings.ts'
import { dateOrderOf, isNothing, type DateOrder } from './values.ts'

export interface InventoryRow {
  /** 1-based, as a person sees it in the file. */
  readonly number: number
  readonly facts: Facts
}

export interface Coerced {
  readonly rows: readonly InventoryRow[]
  readonly complaints: readonly Complaint[]
  readonly warnings: readonly Warning[]
}

/** From this many rows on, a column that is mostly nonsense is the column's fault, not the rows'. */
const ROWS_TO_JUDGE_A_COLUMN = 20

export function coerce(table: RawTable, map: ColumnMap): Coerced {
  const warnings: Warning[] = []
  const readings: Reading[] = []
  for (const column of map.mapped) {
    const reading = { ...column, dates: dateOrder(table, column, warnings) }
    if (isMostlyWrong(table, reading)) warnings.push(leftUnmapped(column))
    else readings.push(reading)
  }
  const complaints: Complaint[] = []
  const rows: InventoryRow[] = []
  for (const { number, cells, broken } of table.rows) {
    const before = complaints.length
    if (broken) complaints.push({ row: number, ...broken })
    const facts: Record<Field, unknown> = { ...BLANK }
    for (const reading of broken ? [] : readings) {
      const cell = cells[reading.index]!
      const value = readCell(reading, cell)
      if (value === undefined) complaints.push(complain(number, reading, cell))
      else if (value !== '') facts[reading.field] = value
    }
    if (complaints.length === before) rows.push({ number, facts: facts as Facts })
  }
  return { rows, complaints, warnings }
}

interface Reading extends MappedColumn {
  readonly dates: DateOrder
}

const BLANK = Object.fromEntries(FIELDS.map((field) => [field, null])) as Record<Field, null>

/** Undefined: not a value of the column. Blank: nothing is said. */
function readCell({ field, dates }: Reading, cell: string): unknown {
  const text = cell.trim()
  if (text === '') return ''
  const value = COLUMNS[field].type.read(text, dates)
  return value === undefined && isNothing(text) ? '' : value
}

function complain(row: number, { field, header }: Reading, cell: string): Complaint {
  const { code, expected } = COLUMNS[field].type
  return {
    row,
    column: header,
    code,
    message: `"${cell.trim()}" is no value of ${headerOf(field)}: expected ${expected}.`,
  }
}

function dateOrder(table: RawTable, { field, header, index }: MappedColumn, warnings: Warning[]): DateOrder {
  if (COLUMNS[field].type.code !== 'bad-date') return 'UK'
  const order = dateOrderOf(table.rows.map((row) => row.cells[index]!))
  if (order === 'US') {
    const message = `Column "${header}" holds a date that is only possible with the month first: all its dates are read as MM/DD/YYYY.`
    warnings.push({ code: 'us-dates', message })
  }
  return order
}

function isMostlyWrong(table: RawTable, reading: Reading): boolean {
  if (table.rows.length < ROWS_TO_JUDGE_A_COLUMN || !COLUMNS[reading.field].type.isEnum) return false
  let given = 0
  let wrong = 0
  for (const { cells, broken } of table.rows) {
    if (broken || cells[reading.index]!.trim() === '') continue
    given++
    if (readCell(reading, cells[reading.index]!) === undefined) wrong++
  }
  return wrong > given / 2
}

function leftUnmapped({ field, header }: MappedColumn): Warning {
  const { expected } = COLUMNS[field].type
  const message = `Column "${header}" is left out: over half of its values are not ${headerOf(field)} (expected ${expected}). Rename it, or map another with --map ${headerOf(field)}=COLUMN.`
  return { code: 'column-left-unmapped', message }
}
