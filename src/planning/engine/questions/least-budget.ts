// The least money, all budgets scaled alike, with which a plan is found that has some tiers done by a day. Between what is
// proved not to be enough and what is found to be, nothing is claimed.
import { compile } from '../board/compile.ts'
import type { Plan } from '../format/plan.ts'
import type { Problem } from '../format/problem.ts'
import { leastTotalFor, leastWhole, openPurse, withFundsOf, type Purse } from './money.ts'
import { solve } from '../solve.ts'
import { findObstacle, type Deadline, type Obstacle } from './obstacles.ts'
import { isClearBy, replan, type Asking } from './replan.ts'

export type LeastBudget = {
  readonly asked: Deadline
  /** What the budgets are now. */
  readonly totalPence: number
} & (Found | NoneFound | Impossible)

export interface Found {
  readonly outcome: 'found'
  /** The least total with which a plan was found that is in time. */
  readonly leastPence: number
  readonly plan: Plan
  /** With the problem's money at `leastPence`. */
  readonly problem: Problem
  /** The most with which one was looked for and not found; null: none is needed, or it was found with all that was tried. */
  readonly noneFoundPence: number | null
  /** No plan is in time with a penny less than `pence`, for this reason; null: no such proof. */
  readonly impossibleBelow: { readonly pence: number; readonly obstacle: Obstacle } | null
}

/** None was found with so much money that no scaled budget kept any job back; that there is none is not proved. */
export interface NoneFound {
  readonly outcome: 'none-found'
}

/** However far the budgets are scaled. */
export interface Impossible {
  readonly outcome: 'impossible'
  readonly obstacle: Obstacle
}

/** Finer than a thousandth part nobody budgets; each halving costs two plans. */
const FINEST = 1000

/** `plan` is one of the problem's, and where the search starts. */
export function* leastBudget(problem: Problem, plan: Plan, asked: Deadline): Asking<LeastBudget> {
  const purse = openPurse(problem)
  const given = { asked, totalPence: purse.totalPence }
  yield { done: 0, total: null }
  const compiled = compile(problem)
  const obstacleWith = (scaled: Problem): Obstacle | undefined => findObstacle(withFundsOf(compiled, scaled), asked)
  const obstacle = obstacleWith(purse.richest())
  if (obstacle) return { ...given, outcome: 'impossible', obstacle }

  const price = (of: Plan): Known[] => {
    const pence = isClearBy(of, asked) ? leastTotalFor(of, { compiled, purse, most: Number.MAX_SAFE_INTEGER }) : null
    return pence === null ? [] : [{ plan: of, pence }]
  }
  const rich = purse.richest()
  const quick = [plan, replan(rich, plan)].flatMap(price)
  // Before none is said to be found, the search is a full one.
  const start = (quick.length > 0 ? quick : price(solve(rich, plan))).sort((a, b) => a.pence - b.pence)[0]
  if (!start) return { ...given, outcome: 'none-found' }
  const enough = leastWhole(start.pence, (pence) => obstacleWith(purse.withTotal(pence)) === undefined) ?? 0
  const { found, noneFoundPence } = yield* halve({ purse, start, proved: enough - 1, price })
  const proof = enough > 0 ? obstacleWith(purse.withTotal(enough - 1)) : undefined
  return {
    ...given,
    outcome: 'found',
    leastPence: found.pence,
    plan: found.plan,
    problem: purse.withTotal(found.pence),
    noneFoundPence,
    impossibleBelow: proof ? { pence: enough, obstacle: proof } : null,
  }
}

interface Known {
  readonly plan: Plan
  readonly pence: number
}

interface Halving {
  readonly purse: Purse
  readonly start: Known
  readonly proved: number
  /** What a plan in time needs; empty for one that is late. */
  readonly price: (plan: Plan) => Known[]
}

/** From a plan in time down towards `proved`, with which none can be: each plan found may be cheaper than was asked. */
function* halve({ purse, start, proved, price }: Halving): Asking<{ found: Known; noneFoundPence: number | null }> {
  let found = start
  let refused = proved
  let poorer: Plan | null = null
  for (let done = 1; found.pence - refused > Math.max(1, found.pence / FINEST); done++) {
    yield { done, total: null }
    const pence = refused + Math.floor((found.pence - refused) / 2)
    const scaled = purse.withTotal(pence)
    const tries: readonly Plan[] = [found.plan, ...(poorer ? [poorer] : [])].map((from) => replan(scaled, from))
    const inTime = tries.flatMap(price)[0]
    if (inTime) found = inTime
    else {
      refused = pence
      poorer = tries[0]!
    }
  }
  return { found, noneFoundPence: refused > proved ? refused : null }
}
