// An independent judge of plans, the solver's or anybody's: it shares no code with the solver but the types, counts
// everything anew from the problem, and prefers the obvious way to the fast one (jobs × weeks). A plan without breaches
// keeps every budget, pool, window and arc, and no job could start earlier by itself than it does.
import { epochDay } from '../../../shared/day.ts'
import type { Plan } from '../format/plan.ts'
import type { Problem } from '../format/problem.ts'
import type { Breach } from './breach.ts'
import { checkCapacity, checkInherited } from './capacity.ts'
import { gather, weekNumber } from './facts.ts'
import { checkQueue } from './queue.ts'
import { checkMeasures } from './recount.ts'
import { checkHeld, checkStanding, checkWaiting } from './standing.ts'

/** Empty for a good plan. Both arguments must have the types that they claim; `readProblem` sees to the problem's. */
export function checkPlan(problem: Problem, plan: Plan): Breach[] {
  const census = [...checkCensus(problem, plan), ...checkPlaces(problem, plan)]
  // Where a job is missing, twice, or nowhere on the calendar, the sums below would only mislead.
  if (census.length > 0) return census
  const facts = gather(problem, plan)
  return [
    ...checkStanding(facts),
    ...checkHeld(facts),
    ...checkWaiting(facts),
    ...checkCapacity(facts),
    ...checkInherited(facts),
    ...checkMeasures(facts),
    ...checkQueue(facts),
  ]
}

function checkCensus(problem: Problem, plan: Plan): Breach[] {
  const times = new Map(problem.jobs.map(({ id }) => [id, 0]))
  for (const { jobId } of [...plan.assigned, ...plan.waiting, ...plan.unplaced]) {
    times.set(jobId, (times.get(jobId) ?? NaN) + 1)
  }
  return [...times]
    .filter(([, n]) => n !== 1)
    .map(([jobId, n]) => ({
      code: 'census',
      jobId,
      message: Number.isNaN(n) ? 'The problem has no such job.' : `The job is in the plan ${n} times, not once.`,
    }))
}

function checkPlaces(problem: Problem, plan: Plan): Breach[] {
  const pools = new Set<string | null>(problem.pools.map(({ id }) => id)).add(null)
  const startDay = epochDay(problem.startOn)
  return plan.assigned.flatMap(({ jobId, weekOn, poolId }): Breach[] => {
    const week = weekNumber(startDay, weekOn)
    const onGrid = Number.isInteger(week) && week >= 0 && week < problem.weeks
    if (onGrid && pools.has(poolId)) return []
    const message = onGrid ? `There is no pool "${poolId}".` : `${weekOn} is not the Monday of a planned week.`
    return [{ code: 'place', jobId, message }]
  })
}
