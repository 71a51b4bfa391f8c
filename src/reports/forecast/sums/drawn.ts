// What each job takes of each fund, and when: the one place where a plan's draws become sums of money with a day. All that
// the forecast and the workbook add up is added up of these.
import type { Plan } from '../../../planning/engine/format/plan.ts'
import type { Draw, Problem } from '../../../planning/engine/format/problem.ts'
import {
  epochDay,
  financialYearOf,
  fromEpochDay,
  startYearOf,
  type Day,
  type FinancialYear,
} from '../../../shared/day.ts'

export interface Drawn {
  readonly jobId: string
  /** The fund's code. */
  readonly fundId: string
  /** The Monday of the week that it is paid in: kit's of its delivery, labour's of the work. */
  readonly paidOn: Day
  readonly financialYear: FinancialYear
  readonly pence: number
}

/** In the plan's order of jobs. A draw before the plan's start, which only a pin can have, is in no year of it: left out, as in its measures. */
export function* drawnOf({ jobs, startOn }: Problem, { assigned }: Plan): Generator<Drawn> {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const weekOf = weeksOf(startOn)
  for (const { jobId, weekOn } of assigned) {
    for (const draw of byId.get(jobId)?.draws ?? []) {
      const { paidOn, financialYear, yearsOn } = weekOf((epochDay(weekOn) - epochDay(startOn)) / 7 + draw.offsetWeeks)
      const pence = penceAfter(draw, yearsOn)
      if (paidOn >= startOn && pence > 0) yield { jobId, fundId: draw.fundId, paidOn, financialYear, pence }
    }
  }
}

/** What the draw takes so many financial years after the plan's first. */
export function penceAfter({ pence }: Pick<Draw, 'pence'>, yearsOn: number): number {
  return typeof pence === 'number' ? pence : pence[Math.max(0, Math.min(yearsOn, pence.length - 1))]!
}

interface Week {
  readonly paidOn: Day
  readonly financialYear: FinancialYear
  /** After that of the plan's start. */
  readonly yearsOn: number
}

/** Each week is worked out once: there are hundreds of them, and draws by the hundred thousand. */
export function weeksOf(startOn: Day): (week: number) => Week {
  const known = new Map<number, Week>()
  const firstYear = startYearOf(financialYearOf(startOn))
  return (week) => {
    const found = known.get(week)
    if (found) return found
    const paidOn = fromEpochDay(epochDay(startOn) + 7 * week)
    const financialYear = financialYearOf(paidOn)
    const made = { paidOn, financialYear, yearsOn: startYearOf(financialYear) - firstYear }
    known.set(week, made)
    return made
  }
}
