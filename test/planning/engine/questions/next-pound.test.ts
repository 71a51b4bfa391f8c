import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../../src/planning/engine/format/problem.ts'
import { nextPound } from '../../../../src/planning/engine/questions/next-pound.ts'
import { answer } from '../../../../src/planning/engine/questions/replan.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { day } from '../../../../src/shared/day.ts'
import { runs } from '../../../support/runs.ts'
import { budgets, draw, fund, job, problem } from '../build.ts'
import { randomProblem } from '../random-problem.ts'

const ask = (from: Problem, stepPence: number) => answer(nextPound(from, solve(from), stepPence))

describe('the next pound', () => {
  it('never buys anything worse: the first tier that changes has fewer exposure-days', () => {
    fc.assert(
      fc.property(randomProblem, fc.integer({ min: 0, max: 800 }), (from, step) => {
        for (const { tiers } of ask(from, step)) {
          const moved = tiers.find(({ exposureDaysFewer }) => exposureDaysFewer !== 0)
          expect(moved?.exposureDaysFewer ?? 1).toBeGreaterThan(0)
        }
      }),
      { seed: 34, numRuns: runs(60, 500) },
    )
  })

  it('buys nothing for nothing: what moves, moves because of the money', () => {
    fc.assert(
      fc.property(randomProblem, (drawn) => {
        const gains = ask({ ...drawn, previous: [] }, 0).flatMap(({ tiers }) => tiers)
        expect(gains.filter(({ exposureDaysFewer }) => exposureDaysFewer !== 0)).toEqual([])
      }),
      { seed: 38, numRuns: runs(40, 400) },
    )
  })

  it('buys what it is just enough for, in its own year and no other', () => {
    const jobs = [
      job('a', { draws: [draw(10_000)] }),
      job('b', { draws: [draw(10_000)], releaseOn: day('2027-04-05') }),
    ]
    const from = problem({ funds: [fund({ budgets: budgets(9_000, 10_000) })], jobs })
    const none = { tier: 3, exposureDaysFewer: 0 }
    expect(ask(from, 999).map(({ tiers }) => tiers[0])).toMatchObject([none, none])
    // From the end of the count, thirteen weeks, to the end of the first week.
    expect(ask(from, 1_000).map(({ tiers }) => tiers[0])).toMatchObject([
      { exposureDaysFewer: 84, clearOn: null, clearOnWithMore: '2027-04-12' },
      none,
    ])
  })

  it('gives the price of the plan as an estimate, and none where the plan has no prices', () => {
    const jobs = ['a', 'b'].map((id) => job(id, { draws: [draw(10_000)] }))
    const from = problem({ funds: [fund({ budgets: budgets(10_000) })], jobs })
    expect(ask(from, 10_000)[0]!.tiers[0]!.estimatedDaysFewer).toBeGreaterThan(0)
    expect(ask({ ...from, effort: 'quick' }, 10_000)[0]!.tiers[0]!.estimatedDaysFewer).toBeNull()
  })

  it('asks of no fund that is unlimited or that nothing draws on', () => {
    expect(ask(problem({ jobs: [job('a')] }), 1)).toEqual([])
    expect(ask(problem({ funds: [fund({ unlimited: true })], jobs: [job('a', { draws: [draw(1)] })] }), 1)).toEqual([])
  })
})
