// More money is never worse: promised of a run that starts from the poorer one's plan of the same work, at the same effort.
// Of two plans made afresh it is not: the queue goes by tier and not by gain, so that money may let a weightless job of a higher
// tier go first (engine/queue-jumping.test.ts has it by hand, ADR 15 the reasons).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Effort, Problem } from '../../../src/planning/engine/format/problem.ts'
import type { Plan } from '../../../src/planning/engine/format/plan.ts'
import { answer } from '../../../src/planning/engine/questions/replan.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { affords, solveScenario } from '../../../src/planning/scenarios/answer/solve-scenario.ts'
import { runs } from '../../support/runs.ts'
import { randomProblem } from '../engine/random-problem.ts'

/** Every budget with so much more, in turn. */
function richer(problem: Problem, more: readonly number[]): Problem {
  let n = 0
  const funds = problem.funds.map((fund) => ({
    ...fund,
    budgets: fund.budgets.map((budget) => ({ ...budget, pence: budget.pence + more[n++ % more.length]! })),
  }))
  return { ...problem, funds }
}

const run = (problem: Problem, warm: Plan): Plan =>
  answer(solveScenario({ problem, clearBy: null, warm, sameWork: true })).plan

/** The first tier in which they differ decides: negative where `a` has less exposure. */
function compareExposure(a: Plan, b: Plan): number {
  const [of, than] = [a, b].map(({ measures }) => measures.perTier.map(({ exposureDays }) => exposureDays))
  return of!.map((days, i) => days - than![i]!).find((difference) => difference !== 0) ?? 0
}

describe('a scenario with more money', () => {
  const asked = fc.record({
    problem: randomProblem,
    effort: fc.constantFrom<Effort>('quick', 'standard'),
    steps: fc.array(fc.array(fc.nat(300_000), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
  })

  it('is never worse than the poorer one that it starts from, the most urgent tier first, however often money is added', () => {
    fc.assert(
      fc.property(asked, ({ problem, effort, steps }) => {
        let poor: Problem = { ...problem, effort }
        let plan = solve(poor)
        // Pins that overrun a year are no plan of the money given.
        fc.pre(affords(poor, plan))
        for (const more of steps) {
          const rich = richer(poor, more)
          const next = run(rich, plan)
          expect(compareExposure(next, plan)).toBeLessThanOrEqual(0)
          expect(affords(rich, next)).toBe(true)
          ;[poor, plan] = [rich, next]
        }
      }),
      { seed: 20_221_124, numRuns: runs(60, 1_500) },
    )
  })

  it('with no more money is never worse either', () => {
    fc.assert(
      fc.property(asked, ({ problem }) => {
        const plan = solve(problem)
        fc.pre(affords(problem, plan))
        expect(compareExposure(run(problem, plan), plan)).toBeLessThanOrEqual(0)
      }),
      { seed: 20_221_124, numRuns: runs(40, 500) },
    )
  })
})
