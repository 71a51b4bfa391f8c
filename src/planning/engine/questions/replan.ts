// The same work planned again under other circumstances, starting from a plan that is known.
import type { Compiled } from '../board/compile.ts'
import type { Incumbent } from '../board/incumbent.ts'
import type { Measures, Plan, TierMeasure } from '../format/plan.ts'
import type { Problem } from '../format/problem.ts'
import { measure } from '../measures.ts'
import { search } from '../search/search.ts'
import { solve } from '../solve.ts'

/** What a question tells while it works: how much of it is done, and of how much (null: nobody can know). */
export interface Step {
  readonly done: number
  readonly total: number | null
}

/** A question is worked on step by step, so that whoever asks can say how far it is, and stop it. */
export type Asking<Answer> = Generator<Step, Answer>

/** The answer, without a stop. */
export function answer<Answer>(asking: Asking<Answer>): Answer {
  for (;;) {
    const step = asking.next()
    if (step.done) return step.value
  }
}

/**
 * Lists and a left shift from the known plan, without prices and without ruin and recreate: a twentieth of the time of
 * a full search or less, of which a question asks dozens. And what then moves, moves because of what changed: a full
 * search finds a little more each time it is run, and the money would be praised for it.
 */
export function replan(problem: Problem, known: Pick<Plan, 'assigned'> | null): Plan {
  return solve({ ...problem, effort: 'quick' }, known)
}

/** As much of a plan as is compared with others. */
export interface Sketch {
  readonly measures: Measures
}

/** A sketch that more can be planned from. */
export interface Stand extends Sketch {
  readonly stands: Incumbent
}

/** As replan, of a problem that is compiled, and without the reasons of each job, which take longer than its week. */
export function sketch(compiled: Compiled, { stands }: Pick<Stand, 'stands'>): Stand {
  const searched = search({ ...compiled, effort: 'quick' }, stands)
  return { measures: measure(searched), stands: searched.board }
}

/** Tier by tier, the most urgent first: fewer exposure-days win. Negative if `a` is better. Both of the same jobs. */
export function compareExposure(a: Sketch, b: Sketch): number {
  for (const [i, { exposureDays }] of a.measures.perTier.entries()) {
    const difference = exposureDays - b.measures.perTier[i]!.exposureDays
    if (difference !== 0) return difference
  }
  return 0
}

/** The first of the best. */
export function bestOf<T extends Sketch>(plans: readonly [T, ...T[]]): T {
  return plans.reduce((best, plan) => (compareExposure(plan, best) < 0 ? plan : best))
}

/** Whether a plan has every job up to this tier done by the day. */
export function isClearBy(plan: Sketch, { tier, by }: { tier: number; by: string }): boolean {
  const isDone = ({ clearOn }: TierMeasure): boolean => clearOn !== null && clearOn <= by
  return plan.measures.perTier.every((measure) => measure.tier > tier || isDone(measure))
}
