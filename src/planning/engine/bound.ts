// How far a plan, the solver's or anybody's, is from the best possible for its inputs: tier by tier, on a board that holds
// what the plan itself put there before.
import { OPEN, UNPLACED, WAITING, makePinnedBoard, place, restore, type Board } from './board/board.ts'
import { compile, type Spot } from './board/compile.ts'
import { incumbentOf, type Incumbent } from './board/incumbent.ts'
import { findPrices, stepsFor } from './bounds/prices.ts'
import { relax } from './bounds/relaxation.ts'
import type { Plan, TierMeasure } from './format/plan.ts'
import type { Problem } from './format/problem.ts'
import { measure } from './measures.ts'
import { exposureMillis, openTiers } from './search/schedule.ts'
import type { TierFound } from './search/tier.ts'

/**
 * The plan's measures with a bound for every tier: no plan has less exposure in that tier, given this plan's tiers above
 * it, its pins and its frozen jobs; only the first tier's holds whatever the tiers above. The plan must keep the problem's
 * budgets, pools and windows (checkPlan), or its bounds mean nothing. Costs one search for prices a tier.
 */
export function boundOf(problem: Problem, plan: Plan): readonly TierMeasure[] {
  const compiled = compile(problem)
  const board = makePinnedBoard(compiled)
  const stands = incumbentOf(compiled, plan)
  const frozen = placeFrozen(board, plan, stands)
  const waiting = new Set(plan.waiting.map(({ jobId }) => jobId))
  const tiers = openTiers(board).map((members): TierFound => {
    if (members.length === 0) return { prices: null, held: [] }
    // Before the tier's own jobs are put where the plan has them: the relaxation keeps what the tiers above left.
    const relaxation = relax(board, members)
    for (const job of members) {
      const without = waiting.has(compiled.ids[job]!) ? WAITING : UNPLACED
      restore(board, { job, week: stands.week[job] === OPEN ? without : stands.week[job]!, pool: stands.pool[job]! })
    }
    const prices = findPrices(relaxation, stepsFor(compiled, members), exposureMillis(board, members))
    return { prices, held: [] }
  })
  return measure({ board, frozen, tiers }).perTier
}

/** Those that the plan lists as held, where they were before, in a frozen week. */
function placeFrozen(board: Board, { heldByStability }: Plan, stands: Incumbent): readonly Spot[] {
  const { ids, previous, frozenWeeks } = board.compiled
  const held = new Set(heldByStability)
  const frozen = previous.filter(({ job, week, pool }) => {
    const isAtHome = stands.week[job] === week && stands.pool[job] === pool
    return held.has(ids[job]!) && isAtHome && week < frozenWeeks && board.week[job] === OPEN
  })
  for (const { job, week, pool } of frozen) place(board, job, week, pool)
  return frozen
}
