// Weeks and the financial years that their Mondays fall in; a year may have 53 Mondays, and a week may straddle 31 March.
import { financialYearOf, fromEpochDay, type FinancialYear } from '../../../shared/day.ts'
import type { Problem } from '../format/problem.ts'
import type { Compiled } from './compile.ts'

export function makeCalendar(
  problem: Problem,
  startDay: number,
): Pick<Compiled, 'mondays' | 'years' | 'yearOfWeek' | 'yearEnd'> {
  let latest = problem.weeks
  for (const job of problem.jobs) {
    for (const draw of job.draws) latest = Math.max(latest, problem.weeks + draw.offsetWeeks)
  }
  const mondays = Array.from({ length: latest + 1 }, (_, week) => fromEpochDay(startDay + 7 * week))
  const years: FinancialYear[] = []
  const yearEnd: number[] = []
  const yearOfWeek = Int32Array.from(mondays, (monday, week) => {
    const year = financialYearOf(monday)
    if (years.at(-1) !== year) years.push(year)
    yearEnd[years.length - 1] = week + 1
    return years.length - 1
  })
  return { mondays: mondays.slice(0, problem.weeks + 1), years, yearOfWeek, yearEnd: Int32Array.from(yearEnd) }
}
