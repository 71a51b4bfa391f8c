// Builders for planning problems: dull valid values, of which a test changes only what it is about.
import type { Plan } from '../../../src/planning/engine/format/plan.ts'
import type { Draw, Fund, Job, Place, Pool, Problem } from '../../../src/planning/engine/format/problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day, financialYear, type Day } from '../../../src/shared/day.ts'

/** A Monday, four weeks before the end of the financial year 2026-27. */
export const START = day('2027-03-01')

export function problem(changes: Partial<Problem> = {}): Problem {
  return {
    format: 'lenscap-problem/1',
    startOn: START,
    weeks: 12,
    seed: 1,
    effort: 'standard',
    funds: [fund()],
    pools: [pool()],
    jobs: [],
    pinned: [],
    frozenWeeks: 0,
    previous: [],
    moveCharge: 0,
    ...changes,
  }
}

/** £1,000 in each of 2026-27 and 2027-28. */
export function fund(changes: Partial<Fund> = {}): Fund {
  return { id: 'capital', budgets: budgets(100_000, 100_000), carryOver: 'none', unlimited: false, ...changes }
}

/** From 2026-27 on. */
export function budgets(...pence: number[]): Fund['budgets'] {
  return pence.map((sum, i) => ({ financialYear: financialYear(2026 + i), pence: sum }))
}

export function pool(changes: Partial<Pool> = {}): Pool {
  return { id: 'crew', minutesPerWeek: 600, ...changes }
}

/** A free hour of the crew's time, from the first week on. */
export function job(id: string, changes: Partial<Job> = {}): Job {
  return {
    id,
    tier: 3,
    weightPerDay: 1,
    minutes: 60,
    poolIds: ['crew'],
    draws: [],
    releaseOn: START,
    upgradeOn: null,
    mayWait: false,
    closed: [],
    after: [],
    ...changes,
  }
}

export function draw(pence: Draw['pence'], offsetWeeks = 0, fundId = 'capital'): Draw {
  return { fundId, pence, offsetWeeks }
}

export function place(jobId: string, weekOn: Day, poolId: string | null = 'crew'): Place {
  return { jobId, weekOn, poolId }
}

/** By job: its week, `waits` or the reason why it is unplaced. */
export function outcome(plan: Plan): Record<string, string> {
  return Object.fromEntries([
    ...plan.assigned.map(({ jobId, weekOn }) => [jobId, weekOn]),
    ...plan.waiting.map(({ jobId }) => [jobId, 'waits']),
    ...plan.unplaced.map(({ jobId, reason }) => [jobId, reason]),
  ])
}

export function weeks(changes: Partial<Problem>): Record<string, string> {
  return outcome(solve(problem(changes)))
}
