// How the readers look at JSON: one field at a time, each by its path, and the first fault ends the reading.
import { isMonday, parseDay, parseFinancialYear, type Day, type FinancialYear } from '../../../shared/day.ts'
import type { Failure } from '../../../shared/failure.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What stands at the path is not what was expected there; the message says so from "at …" on. */
class Fault extends Error {
  readonly path: string
  readonly expected: string

  constructor(path: string, expected: string, found: unknown) {
    const said = found === undefined ? 'nothing' : (JSON.stringify(found) ?? String(found))
    const short = said.length > 60 ? `${said.slice(0, 57)}...` : said
    super(`at ${path}: expected ${expected}, found ${short}`)
    this.path = path
    this.expected = expected
  }
}

export function bad(path: string, expected: string, found: unknown): never {
  throw new Fault(path, expected, found)
}

/** Reads, and has a fault said in the words of the document. */
export function orRefuse<T>(read: () => T, refuse: (fault: Fault) => Failure): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Fault ? refuse(error) : error
  }
}

/** A whole document: its format comes first, because nothing else of another kind of file is worth a word. */
export function documentFields(
  value: unknown,
  path: string,
  { format, known }: { format: string; known: readonly string[] },
): Fields {
  const found = object(value, path)['format']
  if (found !== format) bad('format', `"${format}"`, found)
  return fields(value, path, known)
}

export function fields(value: unknown, path: string, known: readonly string[]): Fields {
  const found = object(value, path)
  const stray = Object.keys(found).find((name) => !known.includes(name))
  if (stray !== undefined) bad(`${path}.${stray}`, `one of the fields ${known.join(', ')}`, stray)
  return found
}

function object(value: unknown, path: string): Fields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Fields) : bad(path, 'an object', value)
}

export function list<T>(value: unknown, path: string, read: (item: unknown, path: string) => T): readonly T[] {
  if (!Array.isArray(value)) return bad(path, 'an array', value)
  return value.map((item, i) => read(item, `${path}[${i}]`))
}

export function text(value: unknown, path: string): string {
  return typeof value === 'string' && value !== '' ? value : bad(path, 'some text', value)
}

export function flag(value: unknown, path: string): boolean {
  return typeof value === 'boolean' ? value : bad(path, 'true or false', value)
}

export function oneOf<T extends string>(value: unknown, path: string, words: readonly T[]): T {
  return words.find((word) => word === value) ?? bad(path, `one of ${words.join(', ')}`, value)
}

export function whole(value: unknown, path: string, { least = 0, most = Number.MAX_SAFE_INTEGER } = {}): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
  const upTo = most === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${most}`
  return bad(path, `a whole number, ${least} ${upTo}`, value)
}

export function finite(value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : bad(path, 'a number', value)
}

export function amount(value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : bad(path, 'a number, 0 or more', value)
}

/** Dividing back proves that no fourth decimal was lost, because both sides are the nearest number to one decimal. */
export function thousandths(value: unknown, path: string): number {
  const number = amount(value, path)
  const exact = Math.round(number * 1000) / 1000 === number
  return exact ? number : bad(path, 'at most three decimals', value)
}

export function oneOrMany(value: unknown, path: string): number | readonly number[] {
  if (!Array.isArray(value)) return whole(value, path)
  return value.length > 0 ? list(value, path, (item, at) => whole(item, at)) : bad(path, 'at least one number', value)
}

export function calendarDay(value: unknown, path: string): Day {
  return (typeof value === 'string' && parseDay(value)) || bad(path, 'a day such as 2027-03-31', value)
}

export function monday(value: unknown, path: string): Day {
  const found = calendarDay(value, path)
  return isMonday(found) ? found : bad(path, 'a Monday', value)
}

export function yearText(value: unknown, path: string): FinancialYear {
  const found = typeof value === 'string' ? parseFinancialYear(value) : undefined
  return found ?? bad(path, 'a financial year such as "2026-27"', value)
}

/** Null where there is null or nothing. */
export function orNull<T>(value: unknown, path: string, read: (value: unknown, path: string) => T): T | null {
  return value === undefined || value === null ? null : read(value, path)
}

export function unique(items: readonly unknown[], path: string, key?: string): void {
  const seen = new Set<unknown>()
  items.forEach((item, i) => {
    const name = key === undefined ? item : (item as Fields)[key]
    if (seen.has(name)) bad(`${path}[${i}]${key === undefined ? '' : `.${key}`}`, 'no repetition', name)
    seen.add(name)
  })
}
