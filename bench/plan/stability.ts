// What a small change of the facts does to a plan that people already work by: two jobs in a hundred are scored anew.
import type { Plan } from '../../src/planning/engine/format/plan.ts'
import type { Problem } from '../../src/planning/engine/format/problem.ts'
import { readProblem } from '../../src/planning/engine/format/read-problem.ts'
import { solve } from '../../src/planning/engine/solve.ts'
import { daysBetween } from '../../src/shared/day.ts'
import { atMost, mean, type Figure } from '../figure.ts'
import { makeDraw, makeInstance } from './instance.ts'

const FIRST_SEED = 201
/** One job in so many. */
const RESCORED = 50
/**
 * A move is charged what the mean job exposes in 28 days, the notice at which contractors claim work (`claimAheadDays`):
 * moving a job throws that notice away, so it should avert at least as much. Half of it shows what the charge decides.
 */
const NOTICE_DAYS = { '28 days': 28, '14 days': 14 }

export async function* stability(short: boolean): AsyncIterable<Figure> {
  const sizes = short ? [800] : [1000, 2000, 3000]
  const cases = sizes.map((jobs, i) => makeCase(jobs, FIRST_SEED + i))
  const shared = {
    seed: FIRST_SEED,
    note: `${sizes.join(', ')} jobs, standard; ${100 / RESCORED} % of the jobs scored anew`,
  }
  for (const [notice, days] of Object.entries(NOTICE_DAYS)) {
    const plans = cases.map((one) => ({ ...one, now: solveAnew(one, days) }))
    const named = (what: string): string => `stability: ${what}, a move charged ${notice}`
    const moved = Math.max(...plans.map(({ old, now }) => shareMoved(old, now)))
    const worse = plans.filter(({ rescored, old, now }) => isWorse(exposures(rescored, now), exposures(rescored, old)))
    yield atMost(days === 28 ? 5 : null, { ...shared, figure: named('jobs that move, worst'), value: moved, unit: '%' })
    yield atMost(0, { ...shared, figure: named('worse than left alone'), value: worse.length, unit: 'plans' })
  }
  const anew = cases.map(({ rescored, old }) => shareMoved(old, solve({ ...rescored, previous: [] })))
  yield atMost(null, {
    ...shared,
    figure: 'stability: jobs that move in a plan made anew',
    value: mean(anew),
    unit: '%',
  })
}

interface Case {
  readonly rescored: Problem
  readonly old: Plan
}

function makeCase(jobs: number, seed: number): Case {
  const problem = readProblem(makeInstance({ jobs, seed, weeks: 260, regions: 6, effort: 'standard' }))
  const old = solve(problem)
  const previous = old.assigned.map(({ jobId, weekOn, poolId }) => ({ jobId, weekOn, poolId }))
  return { rescored: rescore({ ...problem, previous }, seed), old }
}

function solveAnew({ rescored }: Case, days: number): Plan {
  const weight = mean(rescored.jobs.map(({ weightPerDay }) => weightPerDay))
  return solve({ ...rescored, moveCharge: Math.round(days * weight) })
}

/** Between half and three times: a camera that turns out to be on the internet weighs three times what it did. */
function rescore(problem: Problem, seed: number): Problem {
  const draw = makeDraw(seed)
  const jobs = problem.jobs.map((job) => {
    if (draw(RESCORED) > 0) return job
    return { ...job, weightPerDay: Math.max(0.5, Math.round((job.weightPerDay * (50 + draw(251))) / 50) / 2) }
  })
  return { ...problem, jobs }
}

/** Of the jobs that had a week: those that now have another one, another crew, or none. */
function shareMoved(old: Plan, now: Plan): number {
  const places = new Map(now.assigned.map(({ jobId, weekOn, poolId }) => [jobId, `${weekOn} ${poolId}`]))
  const moved = old.assigned.filter(({ jobId, weekOn, poolId }) => places.get(jobId) !== `${weekOn} ${poolId}`)
  return (100 * moved.length) / old.assigned.length
}

/** By tier, most urgent first, with the problem's own weights: in thousandths, so that equal is equal. */
function exposures(problem: Problem, plan: Plan): number[] {
  const longest = 7 * problem.weeks + 7
  const days = new Map<string, number>()
  for (const { jobId, weekOn } of plan.assigned) days.set(jobId, daysBetween(problem.startOn, weekOn) + 7)
  for (const { jobId, untilOn } of plan.waiting) days.set(jobId, daysBetween(problem.startOn, untilOn))
  const sums: number[] = []
  for (const { id, tier, weightPerDay } of problem.jobs) {
    const counted = Math.min(longest, Math.max(0, days.get(id) ?? longest))
    sums[tier] = (sums[tier] ?? 0) + Math.round(weightPerDay * 1000) * counted
  }
  return Array.from(sums, (sum) => sum ?? 0)
}

function isWorse(now: readonly number[], before: readonly number[]): boolean {
  const first = now.findIndex((sum, tier) => sum !== before[tier])
  return first >= 0 && now[first]! > before[first]!
}
