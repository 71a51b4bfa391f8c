// A problem's plan: the search decides where every job stands, and the plan is written from that, tier by tier, so that
// what it says of a job's week rests on the tiers up to its own, as the guarantee does.
import { compile } from './board/compile.ts'
import { incumbentOf } from './board/incumbent.ts'
import type { Plan } from './format/plan.ts'
import type { Problem } from './format/problem.ts'
import { search } from './search/search.ts'
import { writeDown } from './write-down.ts'

/**
 * The problem must be one that readProblem returned. Never fails: a job that cannot be placed is in `unplaced` with its
 * reason. Near-linear in the jobs. An incumbent is a plan to start from, of this problem or of one much like it.
 */
export function solve(problem: Problem, incumbent: Pick<Plan, 'assigned'> | null = null): Plan {
  const compiled = compile(problem)
  return writeDown(search(compiled, incumbent && incumbentOf(compiled, incumbent)))
}
