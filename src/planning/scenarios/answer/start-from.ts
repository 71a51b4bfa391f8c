// Where a run's search starts, and how hard it looks. Where only money changed since a plan that is known, it starts there and
// looks quickly: what moves then moves because of the money (ADR 17), and a person who tries budgets does not wait.
import { sha256 } from '../../../shared/hash.ts'
import type { Day } from '../../../shared/day.ts'
import type { Plan } from '../../engine/format/plan.ts'
import type { Effort, Problem } from '../../engine/format/problem.ts'
import type { Question } from './solve-scenario.ts'

export interface Known {
  readonly workHash: string
  readonly planText: string
}

export interface StartFrom {
  readonly clearBy: Day | null
  /** As a person asked for it; undefined: as above. */
  readonly effort: Effort | undefined
  /** The snapshot's. */
  readonly base: { readonly problem: Problem; readonly problemText: string; readonly planText: string }
  /** The run before of the same scenario. */
  readonly last: Known | null
}

export interface Started extends Question {
  readonly workHash: string
  /** Of the problem; that of the snapshot where it is the same. */
  readonly problemText: string
  /** Null: from nothing. */
  readonly warmText: string | null
}

export function startFrom(problem: Problem, { clearBy, effort, base, last }: StartFrom): Started {
  const workHash = workHashOf(problem)
  const known = [...(last ? [last] : []), { workHash: workHashOf(base.problem), planText: base.planText }]
  const same = known.find((one) => one.workHash === workHash)
  const isAsBefore = same !== undefined && sameMoney(problem, base.problem) && effort === undefined && clearBy === null
  // The snapshot's own problem is solved as the plan was, so that a scenario which changes nothing is that plan.
  if (isAsBefore) {
    const { problemText } = base
    return { problem, clearBy, workHash, problemText, warm: null, warmText: null, sameWork: false }
  }
  const warmText = (same ?? known.at(-1)!).planText
  const asked = { ...problem, effort: effort ?? (same ? 'quick' : problem.effort) }
  return {
    problem: asked,
    problemText: textOfProblem(asked),
    ...{ clearBy, workHash, warmText },
    warm: JSON.parse(warmText) as Plan,
    sameWork: same !== undefined,
  }
}

/** As it is stored. */
export function textOfProblem(problem: Problem): string {
  return `${JSON.stringify(problem)}\n`
}

/** The same for problems that differ in their budgets and in how hard to look, and in nothing else. */
export function workHashOf(problem: Problem): string {
  const funds = problem.funds.map((fund) => ({ ...fund, budgets: [] }))
  return sha256(JSON.stringify({ ...problem, funds, effort: null }))
}

function sameMoney(a: Problem, b: Problem): boolean {
  return JSON.stringify(a.funds) === JSON.stringify(b.funds)
}
