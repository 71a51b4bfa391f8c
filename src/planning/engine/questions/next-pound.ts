// What the next sum of money buys in each year of each fund: the price's estimate, and what a plan made from the present
// one confirms.
import { compile } from '../board/compile.ts'
import type { Plan } from '../format/plan.ts'
import type { Problem } from '../format/problem.ts'
import type { Day } from '../../../shared/day.ts'
import { withMore, type Extra } from './money.ts'
import { bestOf, replan, type Asking } from './replan.ts'

/** One tier, before and after. */
export interface TierGain {
  readonly tier: number
  /** Negative where it gives way to a more urgent tier, which gains. */
  readonly exposureDaysFewer: number
  readonly clearOn: Day | null
  readonly clearOnWithMore: Day | null
}

export interface Bought {
  readonly extra: Extra
  readonly tiers: readonly (TierGain & {
    /** What the tier's price says: exact for little money, too much for a lot. Null: the plan has no prices. */
    readonly estimatedDaysFewer: number | null
  })[]
}

/** What £250,000 buys is what the board asks first (design of the planner). */
export const STEP_PENCE = 25_000_000

/** The present plan, or one made from it that is better; the plan must be one of the problem's. */
export function planWithMore(problem: Problem, plan: Plan, extra: Extra): Plan {
  return bestOf([plan, replan(withMore(problem, extra), plan)])
}

/** Every tier of the problem, the most urgent first. The first that changes has fewer exposure-days. */
export function gainOf(plan: Plan, withMoney: Plan): TierGain[] {
  return plan.measures.perTier.map(({ tier, exposureDays, clearOn }, i) => {
    const after = withMoney.measures.perTier[i]!
    const millis = Math.round(exposureDays * 1000) - Math.round(after.exposureDays * 1000)
    return { tier, exposureDaysFewer: millis / 1000, clearOn, clearOnWithMore: after.clearOn }
  })
}

/**
 * By fund, then year: the funds that are limited and that some job draws on, in the years that the plan can draw on.
 * One plan each.
 */
export function* nextPound(problem: Problem, plan: Plan, stepPence: number): Asking<readonly Bought[]> {
  const { funds, years, draws } = compile(problem)
  const isAsked = new Set(draws.fund)
  const extras = funds.ids
    .filter((_, fund) => funds.unlimited[fund] === 0 && isAsked.has(fund))
    .flatMap((fundId) => years.map((financialYear): Extra => ({ fundId, financialYear, pence: stepPence })))
  const bought: Bought[] = []
  for (const extra of extras) {
    yield { done: bought.length, total: extras.length }
    const gains = gainOf(plan, planWithMore(problem, plan, extra))
    bought.push({
      extra,
      tiers: gains.map((gain) => ({ ...gain, estimatedDaysFewer: estimate(plan, gain.tier, extra) })),
    })
  }
  return bought
}

function estimate({ prices, measures }: Plan, tier: number, { fundId, financialYear, pence }: Extra): number | null {
  const price = prices.find((one) => one.tier === tier && one.fundId === fundId && one.financialYear === financialYear)
  // Prices of nothing are left out of a plan; a tier without a bound was never priced.
  if (!price) return measures.perTier.find((one) => one.tier === tier)?.bound === null ? null : 0
  // A price is for £1,000.
  return Math.round((price.exposureDays * pence) / 100) / 1000
}
