// From a scenario's problem to its answer. Pure, and told by its arguments alone, so that a run can be done again years
// later: the problem as asked, the plan that the search starts from, and the deadline if there is one.
import { daysBetween, financialYearOf, startYearOf, type Day } from '../../../shared/day.ts'
import type { Plan } from '../../engine/format/plan.ts'
import type { Fund, Problem } from '../../engine/format/problem.ts'
import { leastBudget } from '../../engine/questions/least-budget.ts'
import { openPurse } from '../../engine/questions/money.ts'
import { bestOf, type Asking } from '../../engine/questions/replan.ts'
import { solve } from '../../engine/solve.ts'
import { sayObstacle } from '../../questions/say-obstacle.ts'
import { DEADLINE_TIER } from '../scenario.ts'

export interface Question {
  /** As asked: its effort says how hard to look. */
  readonly problem: Problem
  readonly clearBy: Day | null
  /** The plan to start from. */
  readonly warm: Plan | null
  /** The warm plan is one of this very work: it is the answer itself where nothing better is found that it can pay for. */
  readonly sameWork: boolean
}

export interface Solved {
  /** With a deadline: with the money that was found for it. */
  readonly problem: Problem
  readonly plan: Plan
  readonly deadline: DeadlineAnswer | null
}

export interface DeadlineAnswer {
  readonly clearBy: Day
  readonly outcome: 'found' | 'none-found' | 'impossible'
  /** Found: the least that all budgets come to with which a plan was found that is in time. */
  readonly leastPence: number | null
  readonly givenPence: number
  /** Not found: by how many days the best plan that was found misses it, with all the money that could be used; null: by ever. */
  readonly missedByDays: number | null
  readonly says: string | null
}

export function* solveScenario(question: Question): Asking<Solved> {
  const { problem, clearBy, warm } = question
  yield { done: 0, total: clearBy === null ? 1 : null }
  const found = solve(problem, warm)
  const plan = warm && question.sameWork && affords(problem, warm) ? bestOf([found, warm]) : found
  if (clearBy === null) return { problem, plan, deadline: null }
  return yield* meetDeadline(problem, plan, clearBy)
}

function* meetDeadline(problem: Problem, plan: Plan, by: Day): Asking<Solved> {
  const least = yield* leastBudget(problem, plan, { tier: DEADLINE_TIER, by })
  const given = { clearBy: by, givenPence: least.totalPence }
  if (least.outcome === 'found') {
    const { impossibleBelow } = least
    const says = impossibleBelow ? sayObstacle(impossibleBelow.obstacle) : null
    const deadline = { ...given, outcome: least.outcome, leastPence: least.leastPence, missedByDays: null, says }
    return { problem: least.problem, plan: least.plan, deadline }
  }
  const rich = openPurse(problem).richest()
  const best = bestOf([solve(rich, plan), plan])
  const says = least.outcome === 'impossible' ? sayObstacle(least.obstacle) : null
  const missedByDays = daysLate(best, by)
  return {
    problem: rich,
    plan: best,
    deadline: { ...given, outcome: least.outcome, leastPence: null, missedByDays, says },
  }
}

/** Null: some of it is never done. */
function daysLate({ measures }: Plan, by: Day): number | null {
  const ends = measures.perTier.filter(({ tier }) => tier <= DEADLINE_TIER).map(({ clearOn }) => clearOn)
  if (ends.some((end) => end === null)) return null
  return Math.max(0, ...ends.map((end) => daysBetween(by, end!)))
}

/** Whether the problem's budgets pay for what the plan draws. Pins that overrun a budget count as what they draw. */
export function affords({ funds, startOn }: Problem, { measures }: Plan): boolean {
  const first = startYearOf(financialYearOf(startOn))
  const last = Math.max(first, ...measures.spend.map(({ financialYear }) => startYearOf(financialYear)))
  return funds.every((fund) => {
    const of = (of: readonly { financialYear: string; pence: number }[], year: number): number =>
      of.reduce((sum, one) => sum + (Number(one.financialYear.slice(0, 4)) === year ? one.pence : 0), 0)
    const drawn = measures.spend.filter(({ fundId }) => fundId === fund.id)
    let carried = 0
    for (let year = first; year <= last; year++) {
      const budget = of(fund.budgets, year)
      const left = budget + carried - of(drawn, year)
      if (left < 0 && !fund.unlimited) return false
      // Carried money is spent first, and goes no further than one year.
      carried = Math.min(carryCap(fund), budget, Math.max(0, left))
    }
    return true
  })
}

function carryCap({ carryOver, carryOverCapPence = 0 }: Fund): number {
  return carryOver === 'none' ? 0 : carryOver === 'full' ? Infinity : carryOverCapPence
}
