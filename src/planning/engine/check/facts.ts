// What the checker judges by: every job with its days as numbers, where the plan puts it, and what that uses. Its own
// arithmetic, from the problem as it is written; weeks, pools, funds and years are numbers so that a plan of ten thousand
// jobs is judged in a second.
import { epochDay, financialYearOf, fromEpochDay, startYearOf, type Day } from '../../../shared/day.ts'
import type { Plan } from '../format/plan.ts'
import type { Fund, Job, Place, Problem } from '../format/problem.ts'

export interface Facts {
  readonly problem: Problem
  readonly plan: Plan
  readonly startDay: number
  /** The calendar year in which the financial year of startOn begins; years are counted from it. */
  readonly firstYear: number
  /** By week, as far beyond the horizon as a draw can fall: the year of its Monday. */
  readonly yearOfWeek: readonly number[]
  readonly years: number
  /** By pool, in the order of the problem, and week. */
  readonly capacity: readonly Float64Array[]
  /** By fund, in the order of the problem, and year. */
  readonly budgets: readonly Float64Array[]
  /** In the order of the problem. */
  readonly works: readonly Work[]
  readonly workOf: ReadonlyMap<string, Work>
  /** What the pins use, and so what they may overrun: by fund and year what they alone overspend. */
  readonly pins: Usage
  readonly inherited: readonly (readonly number[])[]
}

/** A job, and where the plan puts it. Days count as in `epochDay`. */
export interface Work {
  readonly job: Job
  readonly releaseDay: number
  /** Infinity where no upgrade is scheduled. */
  readonly upgradeDay: number
  readonly closed: readonly { readonly from: number; readonly until: number }[]
  readonly pools: readonly number[]
  readonly draws: readonly { readonly fund: number; readonly offset: number; readonly pence: readonly number[] }[]
  readonly state: 'assigned' | 'waiting' | 'unplaced'
  /** Undefined unless assigned. */
  readonly at: Spot | undefined
  readonly place: Place | undefined
  readonly pin: Place | undefined
  readonly previous: Place | undefined
  /** It is listed as held, and is where it was: `frozen` on the board from the first tier on, `charged` from its own. */
  readonly held: 'frozen' | 'charged' | undefined
}

export interface Spot {
  readonly week: number
  /** NO_POOL: work that takes no minutes. */
  readonly pool: number
}

export const NO_POOL = -1

/** Minutes by pool and week, pence by fund and year. */
export interface Usage {
  readonly minutes: readonly Float64Array[]
  readonly pence: readonly Float64Array[]
}

/** The plan must have every job once, on a planned Monday, in a pool of the problem. */
export function gather(problem: Problem, plan: Plan): Facts {
  const startDay = epochDay(problem.startOn)
  const firstYear = startYearOf(financialYearOf(problem.startOn))
  const offsets = problem.jobs.flatMap(({ draws }) => draws.map(({ offsetWeeks }) => offsetWeeks))
  const last = problem.weeks + offsets.reduce((most, offset) => Math.max(most, offset), 0)
  const yearOfWeek = Array.from({ length: last }, (_, week) => {
    return startYearOf(financialYearOf(fromEpochDay(startDay + 7 * week))) - firstYear
  })
  const years = (yearOfWeek.at(-1) ?? 0) + 1
  const works = gatherWorks(problem, plan)
  const calendar = {
    problem,
    plan,
    startDay,
    firstYear,
    yearOfWeek,
    years,
    capacity: problem.pools.map(({ minutesPerWeek: minutes }) =>
      Float64Array.from({ length: problem.weeks }, (_, week) =>
        typeof minutes === 'number' ? minutes : minutes[week]!,
      ),
    ),
    budgets: problem.funds.map(({ budgets }) => {
      const sums = new Float64Array(years)
      for (const { financialYear, pence } of budgets) {
        const year = startYearOf(financialYear) - firstYear
        if (year >= 0 && year < years) sums[year] = pence
      }
      return sums
    }),
    works,
    workOf: new Map(works.map((work) => [work.job.id, work])),
  }
  const pins = emptyUsage(calendar)
  const poolIndex = indexOf(problem.pools)
  for (const work of works) if (work.pin) use(calendar, pins, work, spotOf(startDay, poolIndex, work.pin), 1)
  return { ...calendar, pins, inherited: problem.funds.map((_, fund) => overrun(calendar, fund, pins)) }
}

function gatherWorks(problem: Problem, plan: Plan): Work[] {
  const startDay = epochDay(problem.startOn)
  const poolIndex = indexOf(problem.pools)
  const fundIndex = indexOf(problem.funds)
  const byJob = <T extends { readonly jobId: string }>(list: readonly T[]): Map<string, T> =>
    new Map(list.map((one) => [one.jobId, one]))
  const [assigned, waiting] = [byJob(plan.assigned), byJob(plan.waiting)]
  const [pinned, previous] = [byJob(problem.pinned), byJob(problem.previous)]
  const held = new Set(plan.heldByStability)
  return problem.jobs.map((job) => {
    const place = assigned.get(job.id)
    const at = place && spotOf(startDay, poolIndex, place)
    const before = previous.get(job.id)
    return {
      job,
      releaseDay: epochDay(job.releaseOn),
      upgradeDay: job.upgradeOn === null ? Infinity : epochDay(job.upgradeOn),
      closed: job.closed.map(({ from, until }) => ({ from: epochDay(from), until: epochDay(until) })),
      pools: job.poolIds.map((id) => poolIndex.get(id)!),
      draws: job.draws.map(({ fundId, offsetWeeks, pence }) => ({
        fund: fundIndex.get(fundId)!,
        offset: offsetWeeks,
        pence: typeof pence === 'number' ? [pence] : pence,
      })),
      state: at ? 'assigned' : waiting.has(job.id) ? 'waiting' : 'unplaced',
      at,
      place,
      pin: pinned.get(job.id),
      previous: before,
      held: held.has(job.id) && stands(place, before) ? heldBy(problem, at!) : undefined,
    }
  })
}

/** Whether the plan puts a job into the week and pool that it was given before. */
export function stands(at: Place | undefined, given: Place | undefined): boolean {
  return at !== undefined && at.weekOn === given?.weekOn && at.poolId === given.poolId
}

/** The first weeks of a plan may be frozen; what stays in a later one stays because moving is charged. */
function heldBy({ frozenWeeks }: Problem, { week }: Spot): 'frozen' | 'charged' {
  return week < frozenWeeks ? 'frozen' : 'charged'
}

export function weekNumber(startDay: number, weekOn: Day): number {
  return (epochDay(weekOn) - startDay) / 7
}

function spotOf(startDay: number, poolIndex: ReadonlyMap<string, number>, { weekOn, poolId }: Place): Spot {
  return { week: weekNumber(startDay, weekOn), pool: poolId === null ? NO_POOL : poolIndex.get(poolId)! }
}

function indexOf(list: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  return new Map(list.map(({ id }, index) => [id, index]))
}

/** The most urgent first. */
export function tiersOf(problem: Problem): number[] {
  return [...new Set(problem.jobs.map(({ tier }) => tier))].sort((a, b) => a - b)
}

export function mondayOf({ startDay }: Facts, week: number): Day {
  return fromEpochDay(startDay + 7 * week)
}

type Calendar = Pick<Facts, 'problem' | 'yearOfWeek' | 'years' | 'budgets'>

export function emptyUsage({ problem, years }: Calendar): Usage {
  return {
    minutes: problem.pools.map(() => new Float64Array(problem.weeks)),
    pence: problem.funds.map(() => new Float64Array(years)),
  }
}

export function usageOf(facts: Facts, wanted: (work: Work) => boolean): Usage {
  const usage = emptyUsage(facts)
  for (const work of facts.works) if (work.at && wanted(work)) use(facts, usage, work, work.at, 1)
  return usage
}

/** Draws before startOn, which only a pin can have, belong to no year of the plan. */
export function use({ yearOfWeek }: Calendar, usage: Usage, work: Work, { week, pool }: Spot, sign: 1 | -1): void {
  if (pool !== NO_POOL) usage.minutes[pool]![week]! += sign * work.job.minutes
  for (const { fund, offset, pence } of work.draws) {
    if (week + offset < 0) continue
    const year = yearOfWeek[week + offset]!
    usage.pence[fund]![year]! += sign * pence[Math.min(year, pence.length - 1)]!
  }
}

/**
 * By year: what is spent beyond the budget and the money carried over. available(y) = budget(y) + min(cap, left(y − 1));
 * left(y) = min(budget(y), available(y) − spent(y)).
 */
export function overrun({ problem, years, budgets }: Calendar, fund: number, { pence }: Usage): number[] {
  const { unlimited, ...rule } = problem.funds[fund]!
  const found = new Array<number>(years).fill(0)
  if (unlimited) return found
  const cap = carryCap(rule)
  let carried = 0
  for (let year = 0; year < years; year++) {
    const budget = budgets[fund]![year]!
    const rest = budget + carried - pence[fund]![year]!
    found[year] = Math.max(0, -rest)
    carried = Math.max(0, Math.min(cap, budget, rest))
  }
  return found
}

function carryCap({ carryOver, carryOverCapPence }: Pick<Fund, 'carryOver' | 'carryOverCapPence'>): number {
  return carryOver === 'full' ? Infinity : carryOver === 'capped' ? carryOverCapPence! : 0
}

/** By year: what is overspent beyond what the pins alone overspend; 0 where nothing is. */
export function overspending(facts: Facts, fund: number, usage: Usage): number[] {
  return overrun(facts, fund, usage).map((pence, year) => Math.max(0, pence - facts.inherited[fund]![year]!))
}
