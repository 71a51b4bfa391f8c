// What it costs to start later: the same work, crews and money, with the first weeks and the years that they close gone.
import { addDays, daysBetween, financialYearOf, startYearOf, type Day } from '../../../shared/day.ts'
import type { Plan } from '../format/plan.ts'
import type { Job, Problem } from '../format/problem.ts'
import { solve } from '../solve.ts'
import { bestOf, type Asking } from './replan.ts'

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
 * Full searches, the longest delay first, each from the plan of the next longer one: without pins and previous places a
 * plan that starts later is one that could have started earlier, so that a delay never seems to gain anything.
 */
export function* costOfDelay(problem: Problem, plan: Plan): Asking<CostOfDelay> {
  const steps = DELAYS.length + 1
  const found = new Map<number, Plan>()
  let later: Plan | null = null
  for (const [done, weeks] of DELAYS.toReversed().entries()) {
    yield { done, total: steps }
    if (weeks >= problem.weeks) continue
    later = solve(startLater(problem, weeks), later)
    found.set(weeks, later)
  }
  yield { done: DELAYS.length, total: steps }
  const onTime = exposureOf(problem, later ? bestOf([plan, solve(problem, later)]) : plan)
  return {
    onTime,
    delays: DELAYS.map((weeks) => {
      const delayed = found.get(weeks)
      const tiers = delayed && exposureOf(problem, delayed)
      return {
        weeks,
        startOn: addDays(problem.startOn, 7 * weeks),
        tiers:
          tiers?.map((tier, i) => {
            const before = onTime[i]!.exposureDays
            const millis = Math.round(tier.exposureDays * 1000) - Math.round(before * 1000)
            return { ...tier, exposureDaysMore: millis / 1000 }
          }) ?? null,
      }
    }),
  }
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
  const longest = 7 * weeks + 7
  const endOn = new Map<string, Day>(plan.assigned.map(({ jobId, weekOn }) => [jobId, addDays(weekOn, 7)]))
  for (const { jobId, untilOn } of plan.waiting) endOn.set(jobId, untilOn)
  const millis = new Map<number, number>()
  for (const { id, tier, weightPerDay } of jobs) {
    const end = endOn.get(id)
    const days = end === undefined ? longest : Math.min(longest, Math.max(0, daysBetween(startOn, end)))
    millis.set(tier, (millis.get(tier) ?? 0) + Math.round(weightPerDay * 1000) * days)
  }
  return plan.measures.perTier.map(({ tier, clearOn }) => {
    return { tier, exposureDays: (millis.get(tier) ?? 0) / 1000, clearOn }
  })
}
