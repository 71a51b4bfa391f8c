import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../../src/planning/engine/check/check-plan.ts'
import { explainJob } from '../../../src/planning/engine/explain.ts'
import { writePlan, type Plan } from '../../../src/planning/engine/format/plan.ts'
import type { Problem } from '../../../src/planning/engine/format/problem.ts'
import { readProblem } from '../../../src/planning/engine/format/read-problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { runs } from '../../support/runs.ts'
import { randomProblem } from './random-problem.ts'

const SEED = 20_221_124
const tries = { seed: SEED, numRuns: runs(400, 4_000) }

/** The same problem with every list in another order, but for the pools that a job accepts. */
function shuffled(problem: Problem): fc.Arbitrary<Problem> {
  const any = <T>(list: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...list], { minLength: list.length })
  return fc
    .record({
      funds: any(problem.funds.map((fund) => ({ ...fund, budgets: fund.budgets.toReversed() }))),
      pools: any(problem.pools),
      jobs: any(
        problem.jobs.map((job) => ({
          ...job,
          draws: job.draws.toReversed(),
          closed: job.closed.toReversed(),
          after: job.after.toReversed(),
        })),
      ),
      pinned: any(problem.pinned),
      previous: any(problem.previous),
    })
    .map((lists) => ({ ...problem, ...lists }))
}

/** The answer for jobs of the tiers up to this one. */
function upTo(tier: number, { jobs }: Problem, plan: Plan): unknown {
  const ids = new Set(jobs.filter((job) => job.tier <= tier).map(({ id }) => id))
  const mine = <T extends { readonly jobId: string }>(list: readonly T[]): T[] =>
    list.filter(({ jobId }) => ids.has(jobId))
  return [mine(plan.assigned), mine(plan.waiting), mine(plan.unplaced)]
}

describe('any problem', () => {
  it('gets a plan in which the independent checker finds nothing: no overrun, no broken window, no queue jumping', () => {
    fc.assert(
      fc.property(randomProblem, (problem) => {
        expect(checkPlan(problem, solve(problem))).toEqual([])
      }),
      tries,
    )
  })

  it('gets the same bytes again, and in any order of its lists', () => {
    const pairs = randomProblem.chain((problem) => shuffled(problem).map((other) => ({ problem, other })))
    fc.assert(
      fc.property(pairs, ({ problem, other }) => {
        const bytes = writePlan(solve(problem))
        expect(writePlan(solve(problem))).toBe(bytes)
        expect(writePlan(solve(other))).toBe(bytes)
      }),
      // Three searches a run.
      { ...tries, numRuns: runs(300, 1_500) },
    )
  })

  it('serves each tier strictly first: jobs of lower tiers change nothing above them', () => {
    fc.assert(
      fc.property(randomProblem, fc.constantFrom(0, 1, 3, 6), (drawn, tier) => {
        const problem = { ...drawn, pinned: [], previous: [] }
        const alone = { ...problem, jobs: problem.jobs.filter((job) => job.tier <= tier) }
        expect(upTo(tier, problem, solve(problem))).toEqual(upTo(tier, alone, solve(alone)))
      }),
      tries,
    )
  })

  it('reads back from its own JSON as it was', () => {
    fc.assert(
      fc.property(randomProblem, (problem) => {
        expect(readProblem(JSON.parse(JSON.stringify(problem)))).toEqual(problem)
      }),
      tries,
    )
  })

  it('explains every job without contradicting the plan', () => {
    fc.assert(
      fc.property(randomProblem, (problem) => {
        const plan = solve(problem)
        for (const { id } of problem.jobs) {
          const { weekOn, reliefs } = explainJob(problem, plan, id)
          for (const relief of reliefs) {
            if (weekOn !== null) expect(relief.weekOn < weekOn).toBe(true)
            for (const need of [relief.pence, relief.minutes, relief.days]) expect(need ?? 1).toBeGreaterThan(0)
          }
        }
      }),
      { ...tries, numRuns: runs(150, 1_500) },
    )
  })
})
