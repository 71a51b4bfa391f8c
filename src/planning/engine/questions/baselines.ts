// What a plan is measured against, as far as a problem knows it: what would be if nothing but the funded upgrades came.
import { addDays, daysBetween, type Day } from '../../../shared/day.ts'
import type { Plan } from '../format/plan.ts'
import type { Job, Problem } from '../format/problem.ts'

export interface WaitingTier {
  readonly tier: number
  readonly plannedDays: number
  readonly plannedClearOn: Day | null
  /** Each job until its upgrade, to the horizon and a week where it has none. */
  readonly waitingDays: number
  /** Null: some job has no upgrade. */
  readonly waitingClearOn: Day | null
  readonly undatedJobs: number
}

export function compareWithWaiting(problem: Problem, plan: Plan): WaitingTier[] {
  const never = addDays(problem.startOn, 7 * problem.weeks + 7)
  const jobs = Map.groupBy(problem.jobs, ({ tier }) => tier)
  return plan.measures.perTier.map(({ tier, exposureDays, clearOn }) => {
    const mine = jobs.get(tier) ?? []
    const undatedJobs = mine.filter(({ upgradeOn }) => upgradeOn === null).length
    const millis = mine.reduce((sum, job) => sum + millisUntil(job, problem.startOn, never), 0)
    const last = mine.reduce<Day>(
      (a, { upgradeOn }) => (upgradeOn !== null && upgradeOn > a ? upgradeOn : a),
      '' as Day,
    )
    return {
      tier,
      plannedDays: exposureDays,
      plannedClearOn: clearOn,
      waitingDays: millis / 1000,
      waitingClearOn: undatedJobs > 0 ? null : last,
      undatedJobs,
    }
  })
}

function millisUntil({ weightPerDay, upgradeOn }: Job, startOn: Day, never: Day): number {
  const end = upgradeOn === null || upgradeOn > never ? never : upgradeOn
  return Math.round(weightPerDay * 1000) * Math.max(0, daysBetween(startOn, end))
}
