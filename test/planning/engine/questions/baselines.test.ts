import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareWithWaiting } from '../../../../src/planning/engine/questions/baselines.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { day } from '../../../../src/shared/day.ts'
import { runs } from '../../../support/runs.ts'
import { job, problem } from '../build.ts'
import { randomProblem } from '../random-problem.ts'

describe('waiting for upgrades', () => {
  it('counts each job until its upgrade, and without one to the horizon and a week', () => {
    const jobs = [
      job('a', { upgradeOn: day('2027-03-31') }),
      job('b', { tier: 6 }),
      job('c', { tier: 6, upgradeOn: day('2026-01-01') }),
    ]
    const from = problem({ weeks: 12, jobs })
    expect(compareWithWaiting(from, solve(from))).toMatchObject([
      { tier: 3, plannedDays: 7, waitingDays: 30, waitingClearOn: '2027-03-31', undatedJobs: 0 },
      { tier: 6, plannedDays: 14, waitingDays: 91, waitingClearOn: null, undatedJobs: 1 },
    ])
  })

  it('leaves as much over as the plan says that it averts', () => {
    fc.assert(
      fc.property(randomProblem, (from) => {
        const plan = solve(from)
        const averted = compareWithWaiting(from, plan).reduce((sum, t) => sum + t.waitingDays - t.plannedDays, 0)
        expect(averted).toBeCloseTo(plan.measures.avertedExposureDays, 6)
      }),
      { seed: 37, numRuns: runs(50, 600) },
    )
  })
})
