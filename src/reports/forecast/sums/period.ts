// Months, quarters and years that money falls in. A draw belongs to the month of the Monday of its week, as it belongs to
// that Monday's financial year: so months make up quarters, and quarters years, to the penny.
import { financialYearOf, parseDay, type Day, type FinancialYear } from '../../../shared/day.ts'

/** `2027-03`. */
export type Month = string & { readonly __brand: 'Month' }

export function monthOf(on: Day): Month {
  return on.slice(0, 7) as Month
}

export function firstDayOf(month: Month): Day {
  return parseDay(`${month}-01`)!
}

export function nextMonthOf(month: Month): Month {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))]
  return (number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`) as Month
}

/** Both inclusive; none where `last` is the earlier. */
export function monthsFrom(first: Month, last: Month): Month[] {
  const months: Month[] = []
  for (let month = first; month <= last; month = nextMonthOf(month)) months.push(month)
  return months
}

/** Of the financial year: `2026-27 Q4` is January to March 2027. */
export function quarterOf(month: Month): string {
  return `${yearOf(month)} Q${Math.floor(((Number(month.slice(5)) + 8) % 12) / 3) + 1}`
}

export function yearOf(month: Month): FinancialYear {
  return financialYearOf(firstDayOf(month))
}
