// Budget → clear date: the same work with every budget scaled alike, from no money to so much that more changes nothing.
import type { Day } from '../../../shared/day.ts'
import { compile } from '../board/compile.ts'
import { incumbentOf } from '../board/incumbent.ts'
import type { Plan } from '../format/plan.ts'
import type { Problem } from '../format/problem.ts'
import { leastTotalFor, openPurse, withFundsOf } from './money.ts'
import { bestOf, sketch, type Asking, type Sketch, type Stand } from './replan.ts'

export interface Frontier {
  /** What the budgets are now. */
  readonly totalPence: number
  /** From poor to rich. At the last one the plan stands that was found where no scaled budget kept anything back. */
  readonly points: readonly FrontierPoint[]
}

export interface FrontierPoint {
  /** What all budgets come to. */
  readonly totalPence: number
  readonly tiers: readonly FrontierTier[]
}

export interface FrontierTier {
  readonly tier: number
  /** The best of all plans found with this money or less; null: none of them clears the tier. */
  readonly clearOn: Day | null
  /** Of the best plan found with this money or less, by exposure, the most urgent tier first. */
  readonly exposureDays: number
}

export const POINTS = 20

/**
 * `plan` is one of the problem's. Each point is planned anew from the next poorer one's plan and from `plan`, and keeps
 * the poorer one's own plan where that is better: more money is never worse, tier by tier.
 */
export function* frontier(problem: Problem, plan: Plan): Asking<Frontier> {
  const purse = openPurse(problem)
  const compiled = compile(problem)
  yield { done: 0, total: POINTS + 1 }
  const given: Stand = { measures: plan.measures, stands: incumbentOf(compiled, plan) }
  const planWith = (scaled: Problem, from: Stand): Stand => sketch(withFundsOf(compiled, scaled), from)
  const rich = bestOf([given, planWith(purse.richest(), given)])
  // Where a tiny budget would have to grow beyond all numbers to pay for it, the points end at what can be counted.
  const most = Number.MAX_SAFE_INTEGER
  const needs = (of: Sketch): number => leastTotalFor(of, { compiled, purse, most }) ?? most
  const known = [given, rich].map((one) => ({ stand: one, from: needs(one) }))
  const totals = spread(known[1]!.from, purse.totalPence)
  const points: FrontierPoint[] = []
  let poorer: Stand | null = null
  let clear: ReadonlyMap<number, Day | null> = new Map()
  for (const [i, totalPence] of totals.entries()) {
    yield { done: i + 1, total: totals.length + 1 }
    const scaled = purse.withTotal(totalPence)
    const found: [Stand, ...Stand[]] = [planWith(scaled, poorer ?? given)]
    if (poorer) found.unshift(poorer)
    if (poorer && poorer !== given) found.push(planWith(scaled, given))
    found.push(...known.filter(({ from }) => from <= totalPence).map((one) => one.stand))
    poorer = bestOf(found)
    clear = earliest(clear, found)
    points.push({
      totalPence,
      tiers: poorer.measures.perTier.map(({ tier, exposureDays }) => {
        return { tier, clearOn: clear.get(tier) ?? null, exposureDays }
      }),
    })
  }
  return { totalPence: purse.totalPence, points }
}

/**
 * Twenty sums from 0 to the top, close together where money is scarce, since there each pound changes most: they grow as
 * squares do. The one nearest to today's total, but for the ends, gives way to it.
 */
function spread(top: number, today: number): readonly number[] {
  const last = POINTS - 1
  const totals = Array.from({ length: POINTS }, (_, i) => (i === last ? top : Math.floor(top * (i / last) ** 2)))
  if (today > 0 && today < top) {
    const inner = totals.slice(1, last).map((total, i) => ({ at: i + 1, off: Math.abs(total - today) }))
    totals[inner.reduce((a, b) => (b.off < a.off ? b : a)).at] = today
  }
  return [...new Set(totals)]
}

function earliest(so: ReadonlyMap<number, Day | null>, plans: readonly Sketch[]): ReadonlyMap<number, Day | null> {
  const clear = new Map(so)
  for (const { tier, clearOn } of plans.flatMap(({ measures }) => measures.perTier)) {
    const before = clear.get(tier) ?? null
    clear.set(tier, before === null || (clearOn !== null && clearOn < before) ? clearOn : before)
  }
  return clear
}
