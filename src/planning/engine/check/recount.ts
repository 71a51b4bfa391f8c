// The checker's own arithmetic: what a plan uses and what it amounts to, counted from the problem as it is written.
import { epochDay, financialYear, financialYearOf, fromEpochDay, startYearOf, type Day } from '../../../shared/day.ts'
import type { Measures, Plan } from '../format/plan.ts'
import type { Fund, Job, Problem } from '../format/problem.ts'

/** Where every job is, by id. */
export interface Facts {
  readonly problem: Problem
  readonly plan: Plan
  readonly jobs: ReadonlyMap<string, Job>
  readonly weekOf: ReadonlyMap<string, number>
  readonly poolOf: ReadonlyMap<string, string | null>
  readonly waiting: ReadonlySet<string>
  readonly unplaced: ReadonlySet<string>
  readonly pinned: ReadonlySet<string>
  readonly held: ReadonlySet<string>
  /** What the pins use, and so what they may overrun. */
  readonly pins: Usage
}

/** Minutes by pool and week (`POOL WEEK`) and pence by fund and first calendar year of the financial year. */
export interface Usage {
  readonly minutes: Map<string, number>
  readonly pence: Map<string, Map<number, number>>
}

export function gather(problem: Problem, plan: Plan): Facts {
  const ids = (list: readonly { readonly jobId: string }[]): Set<string> => new Set(list.map(({ jobId }) => jobId))
  const jobs = new Map(problem.jobs.map((job) => [job.id, job]))
  const pins: Usage = { minutes: new Map(), pence: new Map() }
  for (const pin of problem.pinned) {
    use(problem, pins, { job: jobs.get(pin.jobId)!, week: weekNumber(problem, pin.weekOn), poolId: pin.poolId }, 1)
  }
  return {
    problem,
    plan,
    jobs,
    weekOf: new Map(plan.assigned.map(({ jobId, weekOn }) => [jobId, weekNumber(problem, weekOn)])),
    poolOf: new Map(plan.assigned.map(({ jobId, poolId }) => [jobId, poolId])),
    waiting: ids(plan.waiting),
    unplaced: ids(plan.unplaced),
    pinned: ids(problem.pinned),
    held: new Set(plan.heldByStability),
    pins,
  }
}

/** By year: what is spent beyond the budget, the money carried over, and what the pins alone overspend. */
export function overspending({ problem, pins }: Facts, fund: Fund, usage: Usage): Map<number, number> {
  const inherited = overrun(problem, fund, pins)
  const found = [...overrun(problem, fund, usage)].map(
    ([year, pence]) => [year, pence - (inherited.get(year) ?? 0)] as const,
  )
  return new Map(found.filter(([, pence]) => pence > 0))
}

export function overrun(problem: Problem, fund: Fund, { pence }: Usage): Map<number, number> {
  const found = new Map<number, number>()
  const spent = pence.get(fund.id)
  if (fund.unlimited || !spent) return found
  const cap = fund.carryOver === 'none' ? 0 : fund.carryOver === 'full' ? Infinity : fund.carryOverCapPence!
  let carried = 0
  for (let year = firstYear(problem); year <= Math.max(...spent.keys()); year++) {
    const budget = fund.budgets.find(({ financialYear: of }) => startYearOf(of) === year)?.pence ?? 0
    const rest = budget + carried - (spent.get(year) ?? 0)
    if (rest < 0) found.set(year, -rest)
    carried = Math.max(0, Math.min(cap, budget, rest))
  }
  return found
}

export function recount(facts: Facts): Measures {
  const { problem } = facts
  const start = epochDay(problem.startOn)
  const longest = 7 * problem.weeks + 7
  const counted = (on: number): number => Math.min(longest, Math.max(0, on - start))
  const ended = (job: Job): number => {
    if (facts.unplaced.has(job.id)) return Infinity
    return facts.waiting.has(job.id) ? epochDay(job.upgradeOn!) : start + 7 * facts.weekOf.get(job.id)! + 7
  }
  const exposure = (job: Job): number => Math.round(job.weightPerDay * 1000) * counted(ended(job))
  const baseline = (job: Job): number =>
    Math.round(job.weightPerDay * 1000) * counted(job.upgradeOn === null ? Infinity : epochDay(job.upgradeOn))
  const sum = (jobs: readonly Job[], of: (job: Job) => number): number => jobs.reduce((n, job) => n + of(job), 0)
  const spent = (tier?: number): Usage => usageOf(facts, (job) => tier === undefined || job.tier === tier)
  const all = [...spent().pence].flatMap(([fundId, years]) =>
    [...years].map(([year, pence]) => ({ fundId, year, pence })),
  )
  return {
    perTier: tiersOf(problem).map((tier) => {
      const jobs = problem.jobs.filter((job) => job.tier === tier)
      const clear = jobs.reduce((latest, job) => Math.max(latest, ended(job)), -Infinity)
      const pence = [...spent(tier).pence.values()].flatMap((years) => [...years.values()]).reduce((a, b) => a + b, 0)
      const clearOn = clear === Infinity ? null : fromEpochDay(clear)
      return { tier, exposureDays: sum(jobs, exposure) / 1000, clearOn, pence, bound: null }
    }),
    avertedExposureDays: sum(problem.jobs, (job) => baseline(job) - exposure(job)) / 1000,
    spend: all
      .filter(({ pence }) => pence > 0)
      .sort((a, b) => (a.fundId < b.fundId ? -1 : a.fundId > b.fundId ? 1 : a.year - b.year))
      .map(({ fundId, year, pence }) => ({ fundId, financialYear: financialYear(year), pence })),
  }
}

export function usageOf(facts: Facts, wanted: (job: Job) => boolean): Usage {
  const usage: Usage = { minutes: new Map(), pence: new Map() }
  for (const { jobId, poolId } of facts.plan.assigned) {
    const job = facts.jobs.get(jobId)!
    if (wanted(job)) use(facts.problem, usage, { job, week: facts.weekOf.get(jobId)!, poolId }, 1)
  }
  return usage
}

/** Draws before startOn, which only a pin can have, belong to no year of the plan. */
export function use(
  problem: Problem,
  usage: Usage,
  { job, week, poolId }: { readonly job: Job; readonly week: number; readonly poolId: string | null },
  sign: 1 | -1,
): void {
  const cell = `${poolId} ${week}`
  if (poolId !== null) usage.minutes.set(cell, (usage.minutes.get(cell) ?? 0) + sign * job.minutes)
  for (const { fundId, pence, offsetWeeks } of job.draws) {
    if (week + offsetWeeks < 0) continue
    const year = yearOf(problem, week + offsetWeeks)
    const sum = typeof pence === 'number' ? pence : pence[Math.min(year - firstYear(problem), pence.length - 1)]!
    const years = usage.pence.get(fundId) ?? new Map<number, number>()
    years.set(year, (years.get(year) ?? 0) + sign * sum)
    usage.pence.set(fundId, years)
  }
}

export function tiersOf(problem: Problem): number[] {
  return [...new Set(problem.jobs.map(({ tier }) => tier))].sort((a, b) => a - b)
}

export function capacity({ pools }: Problem, poolId: string, week: number): number {
  const { minutesPerWeek } = pools.find(({ id }) => id === poolId)!
  return typeof minutesPerWeek === 'number' ? minutesPerWeek : minutesPerWeek[week]!
}

export function weekNumber({ startOn }: Problem, weekOn: Day): number {
  return (epochDay(weekOn) - epochDay(startOn)) / 7
}

function firstYear({ startOn }: Problem): number {
  return startYearOf(financialYearOf(startOn))
}

/** The calendar year in which the financial year of that week's Monday begins. */
export function yearOf({ startOn }: Problem, week: number): number {
  return startYearOf(financialYearOf(fromEpochDay(epochDay(startOn) + 7 * week)))
}
