// A Problem as the solver counts it: weeks, years, jobs, funds and pools are indexes into typed arrays. Funds and pools
// stand in the order of their ids (code unit), jobs by tier, then id, so that nothing after this can depend on the order
// of the input, and what a search looks at together lies together in memory.
import { epochDay, type Day, type FinancialYear } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { Effort, Fund, Job, Place, Problem } from '../format/problem.ts'
import { makeCalendar } from './calendar.ts'

export interface Compiled {
  readonly startDay: number
  readonly weeks: number
  readonly seed: number
  readonly effort: Effort
  /** The Monday of each week, and the horizon at index `weeks`. */
  readonly mondays: readonly Day[]
  readonly years: readonly FinancialYear[]
  /** The year of each week's Monday, as far beyond the horizon as a draw can fall. */
  readonly yearOfWeek: Int32Array
  /** The first week of the year after each year. */
  readonly yearEnd: Int32Array
  readonly funds: CompiledFunds
  readonly pools: CompiledPools
  /** Those that have jobs, most urgent first. */
  readonly tiers: readonly number[]
  /** By job, as everything below. */
  readonly ids: readonly string[]
  /** All jobs by id, whatever their tier. */
  readonly inIdOrder: Int32Array
  /** The index of its tier in `tiers`. */
  readonly tier: Int32Array
  /** Thousandths of weightPerDay. */
  readonly weightMillis: Float64Array
  readonly minutes: Float64Array
  /** The first week on or after releaseOn whose draws all fall on or after startOn; may be `weeks` or later. */
  readonly firstWeek: Int32Array
  readonly releaseWeek: Int32Array
  /** The first week that is too late: `weeks`, or earlier where the job must finish by its upgrade. */
  readonly endWeek: Int32Array
  /** Days from startOn to upgradeOn, or NO_UPGRADE. */
  readonly upgradeDay: Int32Array
  readonly mayWait: Uint8Array
  readonly poolsOf: Rows
  readonly afterOf: Rows
  /** The longest chain of jobs before it: an order by depth has every job behind those that it comes after. */
  readonly depth: Int32Array
  /** Weeks with a closed day, as pairs: from, until. */
  readonly closedOf: Rows
  readonly draws: CompiledDraws
  /** In the order of the jobs. */
  readonly pinned: readonly Spot[]
  /** In the order of the jobs; their weeks may lie outside the plan. */
  readonly previous: readonly Spot[]
  readonly frozenWeeks: number
  readonly moveChargeMillis: number
}

export const NO_UPGRADE = 2 ** 31 - 1
/** In place of a pool: work that takes no minutes and accepts none. */
export const NO_POOL = -1

/** Sums by fund × years + year. */
export interface CompiledFunds {
  readonly ids: readonly string[]
  readonly unlimited: Uint8Array
  readonly budget: Float64Array
  /** By fund: the most that a year hands on. */
  readonly carryCap: Float64Array
}

export interface CompiledPools {
  readonly ids: readonly string[]
  /** By pool × weeks + week. */
  readonly capacity: Float64Array
}

/** A list for each job, end to end in one array: job j has `items` from `start[j]` until `start[j + 1]`. */
export interface Rows {
  readonly start: Int32Array
  readonly items: Int32Array
}

/** Job j draws at the indexes from `start[j]` until `start[j + 1]`. */
export interface CompiledDraws {
  readonly start: Int32Array
  readonly fund: Int32Array
  readonly offset: Int32Array
  /** What draw d takes: `pence[penceStart[d]]` in the first year, then one further each year until the last. */
  readonly penceStart: Int32Array
  readonly pence: Float64Array
}

export interface Spot {
  readonly job: number
  readonly week: number
  readonly pool: number
}

/** Linear but for sorting by id. The problem must be one that readProblem returned. */
export function compile(problem: Problem): Compiled {
  const named = sortById(problem.jobs)
  const byTier = [...named.keys()].sort((a, b) => named[a]!.tier - named[b]!.tier)
  const jobs = byTier.map((at) => named[at]!)
  const inIdOrder = new Int32Array(jobs.length)
  byTier.forEach((at, job) => (inIdOrder[at] = job))
  const ids = jobs.map(({ id }) => id)
  const startDay = epochDay(problem.startOn)
  const calendar = makeCalendar(problem, startDay)
  const funds = compileFunds(problem, calendar.years)
  const pools = compilePools(problem)
  const jobIndex = indexOf(ids)
  const poolIndex = indexOf(pools.ids)
  const tiers = [...new Set(jobs.map(({ tier }) => tier))].sort((a, b) => a - b)
  const tierIndex = new Map(tiers.map((tier, index) => [tier, index]))
  const weekFrom = (on: Day): number => Math.max(0, Math.ceil((epochDay(on) - startDay) / 7))
  const releaseWeek = Int32Array.from(jobs, (job) => weekFrom(job.releaseOn))
  const afterOf = rows(jobs, ({ after }) => {
    return after.length < 2 ? after.map((id) => jobIndex.get(id)!) : sortedIndexes(after, jobIndex)
  })
  const spots = (places: readonly Place[]): Spot[] =>
    places
      .map(({ jobId, weekOn, poolId }) => ({
        job: jobIndex.get(jobId)!,
        week: (epochDay(weekOn) - startDay) / 7,
        pool: poolId === null ? NO_POOL : poolIndex.get(poolId)!,
      }))
      .sort((a, b) => a.job - b.job)
  return {
    startDay,
    weeks: problem.weeks,
    seed: problem.seed,
    effort: problem.effort,
    ...calendar,
    funds,
    pools,
    tiers,
    ids,
    inIdOrder,
    tier: Int32Array.from(jobs, (job) => tierIndex.get(job.tier)!),
    weightMillis: Float64Array.from(jobs, (job) => Math.round(job.weightPerDay * 1000)),
    minutes: Float64Array.from(jobs, (job) => job.minutes),
    firstWeek: Int32Array.from(jobs, (job, j) =>
      job.draws.reduce((w, d) => Math.max(w, -d.offsetWeeks), releaseWeek[j]!),
    ),
    releaseWeek,
    endWeek: Int32Array.from(jobs, (job) => endWeek(job, startDay, problem.weeks)),
    upgradeDay: Int32Array.from(jobs, ({ upgradeOn }) =>
      upgradeOn === null ? NO_UPGRADE : epochDay(upgradeOn) - startDay,
    ),
    mayWait: Uint8Array.from(jobs, ({ mayWait }) => (mayWait ? 1 : 0)),
    poolsOf: rows(jobs, ({ poolIds }) => poolIds.map((id) => poolIndex.get(id)!)),
    afterOf,
    depth: depths(afterOf),
    closedOf: rows(jobs, ({ closed }) => closed.flatMap((range) => closedWeeks(range, startDay))),
    draws: compileDraws(jobs, indexOf(funds.ids)),
    pinned: spots(problem.pinned),
    previous: spots(problem.previous),
    frozenWeeks: problem.frozenWeeks,
    moveChargeMillis: Math.round(problem.moveCharge * 1000),
  }
}

export function rowOf({ start, items }: Rows, job: number): Int32Array {
  return items.subarray(start[job]!, start[job + 1]!)
}

function sortedIndexes(ids: readonly string[], index: ReadonlyMap<string, number>): number[] {
  return [...new Set(ids.map((id) => index.get(id)!))].sort((a, b) => a - b)
}

/** Finishing by the upgrade: the Monday after the week is not later than upgradeOn. */
function endWeek(job: Job, startDay: number, weeks: number): number {
  if (!job.mayWait || job.upgradeOn === null) return weeks
  return Math.max(0, Math.min(weeks, Math.floor((epochDay(job.upgradeOn) - startDay) / 7)))
}

function closedWeeks({ from, until }: Job['closed'][number], startDay: number): number[] {
  return [Math.floor((epochDay(from) - startDay) / 7), Math.ceil((epochDay(until) - startDay) / 7)]
}

/** In the order of their ids, with a budget for each of these years. */
export function compileFunds(problem: Pick<Problem, 'funds'>, years: readonly FinancialYear[]): CompiledFunds {
  const funds = sortById(problem.funds)
  const cap = ({ carryOver, carryOverCapPence }: Fund): number =>
    carryOver === 'full' ? Infinity : carryOver === 'capped' ? carryOverCapPence! : 0
  return {
    ids: funds.map(({ id }) => id),
    unlimited: Uint8Array.from(funds, ({ unlimited }) => (unlimited ? 1 : 0)),
    budget: Float64Array.from(
      funds.flatMap(({ budgets }) => {
        const named = new Map(budgets.map(({ financialYear, pence }) => [financialYear, pence]))
        return years.map((year) => named.get(year) ?? 0)
      }),
    ),
    carryCap: Float64Array.from(funds, cap),
  }
}

function compilePools(problem: Problem): CompiledPools {
  const pools = sortById(problem.pools)
  const capacity = new Float64Array(pools.length * problem.weeks)
  pools.forEach(({ minutesPerWeek: minutes }, pool) => {
    const at = pool * problem.weeks
    if (typeof minutes === 'number') capacity.fill(minutes, at, at + problem.weeks)
    else capacity.set(minutes, at)
  })
  return { ids: pools.map(({ id }) => id), capacity }
}

function compileDraws(jobs: readonly Job[], fundIndex: ReadonlyMap<string, number>): CompiledDraws {
  const draws = jobs.flatMap((job) => job.draws)
  const { start, items } = joined(draws, ({ pence }) => (typeof pence === 'number' ? [pence] : pence), Float64Array)
  return {
    start: starts(jobs, (job) => job.draws.length),
    fund: Int32Array.from(draws, (draw) => fundIndex.get(draw.fundId)!),
    offset: Int32Array.from(draws, (draw) => draw.offsetWeeks),
    penceStart: start,
    pence: items,
  }
}

/** Kahn's order with a counter; readProblem has refused cycles. */
function depths(afterOf: Rows): Int32Array {
  const { start } = afterOf
  const jobs = start.length - 1
  const open = Int32Array.from({ length: jobs }, (_, job) => start[job + 1]! - start[job]!)
  const followers = reversed(afterOf)
  const depth = new Int32Array(jobs)
  const ready = new Int32Array(jobs)
  let end = 0
  for (let job = 0; job < jobs; job++) if (open[job] === 0) ready[end++] = job
  for (let at = 0; at < end; at++) {
    const job = ready[at]!
    for (let i = followers.start[job]!; i < followers.start[job + 1]!; i++) {
      const next = followers.items[i]!
      depth[next] = Math.max(depth[next]!, depth[job]! + 1)
      if (--open[next]! === 0) ready[end++] = next
    }
  }
  return depth
}

/** The arcs the other way round: for each job, those that come after it, in the order of the jobs. */
export function reversed({ start, items }: Rows): Rows {
  const jobs = start.length - 1
  const from = new Int32Array(jobs + 1)
  for (const job of items) from[job + 1]!++
  for (let job = 0; job < jobs; job++) from[job + 1]! += from[job]!
  const next = from.slice(0, jobs)
  const back = new Int32Array(items.length)
  for (let job = 0; job < jobs; job++) {
    for (let i = start[job]!; i < start[job + 1]!; i++) back[next[items[i]!]!++] = job
  }
  return { start: from, items: back }
}

function rows(jobs: readonly Job[], of: (job: Job) => readonly number[]): Rows {
  return joined(jobs, of, Int32Array)
}

type Numbers = Int32Array | Float64Array

function joined<T, N extends Numbers>(
  from: readonly T[],
  of: (one: T) => readonly number[],
  Items: new (length: number) => N,
): { start: Int32Array; items: N } {
  const lists = from.map(of)
  const start = starts(lists, (list) => list.length)
  const items = new Items(start[from.length]!)
  let at = 0
  for (const list of lists) for (const item of list) items[at++] = item
  return { start, items }
}

function starts<T>(from: readonly T[], lengthOf: (one: T) => number): Int32Array {
  const start = new Int32Array(from.length + 1)
  from.forEach((one, i) => (start[i + 1] = start[i]! + lengthOf(one)))
  return start
}

function sortById<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => byCodeUnit(a.id, b.id))
}

function indexOf(ids: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.map((id, i) => [id, i]))
}
