// What more money would do: the plan as it stands, planned anew from itself with a richer fund.
import type { Plan } from '../planning/engine/format/plan.ts'
import type { Problem } from '../planning/engine/format/problem.ts'
import type { Extra } from '../planning/engine/questions/money.ts'
import { gainOf, planWithMore, type TierGain } from '../planning/engine/questions/next-pound.ts'

/** The tiers that the money moves, most urgent first; the first of them is better for it. */
export function gainFrom(problem: Problem, plan: Plan, extra: Extra): TierGain[] {
  return gainOf(plan, planWithMore(problem, plan, extra)).filter(
    (gain) => gain.exposureDaysFewer !== 0 || gain.clearOn !== gain.clearOnWithMore,
  )
}
