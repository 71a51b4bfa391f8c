// A Problem as the solver counts it: weeks, years, jobs, funds and pools are indexes into typed arrays. Jobs, funds and
// pools stand in the order of their ids (code unit), so that nothing after this can depend on the order of the input.
import { epochDay, financialYearOf, fromEpochDay, type Day, type FinancialYear } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { Job, Problem } from '../format/problem.ts'

export interface Compiled {
  readonly problem: Problem
  readonly startDay: number
  readonly weeks: number
  /** The Monday of each week, and the horizon at index `weeks`. */
  readonly mondays: readonly Day[]
  readonly years: readonly FinancialYear[]
  /** The year of each week's Monday, as far beyond the horizon as a draw can fall. */
  readonly yearOfWeek: Int32Array
  /** The first week of the year after each year. */
  readonly yearEnd: Int32Array
  readonly funds: readonly CompiledFund[]
  readonly pools: readonly CompiledPool[]
  readonly jobs: readonly Job[]
  readonly jobIndex: ReadonlyMap<string, number>
  readonly poolIndex: ReadonlyMap<string, number>
  readonly tier: Int32Array
  /** Thousandths of weightPerDay. */
  readonly weightMillis: Float64Array
  readonly minutes: Float64Array
  /** The first week on or after releaseOn; may be `weeks` or later. */
  readonly releaseWeek: Int32Array
  /** The first week whose draws all fall on or after startOn. */
  readonly drawWeek: Int32Array
  /** The first week that is too late: `weeks`, or earlier where the job must finish by its upgrade. */
  readonly endWeek: Int32Array
  readonly poolsOf: Rows
  readonly afterOf: Rows
  /** The longest chain of jobs before it: an order by depth has every job behind those that it comes after. */
  readonly depth: Int32Array
  /** Weeks with a closed day, as pairs: from, until. */
  readonly closedOf: Rows
  readonly draws: CompiledDraws
}

export interface CompiledFund {
  readonly id: string
  readonly unlimited: boolean
  /** By year. */
  readonly budget: Float64Array
  readonly carryCap: number
}

export interface CompiledPool {
  readonly id: string
  /** By week. */
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

/** Linear but for sorting by id. The problem must be one that readProblem returned. */
export function compile(problem: Problem): Compiled {
  const jobs = sortById(problem.jobs)
  const startDay = epochDay(problem.startOn)
  const calendar = makeCalendar(problem, startDay)
  const funds = compileFunds(problem, calendar.years)
  const pools = sortById(problem.pools).map(({ id, minutesPerWeek: m }) => ({
    id,
    capacity: Float64Array.from({ length: problem.weeks }, (_, week) => (typeof m === 'number' ? m : m[week]!)),
  }))
  const jobIndex = indexById(jobs)
  const fundIndex = indexById(funds)
  const poolIndex = indexById(pools)
  const afterOf = rows(jobs, (job) => job.after.map((id) => jobIndex.get(id)!).sort((a, b) => a - b))
  const weekFrom = (on: Day): number => Math.max(0, Math.ceil((epochDay(on) - startDay) / 7))
  return {
    problem,
    startDay,
    weeks: problem.weeks,
    ...calendar,
    funds,
    pools,
    jobs,
    jobIndex,
    poolIndex,
    tier: Int32Array.from(jobs, (job) => job.tier),
    weightMillis: Float64Array.from(jobs, (job) => Math.round(job.weightPerDay * 1000)),
    minutes: Float64Array.from(jobs, (job) => job.minutes),
    releaseWeek: Int32Array.from(jobs, (job) => weekFrom(job.releaseOn)),
    drawWeek: Int32Array.from(jobs, (job) => job.draws.reduce((week, d) => Math.max(week, -d.offsetWeeks), 0)),
    endWeek: Int32Array.from(jobs, (job) => endWeek(job, startDay, problem.weeks)),
    poolsOf: rows(jobs, (job) => job.poolIds.map((id) => poolIndex.get(id)!)),
    afterOf,
    depth: depths(afterOf),
    closedOf: rows(jobs, (job) => job.closed.flatMap((range) => closedWeeks(range, startDay))),
    draws: compileDraws(jobs, fundIndex),
  }
}

/** Finishing by the upgrade: the Monday after the week is not later than upgradeOn. */
function endWeek(job: Job, startDay: number, weeks: number): number {
  if (!job.mayWait || job.upgradeOn === null) return weeks
  return Math.max(0, Math.min(weeks, Math.floor((epochDay(job.upgradeOn) - startDay) / 7)))
}

function closedWeeks({ from, until }: Job['closed'][number], startDay: number): number[] {
  return [Math.floor((epochDay(from) - startDay) / 7), Math.ceil((epochDay(until) - startDay) / 7)]
}

function makeCalendar(
  problem: Problem,
  startDay: number,
): Pick<Compiled, 'mondays' | 'years' | 'yearOfWeek' | 'yearEnd'> {
  let latest = problem.weeks
  for (const job of problem.jobs) {
    for (const draw of job.draws) latest = Math.max(latest, problem.weeks + draw.offsetWeeks)
  }
  const mondays = Array.from({ length: latest + 1 }, (_, week) => fromEpochDay(startDay + 7 * week))
  const years: FinancialYear[] = []
  const yearEnd: number[] = []
  const yearOfWeek = Int32Array.from(mondays, (monday, week) => {
    const year = financialYearOf(monday)
    if (years.at(-1) !== year) years.push(year)
    yearEnd[years.length - 1] = week + 1
    return years.length - 1
  })
  return { mondays: mondays.slice(0, problem.weeks + 1), years, yearOfWeek, yearEnd: Int32Array.from(yearEnd) }
}

function compileFunds(problem: Problem, years: readonly FinancialYear[]): CompiledFund[] {
  return sortById(problem.funds).map((fund) => {
    const budgets = new Map(fund.budgets.map(({ financialYear, pence }) => [financialYear, pence]))
    const caps = { none: 0, capped: fund.carryOverCapPence ?? 0, full: Infinity }
    return {
      id: fund.id,
      unlimited: fund.unlimited,
      budget: Float64Array.from(years, (year) => budgets.get(year) ?? 0),
      carryCap: caps[fund.carryOver],
    }
  })
}

function compileDraws(jobs: readonly Job[], fundIndex: ReadonlyMap<string, number>): CompiledDraws {
  const draws = jobs.flatMap((job) => job.draws)
  const sums = draws.map((draw) => (typeof draw.pence === 'number' ? [draw.pence] : draw.pence))
  return {
    start: starts(jobs.map((job) => job.draws.length)),
    fund: Int32Array.from(draws, (draw) => fundIndex.get(draw.fundId)!),
    offset: Int32Array.from(draws, (draw) => draw.offsetWeeks),
    penceStart: starts(sums.map((sum) => sum.length)),
    pence: Float64Array.from(sums.flat()),
  }
}

/** Kahn's order with a counter; readProblem has refused cycles. */
function depths({ start, items }: Rows): Int32Array {
  const jobs = start.length - 1
  const open = Int32Array.from({ length: jobs }, (_, job) => start[job + 1]! - start[job]!)
  const followers: number[][] = Array.from({ length: jobs }, () => [])
  for (let job = 0; job < jobs; job++) {
    for (let i = start[job]!; i < start[job + 1]!; i++) followers[items[i]!]!.push(job)
  }
  const depth = new Int32Array(jobs)
  const ready = [...open.keys()].filter((job) => open[job] === 0)
  for (let job = ready.pop(); job !== undefined; job = ready.pop()) {
    for (const next of followers[job]!) {
      depth[next] = Math.max(depth[next]!, depth[job]! + 1)
      open[next]!--
      if (open[next] === 0) ready.push(next)
    }
  }
  return depth
}

function rows(jobs: readonly Job[], of: (job: Job) => readonly number[]): Rows {
  const lists = jobs.map(of)
  return { start: starts(lists.map((list) => list.length)), items: Int32Array.from(lists.flat()) }
}

function starts(lengths: readonly number[]): Int32Array {
  const start = new Int32Array(lengths.length + 1)
  lengths.forEach((length, i) => (start[i + 1] = start[i]! + length))
  return start
}

function sortById<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => byCodeUnit(a.id, b.id))
}

function indexById(items: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  return new Map(items.map(({ id }, i) => [id, i]))
}
