// How a date is read. What names one day, and only one, is that day. What names a month or a year, or is one of the days
// that systems write where they know none, is unknown, and the report says so. All else is no date.
import { dayOf, parseDay, type Day } from '../../shared/day.ts'

/** How slashed dates are read: day first as in the UK, or month first as in the US. */
export const DATE_ORDERS = ['uk', 'us'] as const
export type DateOrder = (typeof DATE_ORDERS)[number]

/** Why a text that is a date tells no day. */
export type NoDay = 'placeholder' | 'month' | 'year'
export type DateReading = { readonly day: Day } | { readonly unknown: NoDay } | undefined

const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/
/** Only such a date may mean two days; it may have a time. */
const SLASHED_DAY = /^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)/
/** ISO, compact, `31-Mar-2027`, `March 31, 2027`: none of them can be read in two ways. */
const PLAIN = [
  /^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})$/,
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  /^(?<d>\d{1,2})(?:st|nd|rd|th)?[\s/.-]+(?<name>[a-z]{3,9})[\s/.,-]+(?<y>\d{4})$/i,
  /^(?<name>[a-z]{3,9})[\s.]+(?<d>\d{1,2})(?:st|nd|rd|th)?[\s,]+(?<y>\d{4})$/i,
]
const MONTHS = [
  /^(?<y>\d{4})[-/.](?<m>\d{1,2})$/,
  /^(?<m>\d{1,2})[-/.](?<y>\d{4})$/,
  /^(?<name>[a-z]{3,9})[\s/.,-]+(?<y>\d{4})$/i,
]
const YEAR = /^(\d{4})(?:\.0+)?$/
/** `10:00`, `08:30:00 AM +0000`, `T23:00:00.000Z`; the day stands before it. */
const TIME =
  /(?:T|\s+)(?<h>\d{1,2}):(?<min>[0-5]\d)(?::[0-5]\d(?:[.,]\d{1,9})?)?\s*(?<half>[AP]M)?\s*(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i

/** Before 1950 nobody installed what is in use, and after 2100 nobody plans: such a day is a slip of the hand. */
const YEARS = { first: 1950, last: 2100 }
/** What spreadsheets and databases write for nothing, besides the first of January of 1970 and of years long past. */
const PLACEHOLDERS = new Set(['1899-12-30', '1899-12-31', '2999-12-31', '9999-12-31'])
const EPOCH_YEAR = 1970
/** No date is longer; a cell may be. */
const LONGEST = 60
/** `2027-03-31`: most dates are, and need not be searched for a time. The shortest with one is `1/1/2027 9:00`. */
const LONGEST_WITHOUT_TIME = 10

export function readDate(value: string, order: DateOrder): DateReading {
  const text = value.trim()
  if (text.length > LONGEST) return undefined
  const time = text.length > LONGEST_WITHOUT_TIME ? TIME.exec(text) : null
  const stated = time ? text.slice(0, time.index) : text
  const [year, month, day] = partsOf(stated, order) ?? []
  if (year === undefined) return time ? undefined : readPart(stated)
  const written = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  if (isPlaceholder(written)) return { unknown: 'placeholder' }
  const known = parseDay(written)
  if (!known || !isLikely(year)) return undefined
  return time ? atTime(known, time.groups!) : { day: known }
}

/** Year, month, day as digits. */
function partsOf(text: string, order: DateOrder): [string, string, string] | undefined {
  const [, first, second, year] = SLASHED.exec(text) ?? []
  if (first !== undefined) return order === 'uk' ? [year!, second!, first] : [year!, first, second!]
  for (const pattern of PLAIN) {
    const { y, m, d, name } = pattern.exec(text)?.groups ?? {}
    const month = m ?? monthNamed(name)
    if (y !== undefined && month !== undefined) return [y, month, d!]
  }
  return undefined
}

/** A month, or a year. */
function readPart(text: string): DateReading {
  for (const pattern of MONTHS) {
    const { y, m, name } = pattern.exec(text)?.groups ?? {}
    const month = Number(m ?? monthNamed(name))
    if (y !== undefined && month >= 1 && month <= 12) {
      return isLikely(y) ? { unknown: 'month' } : undefined
    }
  }
  const [, year] = YEAR.exec(text) ?? []
  if (year === undefined) return undefined
  if (isLikely(year)) return { unknown: 'year' }
  return /^(0000|1900|1904|1920)$/.test(year) ? { unknown: 'placeholder' } : undefined
}

/**
 * An instant in UTC is on the day that it was in London: an export writes a summer's midnight as 23:00 of the day
 * before. With any other zone, or none, the day that was written is the day where it was written.
 */
function atTime(day: Day, { h, min, half, zone }: Readonly<Record<string, string | undefined>>): DateReading {
  const clock = Number(h)
  if (clock > 23 || (half !== undefined && (clock < 1 || clock > 12))) return undefined
  const hour = half === undefined ? clock : (clock % 12) + (/p/i.test(half) ? 12 : 0)
  const isUtc = zone !== undefined && /^(Z|UTC|GMT|[+-]00:?00)$/i.test(zone)
  // London is never more than an hour ahead.
  if (!isUtc || hour < 23) return { day }
  return { day: dayOf(new Date(`${day}T23:${min}:00Z`)) }
}

/** What a text that is no date seems to be; undefined when it is not like one. */
export function likenessOfDay(value: string): string | undefined {
  const text = value.trim()
  // 1950 to 2100, as the days of a spreadsheet go.
  if (/^(1[89]|[2-6]\d|7[0-3])\d{3}$/.test(text))
    return 'it is how a spreadsheet counts days; format the column as dates'
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$/.test(text)) return 'its year has two digits; write four'
  const [year, month, day] = partsOf(text, 'uk') ?? []
  if (year === undefined) return undefined
  if (!isLikely(year)) return `its year is not between ${YEARS.first} and ${YEARS.last}`
  const written = (m: string, d: string) => parseDay(`${year}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`)
  return written(month!, day!) || written(day!, month!) ? undefined : 'there is no such day'
}

function isLikely(year: string): boolean {
  return Number(year) >= YEARS.first && Number(year) <= YEARS.last
}

function isPlaceholder(written: string): boolean {
  if (PLACEHOLDERS.has(written) || written === '0000-00-00') return true
  return written.endsWith('-01-01') && Number(written.slice(0, 4)) <= EPOCH_YEAR
}

const NAMES = 'january february march april may june july august september october november december'.split(' ')
/** `Mar`, `march`, `Sept`: any beginning of three letters or more. Undefined for what is no month. */
function monthNamed(name: string | undefined): string | undefined {
  const found = name === undefined ? -1 : NAMES.findIndex((known) => known.startsWith(name.toLowerCase()))
  return found < 0 ? undefined : String(found + 1)
}

/** What the dates of a column, taken together, say of how they are to be read. */
export class WeighedDates {
  #american = false
  #british = false
  #either = 0
  /** A date that could be read either way. */
  example = ''

  add(value: string): void {
    if (this.#american || !SLASHED_DAY.test(value)) return
    const [british, american] = [dayIn(value, 'uk'), dayIn(value, 'us')]
    if (british === american) return
    if (british === undefined) this.#american = true
    else if (american === undefined) this.#british = true
    else if (this.#either++ === 0) this.example = value.trim()
  }

  /** One date that is impossible day first, and possible month first, makes a column American (rules.md: Defaults). */
  get order(): DateOrder {
    return this.#american ? 'us' : 'uk'
  }

  /** How many could be read either way, where no other date of the column proves which it is. */
  get unsure(): number {
    return this.#american || this.#british ? 0 : this.#either
  }
}

function dayIn(value: string, order: DateOrder): Day | undefined {
  const reading = readDate(value, order)
  return reading && 'day' in reading ? reading.day : undefined
}
