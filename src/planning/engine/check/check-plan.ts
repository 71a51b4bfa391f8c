// An independent judge of plans, the solver's or anybody's: it shares no code with the solver but the types, counts
// everything anew from the problem, and prefers the obvious way to the fast one (jobs × weeks). A plan without breaches
// keeps every budget, pool, window and arc, and no job could start earlier by itself than it does.
import { epochDay, financialYear, fromEpochDay, type Day } from '../../../shared/day.ts'
import { sayPence } from '../../../shared/money.ts'
import { count } from '../../../shared/text.ts'
import type { Constraint, Inherited, Measures, Plan } from '../format/plan.ts'
import type { Job, Place, Problem } from '../format/problem.ts'
import {
  capacity,
  gather,
  overrun,
  overspending,
  recount,
  tiersOf,
  usageOf,
  use,
  weekNumber,
  yearOf,
  type Facts,
  type Usage,
} from './recount.ts'

export interface Breach {
  readonly code: BreachCode
  readonly jobId: string | null
  /** What is wrong, in a sentence. */
  readonly message: string
  /** queue-jump: the earlier week that the job could have. */
  readonly weekOn?: Day
}

export type BreachCode =
  | 'census'
  | 'place'
  | 'pin'
  | 'held'
  | 'waiting'
  | 'unplaced'
  | 'release'
  | 'closed'
  | 'after'
  | 'window'
  | 'pool'
  | 'budget'
  | 'inherited'
  | 'measures'
  | 'queue-jump'

interface Fault {
  readonly kind: Extract<Constraint, 'release' | 'closed' | 'after' | 'window' | 'pool'>
  readonly ref: string | null
  readonly message: string
}

/** Empty for a good plan. Both arguments must have the types that they claim; `readProblem` sees to the problem's. */
export function checkPlan(problem: Problem, plan: Plan): Breach[] {
  const census = [...checkCensus(problem, plan), ...checkPlaces(problem, plan)]
  // Where a job is missing, twice, or nowhere on the calendar, the sums below would only mislead.
  if (census.length > 0) return census
  const facts = gather(problem, plan)
  return [
    ...checkStanding(facts),
    ...checkWaiting(facts),
    ...checkCapacity(facts),
    ...checkInherited(facts),
    ...checkMeasures(facts),
    ...checkQueue(facts),
  ]
}

function checkCensus(problem: Problem, plan: Plan): Breach[] {
  const times = new Map(problem.jobs.map(({ id }) => [id, 0]))
  for (const { jobId } of [...plan.assigned, ...plan.waiting, ...plan.unplaced]) {
    times.set(jobId, (times.get(jobId) ?? NaN) + 1)
  }
  return [...times]
    .filter(([, n]) => n !== 1)
    .map(([jobId, n]) => ({
      code: 'census',
      jobId,
      message: Number.isNaN(n) ? 'The problem has no such job.' : `The job is in the plan ${n} times, not once.`,
    }))
}

function checkPlaces(problem: Problem, plan: Plan): Breach[] {
  const pools = new Set<string | null>(problem.pools.map(({ id }) => id)).add(null)
  return plan.assigned.flatMap(({ jobId, weekOn, poolId }): Breach[] => {
    const week = weekNumber(problem, weekOn)
    const onGrid = Number.isInteger(week) && week >= 0 && week < problem.weeks
    if (onGrid && pools.has(poolId)) return []
    const message = onGrid ? `There is no pool "${poolId}".` : `${weekOn} is not the Monday of a planned week.`
    return [{ code: 'place', jobId, message }]
  })
}

/** Pins stand where they are pinned, held jobs where they stood, all others inside their windows. */
function checkStanding(facts: Facts): Breach[] {
  const { problem, plan, pinned, held } = facts
  const breaches: Breach[] = []
  const stands = (jobId: string, at: { weekOn: Day; poolId: string | null } | undefined): boolean =>
    at !== undefined &&
    facts.weekOf.get(jobId) === weekNumber(problem, at.weekOn) &&
    facts.poolOf.get(jobId) === at.poolId
  for (const pin of problem.pinned) {
    if (stands(pin.jobId, pin)) continue
    breaches.push({ code: 'pin', jobId: pin.jobId, message: `The job is pinned to ${pin.weekOn} and is not there.` })
  }
  const previous = new Map(problem.previous.map((place) => [place.jobId, place]))
  for (const jobId of held) {
    const frozen = (facts.weekOf.get(jobId) ?? Infinity) < problem.frozenWeeks
    if (frozen && stands(jobId, previous.get(jobId)) && !pinned.has(jobId)) continue
    breaches.push({ code: 'held', jobId, message: 'The job is not in the frozen week and pool of the previous plan.' })
  }
  for (const { jobId, poolId } of plan.assigned) {
    if (pinned.has(jobId)) continue
    const job = facts.jobs.get(jobId)!
    const faults = [...windowFaults(facts, job, facts.weekOf.get(jobId)!), ...poolFaults(job, poolId)]
    breaches.push(...faults.map(({ kind, message }) => ({ code: kind, jobId, message })))
  }
  return breaches
}

function checkWaiting({ plan, jobs, unplaced }: Facts): Breach[] {
  const breaches: Breach[] = []
  for (const { jobId, untilOn } of plan.waiting) {
    const job = jobs.get(jobId)!
    if (!job.mayWait) breaches.push({ code: 'waiting', jobId, message: 'The job may not wait for an upgrade.' })
    if (untilOn !== job.upgradeOn) {
      breaches.push({
        code: 'waiting',
        jobId,
        message: `It waits until ${untilOn}; its upgrade is on ${job.upgradeOn}.`,
      })
    }
    if (job.after.some((id) => unplaced.has(id))) {
      breaches.push({
        code: 'waiting',
        jobId,
        message: 'A job that it comes after is unplaced, so it is unplaced too.',
      })
    }
  }
  for (const { jobId, reason } of plan.unplaced) {
    const job = jobs.get(jobId)!
    const stuck = job.after.some((id) => unplaced.has(id))
    const message = 'The reason is after-unplaced if, and only if, a job that it comes after is unplaced.'
    if (stuck !== (reason === 'after-unplaced')) breaches.push({ code: 'unplaced', jobId, message })
    if (job.mayWait && !stuck) breaches.push({ code: 'unplaced', jobId, message: 'The job may wait, so it waits.' })
  }
  return breaches
}

/** What forbids the week itself, whatever else is planned in it. */
function windowFaults(facts: Facts, job: Job, week: number): Fault[] {
  const { problem } = facts
  const monday = epochDay(problem.startOn) + 7 * week
  const faults: Fault[] = []
  const fault = (kind: Fault['kind'], message: string, ref: string | null = null): void => {
    faults.push({ kind, ref, message })
  }
  if (monday < epochDay(job.releaseOn)) fault('release', `It may not start before ${job.releaseOn}.`)
  for (const { from, until } of job.closed) {
    if (epochDay(from) < monday + 7 && monday < epochDay(until)) {
      fault('closed', `The week has closed days (from ${from} until ${until}).`)
    }
  }
  if (job.draws.some(({ offsetWeeks }) => week + offsetWeeks < 0)) fault('window', 'A draw would fall before the plan.')
  if (job.mayWait && monday + 7 > epochDay(job.upgradeOn!)) {
    fault('window', `It would finish after its upgrade on ${job.upgradeOn}.`)
  }
  for (const id of job.after) {
    if (!endsBy(facts, id, monday)) fault('after', `It comes after ${id}, which has not ended by then.`, id)
  }
  return faults
}

function endsBy({ problem, jobs, weekOf, waiting }: Facts, jobId: string, dayNumber: number): boolean {
  if (waiting.has(jobId)) return epochDay(jobs.get(jobId)!.upgradeOn!) <= dayNumber
  const week = weekOf.get(jobId)
  return week !== undefined && epochDay(problem.startOn) + 7 * week + 7 <= dayNumber
}

function poolFaults(job: Job, poolId: string | null): Fault[] {
  const acceptable = poolId === null ? job.minutes === 0 : job.poolIds.includes(poolId)
  return acceptable ? [] : [{ kind: 'pool', ref: poolId, message: `The job does not accept pool ${poolId}.` }]
}

/** Names, of the jobs that have a part in an overrun and are not pinned, the first in the plan. */
function checkCapacity(facts: Facts): Breach[] {
  const { problem, plan, pinned } = facts
  const all = usageOf(facts, () => true)
  const first = (takesPart: (job: Job, week: number, poolId: string | null) => boolean): string | null => {
    const takes = ({ jobId, poolId }: Place): boolean =>
      !pinned.has(jobId) && takesPart(facts.jobs.get(jobId)!, facts.weekOf.get(jobId)!, poolId)
    return plan.assigned.find(takes)?.jobId ?? null
  }
  const breaches: Breach[] = []
  for (const [cell, minutes] of all.minutes) {
    const { id, week } = poolAndWeek(cell)
    const over = minutes - Math.max(capacity(problem, id, week), facts.pins.minutes.get(cell) ?? 0)
    if (over <= 0) continue
    const jobId = first((job, at, poolId) => job.minutes > 0 && at === week && poolId === id)
    breaches.push({
      code: 'pool',
      jobId,
      message: `Pool ${id} is over by ${count(over, 'minute')} in week ${week + 1}.`,
    })
  }
  for (const fund of problem.funds) {
    for (const [year, pence] of overspending(facts, fund, all)) {
      const message = `Fund ${fund.id} is overspent by ${sayPence(pence)} in ${financialYear(year)}.`
      const draws = (job: Job, week: number): boolean =>
        job.draws.some((draw) => draw.fundId === fund.id && yearOf(problem, week + draw.offsetWeeks) === year)
      breaches.push({ code: 'budget', jobId: first(draws), message })
    }
  }
  return breaches
}

/** `POOL WEEK`; a pool's id may have spaces, a week has none. */
function poolAndWeek(cell: string): { readonly id: string; readonly week: number } {
  const at = cell.lastIndexOf(' ')
  return { id: cell.slice(0, at), week: Number(cell.slice(at + 1)) }
}

function checkInherited(facts: Facts): Breach[] {
  const key = ({ jobId, kind, ref }: Inherited): string => JSON.stringify([jobId, kind, ref])
  const found = new Map(facts.problem.pinned.flatMap((pin) => brokenBy(facts, pin)).map((one) => [key(one), one]))
  const breaches: Breach[] = []
  for (const one of facts.plan.inherited) {
    if (found.delete(key(one))) continue
    const message = `The plan lists that its pin breaks ${one.kind}, which it does not, or lists it twice.`
    breaches.push({ code: 'inherited', jobId: one.jobId, message })
  }
  for (const { jobId, kind, ref } of found.values()) {
    const message = `Its pin breaks ${kind}${ref === null ? '' : ` (${ref})`}, and the plan does not list it.`
    breaches.push({ code: 'inherited', jobId, message })
  }
  return breaches
}

function brokenBy(facts: Facts, { jobId, weekOn, poolId }: Place): Inherited[] {
  const { problem, pins } = facts
  const week = weekNumber(problem, weekOn)
  const job = facts.jobs.get(jobId)!
  const faults = [...windowFaults(facts, job, week), ...poolFaults(job, poolId)]
  const broken: Inherited[] = faults.map(({ kind, ref }) => ({ jobId, kind, ref }))
  const minutes = pins.minutes.get(`${poolId} ${week}`) ?? 0
  if (poolId !== null && job.minutes > 0 && minutes > capacity(problem, poolId, week)) {
    broken.push({ jobId, kind: 'pool', ref: poolId })
  }
  for (const { fundId, offsetWeeks } of job.draws.filter((draw) => week + draw.offsetWeeks >= 0)) {
    const fund = problem.funds.find(({ id }) => id === fundId)!
    const year = yearOf(problem, week + offsetWeeks)
    if (!overrun(problem, fund, pins).has(year)) continue
    broken.push({ jobId, kind: 'budget', ref: `${fundId}:${financialYear(year)}` })
  }
  return broken
}

function checkMeasures(facts: Facts): Breach[] {
  const said = JSON.stringify(canonical(facts.plan.measures))
  const found = JSON.stringify(canonical(recount(facts)))
  const message = `The measures say ${said}; counted anew they are ${found}.`
  return said === found ? [] : [{ code: 'measures', jobId: null, message }]
}

/** Without the bounds, which a recount cannot know. */
function canonical({ perTier, avertedExposureDays, spend }: Measures): unknown {
  return [
    perTier.map(({ tier, exposureDays, clearOn, pence }) => [tier, exposureDays, clearOn, pence]),
    avertedExposureDays,
    spend.map(({ fundId, financialYear: year, pence }) => [fundId, year, pence]),
  ]
}

/**
 * No queue jumping: tier by tier, with only the tiers up to this one, the pins and the held jobs on the board, each job
 * is taken out and offered every week before its own, in every pool that it accepts.
 */
function checkQueue(facts: Facts): Breach[] {
  const { problem, pinned, held, weekOf } = facts
  const exempt = (job: Job): boolean => pinned.has(job.id) || held.has(job.id)
  const usage = usageOf(facts, exempt)
  const breaches: Breach[] = []
  for (const tier of tiersOf(problem)) {
    const queue = problem.jobs.filter((job) => job.tier === tier && !exempt(job))
    const turn = (job: Job, sign: 1 | -1): void => {
      const week = weekOf.get(job.id)
      if (week !== undefined) use(problem, usage, { job, week, poolId: facts.poolOf.get(job.id)! }, sign)
    }
    queue.forEach((job) => turn(job, 1))
    for (const job of queue) {
      turn(job, -1)
      const earlier = firstOpen(facts, usage, job)
      turn(job, 1)
      if (earlier === undefined) continue
      const weekOn = fromEpochDay(epochDay(problem.startOn) + 7 * earlier)
      const message = `Nothing of its own or a more urgent tier keeps the job from the week of ${weekOn}.`
      breaches.push({ code: 'queue-jump', jobId: job.id, message, weekOn })
    }
  }
  return breaches
}

function firstOpen(facts: Facts, usage: Usage, job: Job): number | undefined {
  const { problem } = facts
  const end = facts.weekOf.get(job.id) ?? problem.weeks
  for (let week = 0; week < end; week++) {
    const left = (id: string): number => capacity(problem, id, week) - (usage.minutes.get(`${id} ${week}`) ?? 0)
    if (job.minutes > 0 && !job.poolIds.some((id) => left(id) >= job.minutes)) continue
    if (windowFaults(facts, job, week).length === 0 && isAffordable(facts, usage, job, week)) return week
  }
  return undefined
}

function isAffordable(facts: Facts, usage: Usage, job: Job, week: number): boolean {
  use(facts.problem, usage, { job, week, poolId: null }, 1)
  const funds = facts.problem.funds.filter(({ id }) => job.draws.some(({ fundId }) => fundId === id))
  const short = funds.some((fund) => overspending(facts, fund, usage).size > 0)
  use(facts.problem, usage, { job, week, poolId: null }, -1)
  return !short
}
