import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundOf } from '../../../src/planning/engine/bound.ts'
import type { Plan } from '../../../src/planning/engine/format/plan.ts'
import type { Problem } from '../../../src/planning/engine/format/problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'
import { job, place, problem } from './build.ts'
import { randomProblem } from './random-problem.ts'

const tries = { seed: 20_221_124, numRuns: runs(300, 4_000) }
const [first, second] = [day('2027-03-01'), day('2027-03-08')]

/** The plan with these jobs in these weeks of the crew, whatever the solver would say. */
function byHand(of: Problem, weekOf: Record<string, ReturnType<typeof day>>): Plan {
  const assigned = Object.entries(weekOf).map(([jobId, weekOn]) => ({ ...place(jobId, weekOn), binding: [] }))
  return { ...solve(of), assigned, unplaced: [], waiting: [] }
}

const bounds = (of: Problem, plan: Plan): unknown =>
  boundOf(of, plan).map(({ tier, exposureDays, bound }) => [tier, exposureDays, bound])

describe('the bound of a plan', () => {
  // One job a week: 2 × 7 + 1 × 14 = 28 the heavy one first, 1 × 7 + 2 × 14 = 35 the light one first.
  const two = [job('heavy', { weightPerDay: 2, minutes: 600 }), job('light', { minutes: 600 })]

  it('meets the best plan, and says how far a worse one is from it', () => {
    const asked = problem({ jobs: two })
    expect(bounds(asked, byHand(asked, { heavy: first, light: second }))).toEqual([[3, 28, 28]])
    expect(bounds(asked, byHand(asked, { heavy: second, light: first }))).toEqual([[3, 35, 28]])
  })

  it('of a lower tier is given the plan’s own tiers above it', () => {
    const asked = problem({ jobs: [two[0]!, job('lower', { tier: 6, minutes: 600 })] })
    expect(bounds(asked, byHand(asked, { heavy: first, lower: second }))).toEqual([
      [3, 14, 14],
      [6, 14, 14],
    ])
    // Tier 3 could be better; with it where it is, tier 6 could not.
    expect(bounds(asked, byHand(asked, { heavy: second, lower: first }))).toEqual([
      [3, 28, 14],
      [6, 7, 7],
    ])
  })

  it('takes pins and frozen jobs as given', () => {
    const pinned = problem({ jobs: two, pinned: [place('light', first)] })
    expect(bounds(pinned, solve(pinned))).toEqual([[3, 35, 35]])
    const frozen = problem({ jobs: two, previous: [place('light', first)], frozenWeeks: 1 })
    expect(bounds(frozen, solve(frozen))).toEqual([[3, 35, 35]])
  })

  it('counts what waits to its upgrade, and what is unplaced to the horizon and a week', () => {
    const jobs = [
      job('waits', { tier: 6, minutes: 601, mayWait: true, upgradeOn: day('2027-03-11') }),
      job('unplaced', { minutes: 601 }),
    ]
    const asked = problem({ jobs, weeks: 2 })
    expect(bounds(asked, solve(asked))).toEqual([
      [3, 21, 21],
      [6, 10, 10],
    ])
  })

  it('is found for a plan that was made quickly, which has none of its own', () => {
    const asked = problem({ jobs: [...two, job('third', { minutes: 300 })], effort: 'quick' })
    const plan = solve(asked)
    expect(plan.measures.perTier[0]!.bound).toBeNull()
    expect(boundOf(asked, plan)[0]!.bound).not.toBeNull()
  })

  it('never exceeds the exposure, and is the plan’s own again where nothing but exposure counted', () => {
    fc.assert(
      fc.property(randomProblem, (asked) => {
        const plan = solve(asked)
        for (const [i, { tier, exposureDays, bound }] of boundOf(asked, plan).entries()) {
          const own = plan.measures.perTier[i]!
          expect([tier, exposureDays]).toEqual([own.tier, own.exposureDays])
          expect(bound).toBeLessThanOrEqual(exposureDays)
          // A plan that was charged for moves stopped looking for prices at the exposure of one that moved more.
          if (asked.effort !== 'quick' && asked.previous.length === 0) expect(bound).toBe(own.bound)
        }
      }),
      tries,
    )
  })

  it('of the first tier holds for any other plan with the same pins', () => {
    fc.assert(
      fc.property(randomProblem, (drawn) => {
        const asked = { ...drawn, previous: [] }
        const [one, other] = (['quick', 'standard'] as const).map((effort) => solve({ ...asked, effort }))
        const [bound] = boundOf(asked, one!)
        if (bound) expect(bound.bound).toBeLessThanOrEqual(other!.measures.perTier[0]!.exposureDays)
      }),
      tries,
    )
  })
})
