// The questions that a problem and its plan can be asked, under one roof: what is asked and what is answered is plain
// JSON, so that a worker thread can be asked as well as a function.
import type { Plan } from '../format/plan.ts'
import type { Problem } from '../format/problem.ts'
import { compareWithWaiting, type WaitingTier } from './baselines.ts'
import { costOfDelay, type CostOfDelay } from './cost-of-delay.ts'
import { frontier, type Frontier } from './frontier.ts'
import { leastBudget, type LeastBudget } from './least-budget.ts'
import { nextPound, type Bought } from './next-pound.ts'
import type { Deadline } from './obstacles.ts'
import type { Asking } from './replan.ts'

export type Question =
  | { readonly ask: 'frontier' | 'cost-of-delay' | 'baselines' }
  | ({ readonly ask: 'least-budget' } & Deadline)
  | { readonly ask: 'next-pound'; readonly stepPence: number }

export type Answer =
  | ({ readonly ask: 'frontier' } & Frontier)
  | ({ readonly ask: 'least-budget' } & WithoutPlan<LeastBudget>)
  | { readonly ask: 'next-pound'; readonly stepPence: number; readonly bought: readonly Bought[] }
  | ({ readonly ask: 'cost-of-delay' } & CostOfDelay)
  | { readonly ask: 'baselines'; readonly tiers: readonly WaitingTier[] }

/** A plan and its problem are megabytes, and who asks how much wants a figure. */
type WithoutPlan<T> = T extends unknown ? Omit<T, 'plan' | 'problem'> : never

/** The plan must be one of the problem's. */
export function* ask(problem: Problem, plan: Plan, question: Question): Asking<Answer> {
  switch (question.ask) {
    case 'frontier':
      return { ask: question.ask, ...(yield* frontier(problem, plan)) }
    case 'least-budget': {
      const { tier, by } = question
      return { ask: question.ask, ...withoutPlan(yield* leastBudget(problem, plan, { tier, by })) }
    }
    case 'next-pound': {
      const { stepPence } = question
      return { ask: question.ask, stepPence, bought: yield* nextPound(problem, plan, stepPence) }
    }
    case 'cost-of-delay':
      return { ask: question.ask, ...(yield* costOfDelay(problem, plan)) }
    case 'baselines':
      return { ask: question.ask, tiers: compareWithWaiting(problem, plan) }
  }
}

function withoutPlan(found: LeastBudget): WithoutPlan<LeastBudget> {
  if (found.outcome !== 'found') return found
  const { asked, totalPence, outcome, leastPence, noneFoundPence, impossibleBelow } = found
  return { asked, totalPence, outcome, leastPence, noneFoundPence, impossibleBelow }
}
