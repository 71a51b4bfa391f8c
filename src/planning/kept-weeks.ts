// What orders that stand already ask of a plan that is made anew: who holds one keeps its week, and the rest moves only for
// something. Orders live to the right of planning, so they are asked through this.
import type { Scope } from '../access/scope.ts'
import type { Reads } from '../db/database.ts'
import type { Job, Place, Problem } from './engine/format/problem.ts'

export interface KeptWeeks {
  /** Orders that a company holds: they stay where they are. */
  readonly pinned: readonly Place[]
  /** The weeks of all that the adopted plan placed, those held included. */
  readonly previous: readonly Place[]
}
export type ReadKeptWeeks = (q: Reads, scope: Scope) => Promise<KeptWeeks>

export const NOTHING_KEPT: KeptWeeks = { pinned: [], previous: [] }

/** As far ahead as companies claim (rules.md, `claimAheadDays` 28): what they may be looking at stays put. */
const FROZEN_WEEKS = 4
/** What the mean job exposes in those days: a move must avert more (bench/plan/stability.ts measured it). */
const MOVE_DAYS = 28

/** The problem with what is kept; unchanged where nothing is. What has left the plan since is left out. */
export function keepWeeks(problem: Problem, { pinned, previous }: KeptWeeks): Problem {
  const jobs = new Map(problem.jobs.map((job) => [job.id, job]))
  const within = (places: readonly Place[]): Place[] =>
    places.flatMap((place) => {
      const job = jobs.get(place.jobId)
      return job ? [{ ...place, poolId: poolFor(job, place) }] : []
    })
  const [pins, before] = [within(pinned), within(previous)]
  if (before.length === 0 && pins.length === 0) return problem
  const { startOn } = problem
  const held = pins.filter((pin) => canBeDone(jobs.get(pin.jobId)!, pin))
  const mean = problem.jobs.reduce((sum, { weightPerDay }) => sum + weightPerDay, 0) / problem.jobs.length
  return {
    ...problem,
    pinned: held.map((pin) => (pin.weekOn < startOn ? { ...pin, weekOn: startOn } : pin)),
    previous: before.filter(({ weekOn }) => weekOn >= startOn),
    frozenWeeks: FROZEN_WEEKS,
    moveCharge: Math.round(MOVE_DAYS * mean),
  }
}

/**
 * Whoever has the order keeps it, though nobody recorded may do such work any more: a company was suspended, a crew has left. A
 * pin takes minutes of a pool, and there is none: the plan then lists the work as unplaced, for the manager to look at.
 */
function canBeDone({ minutes }: Job, { poolId }: Place): boolean {
  return poolId !== null || minutes === 0
}

/** A crew that is no more gives its work to the one that is preferred now. */
function poolFor({ poolIds }: Job, { poolId }: Place): string | null {
  return poolId !== null && poolIds.includes(poolId) ? poolId : (poolIds[0] ?? null)
}
