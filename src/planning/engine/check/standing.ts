// Each job by itself: pins stand where they are pinned, held jobs where they stood, all others inside their windows.
import type { Constraint } from '../format/plan.ts'
import type { Breach } from './breach.ts'
import { NO_POOL, stands, type Facts, type Work } from './facts.ts'

export interface Fault {
  readonly kind: Extract<Constraint, 'release' | 'closed' | 'after' | 'window' | 'pool'>
  readonly ref: string | null
  readonly message: string
}

export function checkStanding(facts: Facts): Breach[] {
  return facts.works.flatMap((work): Breach[] => {
    const jobId = work.job.id
    if (work.pin) {
      if (stands(work.place, work.pin)) return []
      return [{ code: 'pin', jobId, message: `The job is pinned to ${work.pin.weekOn} and is not there.` }]
    }
    const faults = work.at ? [...windowFaults(facts, work, work.at.week), ...poolFaults(facts, work, work.at.pool)] : []
    return faults.map(({ kind, message }) => ({ code: kind, jobId, message }))
  })
}

/** What the plan lists as held is no pin, and is where it was. */
export function checkHeld(facts: Facts): Breach[] {
  return facts.plan.heldByStability.flatMap((jobId): Breach[] => {
    const work = facts.workOf.get(jobId)
    if (work && !work.pin && stands(work.place, work.previous)) return []
    const message = 'The plan lists it as held, and it is not in the week and pool of the previous plan.'
    return [{ code: 'held', jobId, message }]
  })
}

/** What forbids the week itself, whatever else is planned in it. */
export function windowFaults(facts: Facts, work: Work, week: number): Fault[] {
  const { job, closed, draws } = work
  const monday = facts.startDay + 7 * week
  const faults: Fault[] = []
  const fault = (kind: Fault['kind'], message: string, ref: string | null = null): void => {
    faults.push({ kind, ref, message })
  }
  if (monday < work.releaseDay) fault('release', `It may not start before ${job.releaseOn}.`)
  closed.forEach(({ from, until }, i) => {
    if (from >= monday + 7 || monday >= until) return
    fault('closed', `The week has closed days (from ${job.closed[i]!.from} until ${job.closed[i]!.until}).`)
  })
  if (draws.some(({ offset }) => week + offset < 0)) fault('window', 'A draw would fall before the plan.')
  if (job.mayWait && monday + 7 > work.upgradeDay) {
    fault('window', `It would finish after its upgrade on ${job.upgradeOn}.`)
  }
  for (const id of job.after) {
    if (!endsBy(facts, id, monday)) fault('after', `It comes after ${id}, which has not ended by then.`, id)
  }
  return faults
}

function endsBy({ workOf, startDay }: Facts, jobId: string, dayNumber: number): boolean {
  const { state, at, upgradeDay } = workOf.get(jobId)!
  if (state === 'waiting') return upgradeDay <= dayNumber
  return at !== undefined && startDay + 7 * at.week + 7 <= dayNumber
}

export function poolFaults({ problem }: Facts, { job, pools }: Work, pool: number): Fault[] {
  if (pool === NO_POOL ? job.minutes === 0 : pools.includes(pool)) return []
  const ref = problem.pools[pool]?.id ?? null
  const message = ref === null ? 'The job takes minutes, and no pool does it.' : `The job does not accept pool ${ref}.`
  return [{ kind: 'pool', ref, message }]
}

/** Jobs without a week: whether they may wait, until when, and why they do not. */
export function checkWaiting(facts: Facts): Breach[] {
  const { plan, workOf } = facts
  const breaches: Breach[] = []
  const isStuck = ({ job }: Work): boolean => job.after.some((id) => workOf.get(id)!.state === 'unplaced')
  for (const { jobId, untilOn } of plan.waiting) {
    const work = workOf.get(jobId)!
    const breach = (message: string): number => breaches.push({ code: 'waiting', jobId, message })
    if (!work.job.mayWait) breach('The job may not wait for an upgrade.')
    if (untilOn !== work.job.upgradeOn) breach(`It waits until ${untilOn}; its upgrade is on ${work.job.upgradeOn}.`)
    if (isStuck(work)) breach('A job that it comes after is unplaced, so it is unplaced too.')
  }
  for (const { jobId, reason } of plan.unplaced) {
    const work = workOf.get(jobId)!
    const breach = (message: string): number => breaches.push({ code: 'unplaced', jobId, message })
    if (isStuck(work) !== (reason === 'after-unplaced')) {
      breach('The reason is after-unplaced if, and only if, a job that it comes after is unplaced.')
    }
    if (work.job.mayWait && !isStuck(work)) breach('The job may wait, so it waits.')
  }
  return breaches
}
