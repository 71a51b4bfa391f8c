// A calendar day, `YYYY-MM-DD`, and the weeks and financial years made of days. A day has no time and no zone: all
// arithmetic is on whole days since 1970, so that no clock change can move one. Ranges are from-inclusive, until-exclusive.
import { tz } from '@date-fns/tz'
import { utc } from '@date-fns/utc'
// Function by function: the whole package takes half a second to load, in every command and every worker thread.
import { format } from 'date-fns/format'
import { Failure } from './failure.ts'

export type Day = string & { readonly __brand: 'Day' }
/** `2026-27`: from 1 April of the first year until 1 April of the second. */
export type FinancialYear = string & { readonly __brand: 'FinancialYear' }

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
const MS_PER_DAY = 86_400_000

/** The day that the text names, or undefined if there is no such day (30 February, 2026-13-01, other spellings). */
export function parseDay(text: string): Day | undefined {
  const [, y, m, d] = DAY.exec(text) ?? []
  if (y === undefined) return undefined
  const made = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)))
  return made.getUTCMonth() === Number(m) - 1 && made.getUTCDate() === Number(d) ? (text as Day) : undefined
}

/** As parseDay, for text that must be a day. Throws `not-a-day`. */
export function day(text: string): Day {
  const found = parseDay(text)
  if (!found) throw new Failure('not-a-day', `"${text}" is not a calendar day.`, 'Write days as YYYY-MM-DD.')
  return found
}

/** Whole days since 1970-01-01; what the engine counts in. */
export function epochDay(of: Day): number {
  return Date.parse(of) / MS_PER_DAY
}

export function fromEpochDay(days: number): Day {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10) as Day
}

export function addDays(from: Day, days: number): Day {
  return fromEpochDay(epochDay(from) + days)
}

/** Days from `from` until `until`; negative if `until` is earlier. */
export function daysBetween(from: Day, until: Day): number {
  return epochDay(until) - epochDay(from)
}

/** The Monday after the day: a Monday gives the next one, so that a plan never starts in a week already begun. */
export function nextMonday(after: Day): Day {
  return addDays(after, 7 - daysSinceMonday(after))
}

export function isMonday(of: Day): boolean {
  return daysSinceMonday(of) === 0
}

/** 1 January 1970 was a Thursday. */
function daysSinceMonday(of: Day): number {
  return (((epochDay(of) + 3) % 7) + 7) % 7
}

/** The financial year of a day: 31 March 2027 is in 2026-27, 1 April 2027 in 2027-28. */
export function financialYearOf(of: Day): FinancialYear {
  const year = Number(of.slice(0, 4))
  return financialYear(Number(of.slice(5, 7)) >= 4 ? year : year - 1)
}

/** `financialYear(2026)` is `2026-27`. */
export function financialYear(startYear: number): FinancialYear {
  return `${startYear}-${String((startYear + 1) % 100).padStart(2, '0')}` as FinancialYear
}

export function parseFinancialYear(text: string): FinancialYear | undefined {
  const [, y] = /^(\d{4})-\d{2}$/.exec(text) ?? []
  return y !== undefined && financialYear(Number(y)) === text ? (text as FinancialYear) : undefined
}

/** The year in which it begins: 2026 for `2026-27`. */
export function startYearOf(year: FinancialYear): number {
  return Number(year.slice(0, 4))
}

const MS_PER_HOUR = 3_600_000
/** Of each hour since 1970 that was asked for: London's days begin, and its clocks change, at whole hours. */
const daysByHour = new Map<number, Day>()
/** Over a year of hours; beyond that all are let go. */
const MOST_HOURS = 10_000

/** The calendar day of an instant, as Europe/London saw it: the day that UK people and UK deadlines mean. */
export function dayOf(instant: Date): Day {
  const hour = Math.floor(instant.getTime() / MS_PER_HOUR)
  const known = daysByHour.get(hour)
  if (known !== undefined) return known
  // The time zone is looked up in tables of text: 15 µs, and one claim asks eight times.
  const found = format(instant, 'yyyy-MM-dd', { in: tz('Europe/London') }) as Day
  if (daysByHour.size >= MOST_HOURS) daysByHour.clear()
  daysByHour.set(hour, found)
  return found
}

/** The midnight in London with which the day begins; no clock there is ever put on or back at midnight. */
export function startOfDay(of: Day): Date {
  const winter = Date.parse(of)
  const summer = new Date(winter - MS_PER_HOUR)
  return dayOf(summer) === of ? summer : new Date(winter)
}

/** `2 March 2027`, for people. */
export function sayDay(of: Day): string {
  return format(of, 'd MMMM yyyy', { in: utc })
}
