// What it costs to start later: the same work, crews and money, with the first weeks and the years that they close gone.
import { addDays, epochDay, financialYearOf, startYearOf, type Day } from '../../../shared/day.ts'
import type { Plan } from '../format/plan.ts'
import type { Job, Problem } from '../format/problem.ts'
import { solve } from '../solve.ts'
import type { Asking } from './replan.ts'

export interface CostOfDelay {
  /** Of the best plan found that starts on time; counted from startOn, as all exposure here is. */
  readonly onTime: readonly TierExposure[]
  readonly delays: readonly Delay[]
}

export interface Delay {
  readonly weeks: number
  readonly startOn: Day
  /** Null: nothing of the horizon is left to plan. */
  readonly tiers: readonly (TierExposure & { readonly exposureDaysMore: number })[] | null
}

export interface TierExposure {
  readonly tier: number
  readonly exposureDays: number
  readonly clearOn: Day | null
}

/** A month, a quarter, half a year, a year. */
export const DELAYS = [4, 13, 26, 52]

/**
 * Full searches, the longest delay first, each from the plan of the next longer one, which is kept where it is better: a
 * plan that starts later is one that could have started earlier, so that a delay never seems to gain anything (but for
 * pins, which the longer delay may have let go).
 */
export function* costOfDelay(problem: Problem, plan: Plan): Asking<CostOfDelay> {
  const asked = DELAYS.filter((weeks) => weeks < problem.weeks)
  const found = new Map<number, Plan>()
  let later: Started | null = null
  for (const weeks of asked.toReversed()) {
    yield { done: found.size, total: asked.length + 1 }
    later = startFrom(startLater(problem, weeks), later, problem)
    found.set(weeks, later.plan)
  }
  yield { done: asked.length, total: asked.length + 1 }
  const best = later ? better(problem, plan, startFrom(problem, later, problem).plan) : plan
  const onTime = exposureOf(problem, best)
  return {
    onTime,
    delays: DELAYS.map((weeks) => {
      const startOn = addDays(problem.startOn, 7 * weeks)
      const delayed = found.get(weeks)
      return { weeks, startOn, tiers: delayed ? addedTo(onTime, exposureOf(problem, delayed)) : null }
    }),
  }
}

interface Started {
  readonly plan: Plan
  readonly pins: number
}

/** `whole` is the problem that starts on time, by which plans are compared. */
function startFrom(start: Problem, later: Started | null, whole: Problem): Started {
  const pins = start.pinned.length
  const plan = solve(start, later?.plan ?? null)
  return { pins, plan: later?.pins === pins ? better(whole, plan, later.plan) : plan }
}

/** The first unless the second has fewer exposure-days in the most urgent tier in which they differ. */
function better(problem: Problem, first: Plan, second: Plan): Plan {
  const [a, b] = [exposureOf(problem, first), exposureOf(problem, second)]
  const differing = a.findIndex(({ exposureDays }, i) => exposureDays !== b[i]!.exposureDays)
  return differing >= 0 && b[differing]!.exposureDays < a[differing]!.exposureDays ? second : first
}

function addedTo(onTime: readonly TierExposure[], delayed: readonly TierExposure[]): NonNullable<Delay['tiers']> {
  return delayed.map((tier, i) => {
    const millis = Math.round(tier.exposureDays * 1000) - Math.round(onTime[i]!.exposureDays * 1000)
    return { ...tier, exposureDaysMore: millis / 1000 }
  })
}

/**
 * Ends when the problem ends. Pins of the weeks that are gone are let go; the previous plan, which starts earlier, and
 * its frozen weeks do not count. `weeks` must be fewer than the problem's.
 */
export function startLater(problem: Problem, weeks: number): Problem {
  const startOn = addDays(problem.startOn, 7 * weeks)
  const years = startYearOf(financialYearOf(startOn)) - startYearOf(financialYearOf(problem.startOn))
  return {
    ...problem,
    startOn,
    weeks: problem.weeks - weeks,
    pools: problem.pools.map((pool) => {
      const { minutesPerWeek: minutes } = pool
      return typeof minutes === 'number' ? pool : { ...pool, minutesPerWeek: minutes.slice(weeks) }
    }),
    jobs: problem.jobs.map((job) => ({ ...job, draws: job.draws.map((draw) => yearsLater(draw, years)) })),
    pinned: problem.pinned.filter(({ weekOn }) => weekOn >= startOn),
    previous: [],
    frozenWeeks: 0,
  }
}

/** Sums by year are counted from startOn's year; the last one holds from then on. */
function yearsLater(draw: Job['draws'][number], years: number): Job['draws'][number] {
  const { pence } = draw
  return typeof pence === 'number' ? draw : { ...draw, pence: pence.slice(Math.min(years, pence.length - 1)) }
}

/** Of a plan that may have started later than the problem. */
export function exposureOf({ startOn, weeks, jobs }: Problem, plan: Plan): TierExposure[] {
  const [start, longest] = [epochDay(startOn), 7 * weeks + 7]
  const ends = new Map(plan.assigned.map(({ jobId, weekOn }) => [jobId, epochDay(weekOn) + 7]))
  for (const { jobId, untilOn } of plan.waiting) ends.set(jobId, epochDay(untilOn))
  const millis = new Map<number, number>()
  for (const { id, tier, weightPerDay } of jobs) {
    const days = Math.min(longest, Math.max(0, (ends.get(id) ?? Infinity) - start))
    millis.set(tier, (millis.get(tier) ?? 0) + Math.round(weightPerDay * 1000) * days)
  }
  return plan.measures.perTier.map(({ tier, clearOn }) => {
    return { tier, exposureDays: (millis.get(tier) ?? 0) / 1000, clearOn }
  })
}
