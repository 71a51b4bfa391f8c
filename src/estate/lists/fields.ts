// What a column of a list holds: its header, how text becomes a value and a value text again, and the words for whoever
// wrote something else. A list names its columns once, for reading and for writing.
import { parseDay, parseFinancialYear, type Day, type FinancialYear } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { parsePounds } from '../../shared/money.ts'

export interface Field<T> {
  readonly header: string
  /** What is meant, after "Write": `pounds such as 1500.50`. */
  readonly expected: string
  /** The value of a blank cell, and of a column that the file lacks; without one, the cell must be filled. */
  readonly blank?: { readonly value: T }
  /** Of text that is not blank, trimmed; undefined: the text is no such value. */
  parse(text: string): T | undefined
  /** Text that `parse` reads back; blank only where blank is allowed. */
  say(value: T): string
}

export type Columns = Readonly<Record<string, Field<unknown>>>
export type RowOf<C extends Columns> = { readonly [K in keyof C]: C[K] extends Field<infer T> ? T : never }

/** Long enough for a reason; what is longer is a document. */
const MOST_TEXT = 2_000

export function text(header: string): Field<string> {
  const parse = (said: string) => (said.length <= MOST_TEXT ? said : undefined)
  return { header, expected: `at most ${MOST_TEXT.toLocaleString('en-GB')} characters`, parse, say: (value) => value }
}

/** Case and the choice between space, hyphen and underscore do not matter. */
export function oneOf<const T extends string>(header: string, values: readonly T[]): Field<T> {
  const byKey = new Map(values.map((value) => [keyOfChoice(value), value]))
  const parse = (said: string) => byKey.get(keyOfChoice(said))
  return { header, expected: `one of ${values.join(', ')}`, parse, say: (value) => value }
}

export function yesNo(header: string): Field<boolean> {
  const parse = (said: string) =>
    ({ yes: true, y: true, true: true, no: false, n: false, false: false })[said.toLowerCase()]
  return { header, expected: 'yes or no', parse, say: (value) => (value ? 'yes' : 'no') }
}

/** Whole pence of an amount in pounds. Negative where `least` allows it; both bounds are inclusive. */
export function pounds(header: string, { leastPence = 0, mostPence = MOST_PENCE } = {}): Field<number> {
  const parse = (said: string): number | undefined => {
    try {
      const pence = parsePounds(said)
      return pence >= leastPence && pence <= mostPence ? pence : undefined
    } catch (error) {
      if (error instanceof Failure) return undefined
      throw error
    }
  }
  const range = `from ${poundsOf(leastPence)} to ${poundsOf(mostPence)}`
  return { header, expected: `pounds such as 1500 or 1500.50, ${range}`, parse, say: poundsOf }
}

/** A hundred billion pounds: more than any programme has, little enough for a thousand of them to add up exactly. */
const MOST_PENCE = 10_000_000_000_000

/** Bounds inclusive. */
export function wholeNumber(header: string, { least = 0, most = 1_000_000 } = {}): Field<number> {
  const parse = (said: string): number | undefined => {
    const number = /^-?\d{1,15}$/.test(said) ? Number(said) : NaN
    return number >= least && number <= most ? number : undefined
  }
  return { header, expected: `a whole number from ${least} to ${most}`, parse, say: String }
}

/** Basis points of a per cent: `12.5%` and `12.5` are 1250. Bounds inclusive, in basis points. */
export function percent(header: string, { least = 0, most = 10_000 } = {}): Field<number> {
  const parse = (said: string): number | undefined => {
    const [, sign, whole, part = ''] = /^(-?)(\d{1,4})(?:\.(\d{1,2}))?\s*%?$/.exec(said) ?? []
    if (whole === undefined) return undefined
    const points = (Number(whole) * 100 + Number(part.padEnd(2, '0'))) * (sign === '-' ? -1 : 1)
    return points >= least && points <= most ? points : undefined
  }
  const expected = `a per cent from ${hundredths(least)} to ${hundredths(most)}, such as 12.5`
  return { header, expected, parse, say: hundredths }
}

export function dayIn(header: string): Field<Day> {
  return { header, expected: 'a day such as 2027-03-31', parse: parseDay, say: (value) => value }
}

export function financialYearIn(header: string): Field<FinancialYear> {
  return { header, expected: 'a financial year such as 2026-27', parse: parseFinancialYear, say: (value) => value }
}

/** Blank is null. */
export function optional<T>(field: Field<T>): Field<T | null> {
  const say = (value: T | null) => (value === null ? '' : field.say(value))
  return { ...field, blank: { value: null }, say }
}

/** Blank is the value given. */
export function otherwise<T>(field: Field<T>, value: T): Field<T> {
  return { ...field, blank: { value } }
}

/** Several values of a kind in one cell, with semicolons between; blank is none. */
export function several<T>(field: Field<T>): Field<readonly T[]> {
  const parse = (said: string): readonly T[] | undefined => {
    const values = said
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => field.parse(part))
    return values.every((value) => value !== undefined) ? (values as T[]) : undefined
  }
  const say = (values: readonly T[]) => values.map((value) => field.say(value)).join('; ')
  const expected = `${field.expected}; several with semicolons between`
  return { header: field.header, expected, blank: { value: [] }, parse, say }
}

/** Without a sign or commas, so that any spreadsheet takes it as a number. */
function poundsOf(pence: number): string {
  return hundredths(pence)
}

function hundredths(n: number): string {
  const part = Math.abs(n) % 100
  const whole = Math.trunc(Math.abs(n) / 100)
  return `${n < 0 ? '-' : ''}${whole}${part === 0 ? '' : `.${String(part).padStart(2, '0')}`}`
}

function keyOfChoice(said: string): string {
  return said.toLowerCase().replace(/[\s_-]+/g, '-')
}
