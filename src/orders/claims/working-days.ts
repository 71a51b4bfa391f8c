// Leases and silences end with a working day, as people count: a claim on a Friday of three working days ends with Wednesday.
import { bankHolidaysIn, calendarOf, isWeekend, type BankHolidays } from '../../planning/crews/bank-holidays.ts'
import { addDays, dayOf, startOfDay, type Day } from '../../shared/day.ts'

/**
 * The midnight of London after the n-th working day that follows the day of `from`. Bank holidays are those of the site's
 * region; whoever has no region keeps those of England and Wales.
 */
export function endOfWorkingDays(
  from: Date,
  n: number,
  { region, holidays }: { region: string | null; holidays: BankHolidays },
): Date {
  const calendar = calendarOf(region ?? 'England')
  const isWorked = (on: Day) =>
    !isWeekend(on) && !bankHolidaysIn(Number(on.slice(0, 4)), calendar, holidays).includes(on)
  let on = dayOf(from)
  for (let left = n; left > 0;) {
    on = addDays(on, 1)
    if (isWorked(on)) left--
  }
  return startOfDay(addDays(on, 1))
}
