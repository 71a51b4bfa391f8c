// Days on which crews do not work. Published days come from the data file; of later years nobody has published any yet, so
// they follow by rule from the statutes and customs, and are said to be projected. A day that is proclaimed for once, such
// as a coronation's, no rule can know.
import { addDays, day, parseDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { byCodeUnit, keyOf } from '../../shared/text.ts'
import { CALENDARS, type Calendar } from '../../shared/vocabulary.ts'

export interface BankHolidays {
  readonly version: string
  readonly source: string
  /** The last year that is published, for all three calendars. */
  readonly publishedUntil: number
  readonly days: Readonly<Record<Calendar, readonly Day[]>>
}

/** Throws `bad-policy-file`. */
export function readBankHolidays(text: string): BankHolidays {
  const file = JSON.parse(text) as BankHolidays
  const bad = CALENDARS.find((calendar) => !file.days[calendar].every((said) => parseDay(said)))
  if (!file.version || !file.source || !Number.isInteger(file.publishedUntil) || bad) {
    throw new Failure(
      'bad-policy-file',
      `bank-holidays.json: ${bad ? `${bad} has something that is no day` : 'version, source and publishedUntil are needed'}.`,
      'Compare it with the file that Lenscap ships.',
    )
  }
  return file
}

/** The bank holidays of a year, the earliest first: as published, else as the rule has them. */
export function bankHolidaysIn(year: number, calendar: Calendar, published: BankHolidays): readonly Day[] {
  if (year > published.publishedUntil) return projectedHolidays(year, calendar)
  const found = published.days[calendar].filter((on) => on.startsWith(`${year}-`))
  // The file begins in 2022, and plans do not begin before.
  return found.length > 0 ? found : projectedHolidays(year, calendar)
}

/** What the rule gives for a year, the earliest first. */
export function projectedHolidays(year: number, calendar: Calendar): readonly Day[] {
  const easter = easterOf(year)
  const on = (month: number, date: number) => dayOf(year, month, date)
  const [goodFriday, easterMonday] = [addDays(easter, -2), addDays(easter, 1)]
  const [earlyMay, spring] = [firstMonday(year, 5), lastMonday(year, 5)]
  const common = [on(1, 1), goodFriday, earlyMay, spring, on(12, 25), on(12, 26)]
  switch (calendar) {
    case 'england-and-wales':
      return observed([...common, easterMonday, lastMonday(year, 8)])
    case 'scotland':
      return observed([...common, on(1, 2), firstMonday(year, 8), on(11, 30)])
    case 'northern-ireland':
      return observed([...common, easterMonday, lastMonday(year, 8), on(3, 17), on(7, 12)])
  }
}

/** Whose bank holidays are kept in a region: overseas staff are taken to keep those of London, from where they are sent. */
export function calendarOf(region: string): Calendar {
  const key = keyOf(region)
  return key === 'scotland' || key === 'northern ireland' ? (key.replace(' ', '-') as Calendar) : 'england-and-wales'
}

/** A holiday on a Saturday or Sunday is kept on the next weekday that is not one already. */
function observed(days: readonly Day[]): readonly Day[] {
  const kept = new Set(days.filter((one) => !isWeekend(one)))
  for (const one of days.filter(isWeekend).sort(byCodeUnit)) {
    let substitute = one
    while (isWeekend(substitute) || kept.has(substitute)) substitute = addDays(substitute, 1)
    kept.add(substitute)
  }
  return [...kept].sort(byCodeUnit)
}

export function isWeekend(on: Day): boolean {
  return [0, 6].includes(weekdayOf(on))
}

/** 0 is Sunday. */
function weekdayOf(on: Day): number {
  return new Date(on).getUTCDay()
}

function firstMonday(year: number, month: number): Day {
  const first = dayOf(year, month, 1)
  return addDays(first, (8 - weekdayOf(first)) % 7)
}

/** Of a month with 31 days, as May and August are. */
function lastMonday(year: number, month: number): Day {
  const last = dayOf(year, month, 31)
  return addDays(last, -((weekdayOf(last) + 6) % 7))
}

/** Easter Sunday: the anonymous Gregorian computus, as Meeus gives it; its letters are his. */
function easterOf(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return dayOf(year, Math.floor(n / 31), (n % 31) + 1)
}

function dayOf(year: number, month: number, date: number): Day {
  const two = (n: number) => String(n).padStart(2, '0')
  return day(`${year}-${two(month)}-${two(date)}`)
}
