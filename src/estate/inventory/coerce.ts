// From cells to facts: every value is checked against its column's type, and what does not fit is a complaint that says
// where, and what was expected.
import type { RawTable } from '../readers/table.ts'
import { columnOf, COMPOUNDS, FIELDS, headerOf, type Compound, type Facts, type Field, type Target } from './columns.ts'
import { readDate, WeighedDates, type DateOrder, type NoDay } from './dates.ts'
import { fromDescription, splitMakeModel, suspectIn, type MakerNames } from './make-model.ts'
import type { ColumnMap, MappedColumn } from './map-columns.ts'
import { isNowhere, seemsSwapped, type Point } from './points.ts'
import { isNothing, type ValueType } from './values.ts'
import { Warnings, type Complaint, type Warning } from './warnings.ts'

export interface InventoryRow {
  /** 1-based, as a person sees it in the file. */
  readonly number: number
  readonly facts: Facts
}

export interface Coerced {
  readonly rows: readonly InventoryRow[]
  readonly complaints: readonly Complaint[]
  readonly warnings: readonly Warning[]
  /** Headers of columns that were mapped, and are not read after all. */
  readonly leftOut: readonly string[]
}

export interface CoerceOptions {
  /** How slashed dates are read, whatever the file suggests; left out: told column by column. */
  readonly dates?: DateOrder | undefined
  /** Of the register: without them no cell of make and model is split. */
  readonly names?: MakerNames | undefined
}

/** From this many rows on, a column that is mostly nonsense is the column's fault, not the rows'. */
const ROWS_TO_JUDGE_A_COLUMN = 20

export function coerce(table: RawTable, map: ColumnMap, options: CoerceOptions = {}): Coerced {
  const { readings, warnings: ofColumns, leftOut } = readingsOf(table, map, options.dates)
  const complaints: Complaint[] = []
  const rows: InventoryRow[] = []
  const filling = new Filling(readings, options.names)
  for (const { number, cells, broken } of table.rows) {
    const before = complaints.length
    if (broken) complaints.push({ row: number, ...broken })
    const facts: Said = { ...BLANK }
    const besides: Besides = {}
    for (const reading of broken ? [] : readings) {
      const cell = cells[reading.index]!
      const value = readCell(reading, cell)
      if (value === undefined) complaints.push(complain(number, reading, cell))
      else if (value !== '' && isCompound(reading.field)) besides[reading.field] = value
      else if (value !== '') facts[reading.field as Field] = value
      else if (reading.type.code === 'bad-date') sayNoDay(number, reading, cell)
    }
    const complaint = filling.fillIn(number, facts, besides)
    if (complaint) complaints.push(complaint)
    if (complaints.length === before) rows.push({ number, facts: facts as unknown as Facts })
  }
  const warnings = [...ofColumns, ...readings.flatMap((reading) => reading.warnings.list()), ...filling.warnings.list()]
  return { rows, complaints, warnings, leftOut }
}

interface Reading extends MappedColumn {
  readonly type: ValueType<unknown>
  readonly dates: DateOrder
  readonly warnings: Warnings
}

type Said = Record<Field, unknown>
/** What a row says in columns of more than one fact. */
type Besides = Partial<Record<Compound, unknown>>

const BLANK = Object.fromEntries(FIELDS.map((field) => [field, null])) as Record<Field, null>

function isCompound(field: Target): field is Compound {
  return field in COMPOUNDS
}

/** Undefined: not a value of the column. Blank: nothing is said. */
function readCell({ type, dates }: Reading, cell: string): unknown {
  const text = cell.trim()
  if (text === '') return ''
  const value = type.read(text, dates)
  return value === undefined && isNothing(text) ? '' : value
}

function complain(row: number, { field, header, type }: Reading, cell: string): Complaint {
  const text = cell.trim()
  const seems = type.seems?.(text)
  const message = `"${text}" is no value of ${headerOf(field)}${seems === undefined ? '' : ` (${seems})`}: expected ${type.expected}.`
  return { row, column: header, code: type.code, message }
}

/** What the cells of two facts fill in, and what shows only when a row's facts are seen together. */
class Filling {
  readonly warnings = new Warnings()
  readonly #names: MakerNames | undefined
  readonly #headers: ReadonlyMap<string, string>

  constructor(readings: readonly Reading[], names: MakerNames | undefined) {
    this.#names = names
    this.#headers = new Map(readings.map(({ field, header }) => [field, header]))
  }

  /** Fills in blanks only: a column of its own says it better. Returns why the row cannot be taken. */
  fillIn(row: number, said: Said, { makeModel, description, coordinates }: Besides): Complaint | undefined {
    if (typeof makeModel === 'string') this.#split(row, said, makeModel)
    if (typeof description === 'string' && said.manufacturer === null) this.#look(row, said, description)
    if (coordinates && said.lat === null && said.lon === null) Object.assign(said, coordinates)
    return said.lat === null || said.lon === null ? undefined : this.#judgePoint(row, said)
  }

  #split(row: number, said: Said, text: string): void {
    const { manufacturer, model } =
      said.manufacturer === null && this.#names
        ? splitMakeModel(this.#names, text)
        : { manufacturer: null, model: text }
    said.manufacturer ??= manufacturer
    said.model ??= model
    if (said.manufacturer !== null) return
    const say = (n: string) =>
      `${n} of "${this.#headers.get('makeModel')}" that begin with no known maker: all of it is kept as the model, the maker is unknown.`
    this.warnings.tally('maker-not-told', row, say)
  }

  #look(row: number, said: Said, description: string): void {
    const found = this.#names && suspectIn(this.#names, description)
    if (found === undefined || (typeof said.model === 'string' && suspectIn(this.#names!, said.model))) return
    said.manufacturer = fromDescription(found)
    const say = (n: string) =>
      `${n} whose maker is named in "${this.#headers.get('description')}" alone: kept as a hint for a person to judge (where that column states make and model, say --map make_model="${this.#headers.get('description')}").`
    this.warnings.tally('maker-in-description', row, say)
  }

  #judgePoint(row: number, said: Said): Complaint | undefined {
    const point = { lat: said.lat, lon: said.lon } as Point
    if (isNowhere(point)) {
      Object.assign(said, { lat: null, lon: null })
      this.warnings.tally('nowhere', row, (n) => `${n} at 0, 0, which is no place: taken as unknown.`)
      return undefined
    }
    if (!seemsSwapped(point) || said.region === 'Overseas') return undefined
    const message = `${point.lat}, ${point.lon} lies in the Indian Ocean or Africa, and in Britain the other way round: latitude and longitude have changed places. Map them with --map lat=… --map lon=…; a site that is there has the region Overseas.`
    return { row, column: this.#headers.get('lat') ?? this.#headers.get('coordinates')!, code: 'bad-point', message }
  }
}

const NO_DAY: Readonly<Record<NoDay, { code: string; says: string }>> = {
  placeholder: { code: 'date-placeholder', says: 'a day that stands for none (such as 01/01/1900)' },
  month: { code: 'date-partial', says: 'a month without its day' },
  year: { code: 'date-partial', says: 'a year without its day' },
}

/** A date that tells no day is unknown, and says so: the first of the month would be a day that nobody stated. */
function sayNoDay(row: number, { header, dates, warnings }: Reading, cell: string): void {
  const reading = readDate(cell, dates)
  if (!reading || !('unknown' in reading)) return
  const { code, says } = NO_DAY[reading.unknown]
  warnings.tally(code, row, (n) => `${n} with ${says} in "${header}": the date is taken as unknown.`)
}

/** How each column is to be read, told from all of its cells; a column that is mostly nonsense is left out. */
function readingsOf(table: RawTable, map: ColumnMap, dates: DateOrder | undefined) {
  const weighed = map.mapped.map((column) => {
    const { type } = columnOf(column.field)
    const isDate = type.code === 'bad-date' && dates === undefined
    const isJudged = type.isEnum && table.rows.length >= ROWS_TO_JUDGE_A_COLUMN
    return {
      column,
      type,
      days: isDate ? new WeighedDates() : undefined,
      tally: isJudged ? { given: 0, wrong: 0 } : undefined,
    }
  })
  const looked = weighed.filter(({ days, tally }) => days ?? tally)
  for (const { cells, broken } of looked.length === 0 ? [] : table.rows) {
    if (broken) continue
    for (const { column, type, days, tally } of looked) {
      const cell = cells[column.index]!.trim()
      if (cell === '') continue
      days?.add(cell)
      if (!tally) continue
      tally.given++
      if (type.read(cell, 'uk') === undefined && !isNothing(cell)) tally.wrong++
    }
  }
  const warnings: Warning[] = []
  const readings: Reading[] = []
  const leftOut: MappedColumn[] = []
  for (const { column, type, days, tally } of weighed) {
    if (days) warnings.push(...sayDates(column.header, days))
    if (tally && tally.wrong > tally.given / 2) leftOut.push(column)
    else readings.push({ ...column, type, dates: dates ?? days?.order ?? 'uk', warnings: new Warnings() })
  }
  return {
    readings,
    warnings: [...warnings, ...leftOut.map(leftUnmapped)],
    leftOut: leftOut.map(({ header }) => header),
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
