// From cells to facts, row by row: every value is checked against its column's type, and what does not fit is a complaint
// that says where, and what was expected. Only the whole file shows how some columns are to be read (rules.md: one
// impossible UK date makes a column US; a column that is mostly nonsense is left out). So rows are read as they seem, and
// if in the end a column was misread, all of them anew.
import type { RawRow } from '../../readers/table.ts'
import { columnOf, FIELDS, headerOf, type Compound, type Facts, type Field } from '../columns.ts'
import type { DateOrder, WeighedDates } from '../dates.ts'
import type { MakerNames } from '../make-model.ts'
import type { ColumnMap, MappedColumn } from '../map-columns.ts'
import type { Complaint, Warning } from '../warnings.ts'
import { Filling, type Besides, type Said } from './filling.ts'
import { ColumnReader } from './read-column.ts'

export interface ReadOptions {
  /** How slashed dates are read, whatever the file suggests; left out: told column by column. */
  readonly dates?: DateOrder | undefined
  /** Of the register: without them no cell of make and model is split. */
  readonly names?: MakerNames | undefined
}

/** A row is either its facts or what is wrong with it. */
export type ReadRow =
  { readonly facts: Facts; readonly complaints?: undefined } | { readonly complaints: readonly Complaint[] }

/** From this many rows on, a column that is mostly nonsense is the column's fault, not the rows'. */
const ROWS_TO_JUDGE_A_COLUMN = 20

const BLANK = Object.fromEntries(FIELDS.map((field) => [field, null])) as Record<Field, null>

interface Way {
  readonly column: MappedColumn
  readonly order: DateOrder
}

export class RowReader {
  readonly #options: ReadOptions
  readonly #columns: readonly ColumnReader[]
  readonly #leftOut: readonly MappedColumn[]
  readonly #filling: Filling
  #rows = 0

  private constructor(ways: readonly Way[], leftOut: readonly MappedColumn[], options: ReadOptions) {
    this.#options = options
    this.#columns = ways.map(({ column, order }) => new ColumnReader(column, { dates: options.dates, order }))
    this.#leftOut = leftOut
    this.#filling = new Filling(
      ways.map(({ column }) => column),
      options.names,
    )
  }

  /** Reads the columns as they seem at first: all that are mapped, and dates as in the UK. */
  static of({ mapped }: ColumnMap, options: ReadOptions = {}): RowReader {
    const ways = mapped.map((column) => ({ column, order: 'uk' as const }))
    return new RowReader(ways, [], options)
  }

  read({ number, cells, broken }: RawRow): ReadRow {
    this.#rows++
    if (broken) return { complaints: [{ row: number, ...broken }] }
    const facts: Said = { ...BLANK }
    let besides: Besides | undefined
    let complaints: Complaint[] | undefined
    for (const reader of this.#columns) {
      const cell = cells[reader.column.index]!
      const value = reader.read(cell, number)
      if (value === '') continue
      if (value === undefined) (complaints ??= []).push(reader.complain(number, cell))
      else if (reader.isCompound) (besides ??= {})[reader.column.field as Compound] = value
      else facts[reader.column.field as Field] = value
    }
    const complaint = this.#filling.fillIn(number, facts, besides ?? {})
    if (complaint) (complaints ??= []).push(complaint)
    return complaints ? { complaints } : { facts: facts as unknown as Facts }
  }

  /** After all rows: a reader that reads them as they have turned out to be meant; undefined when this one did. */
  reconsidered(): RowReader | undefined {
    const nonsense = this.#columns.filter((reader) => this.#rows >= ROWS_TO_JUDGE_A_COLUMN && reader.isMostlyWrong)
    if (nonsense.length === 0 && !this.#columns.some(({ isMisread }) => isMisread)) return undefined
    const kept = this.#columns.filter((reader) => !nonsense.includes(reader))
    return new RowReader(
      kept.map(({ column, days }) => ({ column, order: days?.order ?? 'uk' })),
      [...this.#leftOut, ...nonsense.map(({ column }) => column)],
      this.#options,
    )
  }

  /** Headers of columns that were mapped, and are not read after all. */
  get leftOut(): readonly string[] {
    return this.#leftOut.map(({ header }) => header)
  }

  /** Of the rows so far. */
  warnings(): Warning[] {
    return [
      ...this.#columns.flatMap(({ column, days }) => (days ? sayDates(column.header, days) : [])),
      ...this.#leftOut.map(leftUnmapped),
      ...this.#columns.flatMap(({ warnings }) => warnings.list()),
      ...this.#filling.warnings.list(),
    ]
  }
}

function sayDates(header: string, { order, unsure, example }: WeighedDates): Warning[] {
  if (order === 'us') {
    const message = `Column "${header}" holds a date that is only possible with the month first: all its dates are read as MM/DD/YYYY.`
    return [{ code: 'us-dates', message }]
  }
  if (unsure === 0) return []
  const message = `Column "${header}" holds dates that could be read either way, such as ${example}: they are read with the day first (say --dates us if the month is).`
  return [{ code: 'dates-assumed', message, count: unsure }]
}

function leftUnmapped({ field, header }: MappedColumn): Warning {
  const { expected } = columnOf(field).type
  const message = `Column "${header}" is left out: over half of its values are not ${headerOf(field)} (expected ${expected}). Rename it, or map another with --map ${headerOf(field)}=COLUMN.`
  return { code: 'column-left-unmapped', message }
}
