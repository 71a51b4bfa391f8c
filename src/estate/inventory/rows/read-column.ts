// One column of a file, cell after cell: what each says, and what all of them together show of the column itself.
import { ownCopy } from '../../../shared/text.ts'
import { columnOf, COMPOUNDS, headerOf } from '../columns.ts'
import { readDate, WeighedDates, type DateOrder, type NoDay } from '../dates.ts'
import type { MappedColumn } from '../map-columns.ts'
import { isNothing, type ValueType } from '../values.ts'
import { Warnings, type Complaint } from '../warnings.ts'

/** What one text says. `value` undefined: no value of the column; blank: nothing is said. */
interface Said {
  readonly value: unknown
  /** A date that tells no day. */
  readonly noDay?: NoDay | undefined
  /** A date that may be read in two ways. */
  readonly isSlashed?: boolean
}

const BLANK: Said = { value: '' }
const SLASHED = /^\s*\d{1,2}[/.-]/

/**
 * Most columns hold the same few texts again and again (makers, kinds, days): what each says is kept. As many as the days
 * of fourteen years; a column whose texts seldom come again, such as serials, is not kept at all.
 */
const MOST_KEPT = 5000

export class ColumnReader {
  readonly column: MappedColumn
  readonly type: ValueType<unknown>
  readonly isCompound: boolean
  readonly warnings = new Warnings()
  /** Undefined: it is not told from the dates how they are to be read. */
  readonly days: WeighedDates | undefined
  readonly #order: DateOrder
  readonly #isDate: boolean
  #kept: Map<string, Said> | undefined = new Map()
  #lookedUp = 0
  #given = 0
  #wrong = 0

  /** `dates`: as the caller says; undefined: `order`, which the dates may show to be wrong. */
  constructor(column: MappedColumn, { dates, order }: { dates: DateOrder | undefined; order: DateOrder }) {
    this.column = column
    this.type = columnOf(column.field).type
    this.isCompound = column.field in COMPOUNDS
    this.#isDate = this.type.code === 'bad-date'
    this.#order = dates ?? order
    this.days = this.#isDate && dates === undefined ? new WeighedDates() : undefined
  }

  /** Over half of what it holds is nonsense. */
  get isMostlyWrong(): boolean {
    return this.type.isEnum && this.#wrong > this.#given / 2
  }

  /** Whether its dates show that they are to be read otherwise than they were. */
  get isMisread(): boolean {
    return this.days !== undefined && this.days.order !== this.#order
  }

  /** The value; undefined for what is none, blank for what says nothing. */
  read(cell: string, row: number): unknown {
    if (cell === '') return ''
    const said = this.#look(cell)
    if (said === BLANK) return ''
    this.#given++
    if (said.value === undefined) this.#wrong++
    if (said.isSlashed) this.days?.add(cell)
    if (said.noDay) this.#sayNoDay(said.noDay, row)
    return said.value
  }

  complain(row: number, cell: string): Complaint {
    const { type, column } = this
    const text = cell.trim()
    const seems = type.seems?.(text)
    const message = `"${text}" is no value of ${headerOf(column.field)}${seems === undefined ? '' : ` (${seems})`}: expected ${type.expected}.`
    return { row, column: column.header, code: type.code, message }
  }

  #look(cell: string): Said {
    const kept = this.#kept
    if (!kept) return this.#readAnew(cell)
    this.#lookedUp++
    const known = kept.get(cell)
    if (known) return known
    if (kept.size === MOST_KEPT) {
      if (this.#lookedUp < 2 * MOST_KEPT) this.#kept = undefined
      this.#lookedUp = 0
      kept.clear()
    }
    const text = ownCopy(cell)
    const said = this.#readAnew(text)
    kept.set(text, said)
    return said
  }

  #readAnew(cell: string): Said {
    const text = cell.trim()
    if (text === '') return BLANK
    const value = this.type.read(text, this.#order)
    if (value === undefined && isNothing(text)) return { value: '' }
    if (!this.#isDate) return { value }
    const reading = value === '' ? readDate(text, this.#order) : undefined
    return {
      value,
      noDay: reading && 'unknown' in reading ? reading.unknown : undefined,
      isSlashed: SLASHED.test(text),
    }
  }

  /** A date that tells no day is unknown, and says so: the first of the month would be a day that nobody stated. */
  #sayNoDay(noDay: NoDay, row: number): void {
    const { code, says } = NO_DAY[noDay]
    const say = (n: string) => `${n} with ${says} in "${this.column.header}": the date is taken as unknown.`
    this.warnings.tally(code, row, say)
  }
}

const NO_DAY: Readonly<Record<NoDay, { code: string; says: string }>> = {
  placeholder: { code: 'date-placeholder', says: 'a day that stands for none (such as 01/01/1900)' },
  month: { code: 'date-partial', says: 'a month without its day' },
  year: { code: 'date-partial', says: 'a year without its day' },
}
