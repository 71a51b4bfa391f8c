// One column of a file, cell after cell: what each says, and what all of them together show of the column itself.
import { ownCopy } from '../../../shared/text.ts'
import { columnOf, COMPOUNDS, headerOf } from '../columns.ts'
import { WeighedDates, type DateOrder } from '../dates.ts'
import type { MappedColumn } from '../map-columns.ts'
import { INVISIBLE, isNothing, type Untold, type ValueType } from '../values.ts'
import { Warnings, type Complaint } from '../warnings.ts'

/** What one text says. `value` undefined: no value of the column; blank: nothing is said. */
interface Said {
  readonly value: unknown
  /** Why it is blank although something stands there. */
  readonly untold?: Untold | undefined
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
    if (said.untold) this.#sayUntold(said.untold, row)
    return said.value
  }

  complain(row: number, cell: string): Complaint {
    const { type, column } = this
    const text = cell.trim()
    const seems = type.seems?.(text)
    const expected = this.#order === 'us' ? type.expected.replace('DD/MM', 'MM/DD') : type.expected
    const message = `"${text}" is no value of ${headerOf(column.field)}${seems === undefined ? '' : ` (${seems})`}: expected ${expected}.`
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
    if (value === undefined) {
      if (isNothing(text)) return { value: '' }
      // Whoever looks at the cell cannot see them.
      const seen = text.replace(INVISIBLE, '')
      if (seen !== text) return this.#readAnew(seen)
    }
    const untold = value === '' ? this.type.untold?.(text, this.#order) : undefined
    return { value, untold, isSlashed: this.#isDate && SLASHED.test(text) }
  }

  /** What tells nothing is unknown, and says so: the first of the month would be a day that nobody stated. */
  #sayUntold(untold: Untold, row: number): void {
    const { code, says } = UNTOLD[untold]
    this.warnings.tally(code, row, (n) => says(n, this.column.header))
  }
}

const noDay = (what: string) => (n: string, header: string) =>
  `${n} with ${what} in "${header}": the date is taken as unknown.`

const UNTOLD: Readonly<Record<Untold, { code: string; says: (rows: string, header: string) => string }>> = {
  placeholder: { code: 'date-placeholder', says: noDay('a day that stands for none (such as 01/01/1900)') },
  month: { code: 'date-partial', says: noDay('a month without its day') },
  year: { code: 'date-partial', says: noDay('a year without its day') },
  shortened: {
    code: 'digits-lost',
    says: (n, header) =>
      `${n} with a number in "${header}" that a spreadsheet has shortened (such as 1.23457E+11): taken as unknown, for others may share it (format the column as text).`,
  },
}
