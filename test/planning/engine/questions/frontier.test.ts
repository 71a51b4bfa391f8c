import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../../src/planning/engine/format/problem.ts'
import { POINTS, frontier, type FrontierPoint } from '../../../../src/planning/engine/questions/frontier.ts'
import { answer } from '../../../../src/planning/engine/questions/replan.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { runs } from '../../../support/runs.ts'
import { budgets, draw, fund, job, problem } from '../build.ts'
import { randomProblem } from '../random-problem.ts'

const ask = (from: Problem) => answer(frontier(from, solve(from)))

/** The first tier in which they differ decides. */
function isNotWorse(rich: FrontierPoint, poor: FrontierPoint): boolean {
  const first = rich.tiers.find(({ exposureDays }, i) => exposureDays !== poor.tiers[i]!.exposureDays)
  return !first || first.exposureDays < poor.tiers.find(({ tier }) => tier === first.tier)!.exposureDays
}

describe('the frontier', () => {
  it('never gets worse with more money: not the exposure, the most urgent tier first, and no clear date', () => {
    fc.assert(
      fc.property(randomProblem, (from) => {
        const { points } = ask(from)
        for (const [i, rich] of points.entries()) {
          const poor = points[i - 1]
          if (!poor) continue
          expect(rich.totalPence).toBeGreaterThan(poor.totalPence)
          expect(isNotWorse(rich, poor)).toBe(true)
          for (const [t, { clearOn }] of poor.tiers.entries()) {
            if (clearOn !== null) expect(rich.tiers[t]!.clearOn! <= clearOn).toBe(true)
          }
        }
      }),
      { seed: 31, numRuns: runs(60, 500) },
    )
  })

  it('is at the present budget no worse than the present plan', () => {
    const plan = (from: Problem) => solve(from).measures.perTier
    fc.assert(
      fc.property(randomProblem, (from) => {
        const { points, totalPence } = ask(from)
        const now = points.findLast((point) => point.totalPence <= totalPence)!
        if (totalPence > points.at(-1)!.totalPence || now.totalPence === totalPence) {
          for (const [t, { clearOn }] of plan(from).entries()) {
            if (clearOn !== null) expect(now.tiers[t]!.clearOn! <= clearOn).toBe(true)
          }
        }
      }),
      { seed: 32, numRuns: runs(30, 300) },
    )
  })

  it('ends where more money changes nothing: to the penny', () => {
    const jobs = ['a', 'b'].map((id) => job(id, { draws: [draw(10_000)] }))
    const found = ask(problem({ funds: [fund({ budgets: budgets(15_000) })], jobs }))
    expect(found.points).toHaveLength(POINTS)
    expect(found.points.at(-1)).toEqual({
      totalPence: 20_000,
      tiers: [{ tier: 3, clearOn: '2027-03-08', exposureDays: 14 }],
    })
    expect(found.points.map((point) => point.totalPence)).toContain(15_000)
    expect(found.points[0]!.tiers[0]!.clearOn).toBeNull()
  })

  it.each([
    ['no jobs', {}, []],
    ['no funds', { funds: [], jobs: [job('a')] }, ['2027-03-08']],
    ['no limit', { funds: [fund({ unlimited: true })], jobs: [job('a', { draws: [draw(5)] })] }, ['2027-03-08']],
    ['no money', { funds: [fund({ budgets: [] })], jobs: [job('a', { draws: [draw(5)] })] }, [null]],
  ])('is one point with %s', (_, changes, clear) => {
    expect(
      ask(problem(changes)).points.map(({ totalPence, tiers }) => [totalPence, tiers.map((t) => t.clearOn)]),
    ).toEqual([[0, clear]])
  })
})
