// Re-planning: what the plan before this one is worth, and that nothing is moved for less.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../../src/planning/engine/check/check-plan.ts'
import { gather } from '../../../src/planning/engine/check/facts.ts'
import { recount } from '../../../src/planning/engine/check/recount.ts'
import type { Plan } from '../../../src/planning/engine/format/plan.ts'
import type { Place, Problem } from '../../../src/planning/engine/format/problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { addDays } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'
import { replanned, type Replanned } from './random-problem.ts'

const tries = { seed: 20_221_124, numRuns: runs(400, 3_000) }

const said = ({ weekOn, poolId }: Place): string => JSON.stringify([weekOn, poolId])

/** By tier, in thousandths of exposure-days: what is exposed, and what its moved jobs are charged. */
function costs({ jobs, previous, moveCharge }: Problem, plan: Plan): number[] {
  const tierOf = new Map(jobs.map(({ id, tier }) => [id, tier]))
  const at = new Map(plan.assigned.map((place) => [place.jobId, said(place)]))
  const moved = previous.filter((place) => at.get(place.jobId) !== said(place))
  return plan.measures.perTier.map(({ tier, exposureDays }) => {
    const moves = moved.filter(({ jobId }) => tierOf.get(jobId) === tier).length
    return Math.round(1000 * exposureDays) + moves * Math.round(1000 * moveCharge)
  })
}

/** The old plan in the new problem, as long as it breaks nothing but the queue there. */
function leftAlone({ problem, old }: Replanned): Plan | undefined {
  if (old.assigned.length + old.waiting.length + old.unplaced.length < problem.jobs.length) return undefined
  const plan = { ...old, measures: recount(gather(problem, old)) }
  const breaks = checkPlan(problem, plan).filter(({ code }) => !['queue-jump', 'unplaced', 'inherited'].includes(code))
  return breaks.length === 0 ? plan : undefined
}

/** Work that weighs nothing may be placed at no gain, and then takes room from a lower tier (decision record 14). */
const weighing = replanned.map(({ problem, old }): Replanned => ({
  old,
  problem: {
    ...problem,
    jobs: problem.jobs.map((job) => ({ ...job, weightPerDay: Math.max(0.001, job.weightPerDay) })),
  },
}))

describe('a plan made anew', () => {
  it('passes the checker, whatever the plan before it was', () => {
    fc.assert(
      fc.property(replanned, ({ problem }) => {
        expect(checkPlan(problem, solve(problem))).toEqual([])
      }),
      tries,
    )
  })

  it('is not worse than leaving the old plan alone: less in the first tier in which it differs', () => {
    let compared = 0
    fc.assert(
      fc.property(weighing, ({ problem, old }) => {
        const alone = leftAlone({ problem, old })
        if (!alone) return
        compared += 1
        const [now, was] = [costs(problem, solve(problem)), costs(problem, alone)]
        const first = now.findIndex((cost, i) => cost !== was[i])
        if (first >= 0) expect(now[first]).toBeLessThan(was[first]!)
      }),
      tries,
    )
    expect(compared).toBeGreaterThan(tries.numRuns / 3)
  })

  it('leaves all frozen jobs where they were while the old plan still holds and no urgent job is without a place', () => {
    fc.assert(
      fc.property(replanned, ({ problem, old }) => {
        const known = new Set(old.assigned.map(({ jobId }) => jobId))
        if (!leftAlone({ problem, old }) || problem.jobs.some(({ id, tier }) => tier <= 3 && !known.has(id))) return
        const now = new Map(solve(problem).assigned.map((place) => [place.jobId, said(place)]))
        const frozenUntil = addDays(problem.startOn, 7 * problem.frozenWeeks)
        for (const place of problem.previous) {
          if (place.weekOn < frozenUntil) expect(now.get(place.jobId)).toBe(said(place))
        }
      }),
      tries,
    )
  })
})
