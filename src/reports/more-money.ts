// What more money would do: the stored problem solved again with a richer fund, against the plan as it stands.
import type { Plan } from '../planning/engine/format/plan.ts'
import type { Problem } from '../planning/engine/format/problem.ts'
import { solve } from '../planning/engine/solve.ts'
import type { Day, FinancialYear } from '../shared/day.ts'

export interface Extra {
  readonly fundId: string
  readonly financialYear: FinancialYear
  readonly pence: number
}

export interface TierGain {
  readonly tier: number
  readonly exposureDaysFewer: number
  readonly clearOn: Day | null
  readonly clearOnWithMore: Day | null
}

/**
 * The tiers that the money moves, most urgent first. A schedule made afresh is not sure to be better; the plan as it
 * stands fits the richer fund too, so where the new one is worse in its first difference, more money changes nothing.
 */
export function gainFrom(problem: Problem, plan: Plan, extra: Extra): TierGain[] {
  const funds = problem.funds.map((fund) => (fund.id === extra.fundId ? richer(fund, extra) : fund))
  const after = solve({ ...problem, funds }).measures.perTier
  const gains = plan.measures.perTier.map(({ tier, exposureDays, clearOn }): TierGain => {
    const with_ = after.find((measure) => measure.tier === tier)
    const millis = Math.round(exposureDays * 1000) - Math.round((with_?.exposureDays ?? 0) * 1000)
    return { tier, exposureDaysFewer: millis / 1000, clearOn, clearOnWithMore: with_?.clearOn ?? null }
  })
  const moved = gains.filter((gain) => gain.exposureDaysFewer !== 0 || gain.clearOn !== gain.clearOnWithMore)
  return (moved[0]?.exposureDaysFewer ?? 0) < 0 ? [] : moved
}

function richer(fund: Problem['funds'][number], { financialYear, pence }: Extra): Problem['funds'][number] {
  const had = fund.budgets.find((budget) => budget.financialYear === financialYear)?.pence ?? 0
  const others = fund.budgets.filter((budget) => budget.financialYear !== financialYear)
  return { ...fund, budgets: [...others, { financialYear, pence: had + pence }] }
}
