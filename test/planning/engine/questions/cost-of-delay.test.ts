import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../../src/planning/engine/format/problem.ts'
import { costOfDelay, exposureOf, startLater } from '../../../../src/planning/engine/questions/cost-of-delay.ts'
import { answer } from '../../../../src/planning/engine/questions/replan.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { day } from '../../../../src/shared/day.ts'
import { runs } from '../../../support/runs.ts'
import { budgets, draw, fund, job, place, pool, problem } from '../build.ts'
import { randomProblem } from '../random-problem.ts'

const ask = (from: Problem) => answer(costOfDelay(from, solve(from)))

describe('the cost of delay', () => {
  it('is every day of the delay where nothing else binds, and nothing is left beyond the horizon', () => {
    const { onTime, delays } = ask(problem({ weeks: 20, jobs: [job('a'), job('b', { weightPerDay: 2 })] }))
    expect(onTime).toEqual([{ tier: 3, exposureDays: 21, clearOn: '2027-03-08' }])
    expect(delays).toMatchObject([
      { weeks: 4, startOn: '2027-03-29', tiers: [{ exposureDaysMore: 84, clearOn: '2027-04-05' }] },
      { weeks: 13, startOn: '2027-05-31', tiers: [{ exposureDaysMore: 273, clearOn: '2027-06-07' }] },
      { weeks: 26, tiers: null },
      { weeks: 52, tiers: null },
    ])
  })

  it('loses the budgets of the years gone by, and what they would have handed on', () => {
    const jobs = [job('a', { draws: [draw(100)] })]
    const funds = [fund({ budgets: budgets(100, 0), carryOver: 'full' })]
    const { delays } = ask(problem({ weeks: 20, funds, jobs }))
    expect(delays[0]).toMatchObject({ tiers: [{ clearOn: '2027-04-05' }] })
    expect(delays[1]).toMatchObject({ tiers: [{ clearOn: null, exposureDays: 147 }] })
  })

  it('keeps what belongs to later weeks and years where it is', () => {
    const later = startLater(
      problem({
        weeks: 12,
        pools: [pool({ minutesPerWeek: Array.from({ length: 12 }, (_, week) => week) })],
        jobs: [job('a', { draws: [draw([1, 2, 3])] }), job('b', { draws: [draw([1])] })],
        pinned: [place('a', day('2027-03-08')), place('b', day('2027-04-12'))],
        previous: [place('a', day('2027-03-08'))],
        frozenWeeks: 3,
      }),
      5,
    )
    expect(later).toMatchObject({ startOn: '2027-04-05', weeks: 7, previous: [], frozenWeeks: 0 })
    expect(later.pools[0]!.minutesPerWeek).toEqual([5, 6, 7, 8, 9, 10, 11])
    expect(later.jobs.map(({ draws }) => draws[0]!.pence)).toEqual([[2, 3], [1]])
    expect(later.pinned).toEqual([place('b', day('2027-04-12'))])
  })

  it('is never a gain, and grows with the delay, the most urgent tier first', () => {
    fc.assert(
      fc.property(randomProblem, (drawn) => {
        const from = { ...drawn, pinned: [], previous: [], frozenWeeks: 0 }
        const { onTime, delays } = ask(from)
        const vectors = [onTime, ...delays.flatMap(({ tiers }) => (tiers ? [tiers] : []))]
        for (const [i, later] of vectors.entries()) {
          const sooner = vectors[i - 1]
          const first = sooner?.findIndex(({ exposureDays }, t) => exposureDays !== later[t]!.exposureDays) ?? -1
          if (first >= 0) expect(later[first]!.exposureDays).toBeGreaterThan(sooner![first]!.exposureDays)
        }
      }),
      { seed: 35, numRuns: runs(40, 400) },
    )
  })

  it('is no gain either where work of no weight could spend what other work needs', () => {
    const funds = [fund({ budgets: budgets(45, 882), carryOver: 'capped', carryOverCapPence: 45 })]
    const jobs = [
      job('first', { tier: 0, weightPerDay: 0, draws: [draw([0, 421, 0]), draw(506)], minutes: 0, poolIds: [] }),
      job('middle', { weightPerDay: 0, draws: [draw(1)], minutes: 0, poolIds: [] }),
      job('last', { tier: 6, weightPerDay: 1, after: ['middle'], minutes: 0, poolIds: [] }),
    ]
    const { delays } = ask(problem({ weeks: 27, effort: 'quick', funds, jobs }))
    for (const { tiers } of delays) expect(tiers?.at(-1)!.exposureDaysMore ?? 0).toBeGreaterThanOrEqual(0)
  })

  it('counts a plan on time as the plan itself does', () => {
    fc.assert(
      fc.property(randomProblem, (from) => {
        const plan = solve(from)
        const own = plan.measures.perTier.map(({ tier, exposureDays, clearOn }) => ({ tier, exposureDays, clearOn }))
        expect(exposureOf(from, plan)).toEqual(own)
      }),
      { seed: 36, numRuns: runs(40, 400) },
    )
  })
})
