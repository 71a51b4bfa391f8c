// What keeps a plan from changing for little: frozen weeks, and a charge for every job that moves.
import { OPEN, place, unplace, type Board } from '../board/board.ts'
import { rowOf, type Compiled, type Spot } from '../board/compile.ts'
import { NOWHERE, findPlace, fits, poolOf, weekOf } from '../board/place.ts'
import { exposedDays } from './schedule.ts'

/** Where jobs stood before, by job: OPEN where that is unknown. Each that stands elsewhere now is charged. */
export interface Home {
  readonly week: Int32Array
  readonly pool: Int32Array
  readonly chargeMillis: number
}

/** Tiers that may take a frozen week from a lower one: the actions at sensitive sites (design of the planner). */
const LAST_EVICTING_TIER = 3

/** Null if there is no plan before this one. */
export function homeOf({ previous, ids, weeks, moveChargeMillis }: Compiled): Home | null {
  if (previous.length === 0) return null
  const week = new Int32Array(ids.length).fill(OPEN)
  const pool = new Int32Array(ids.length)
  for (const spot of previous) {
    if (spot.week < 0 || spot.week >= weeks) continue
    week[spot.job] = spot.week
    pool[spot.job] = spot.pool
  }
  return { week, pool, chargeMillis: moveChargeMillis }
}

/** Thousandths of exposure-days, with what the job's move is charged. */
export function costOf(board: Board, job: number, home: Home | null): number {
  const { compiled, week, pool } = board
  const exposure = compiled.weightMillis[job]! * exposedDays(board, job)
  if (!home || home.week[job] === OPEN) return exposure
  return home.week[job] === week[job] && home.pool[job] === pool[job] ? exposure : exposure + home.chargeMillis
}

export function sumCosts(board: Board, jobs: Int32Array, home: Home | null): number {
  let sum = 0
  for (const job of jobs) sum += costOf(board, job, home)
  return sum
}

/**
 * A job keeps its frozen week if it may stand there and all that it comes after is pinned or kept, too. Where they no
 * longer fit together the more urgent tier stays. Returns the jobs that are kept.
 */
export function freeze(board: Board, evicted: ReadonlySet<number>): Spot[] {
  const { compiled, week } = board
  const { tier, depth, previous, frozenWeeks, weeks, afterOf } = compiled
  const until = Math.min(frozenWeeks, weeks)
  const frozen = previous
    .filter((spot) => week[spot.job] === OPEN && spot.week >= 0 && spot.week < until && !evicted.has(spot.job))
    .sort((a, b) => tier[a.job]! - tier[b.job]! || depth[a.job]! - depth[b.job]! || a.job - b.job)
  return frozen.filter((spot) => {
    const isKnown = rowOf(afterOf, spot.job).every((earlier) => week[earlier] !== OPEN)
    if (!isKnown || !fits(board, spot)) return false
    place(board, spot.job, spot.week, spot.pool)
    return true
  })
}

/**
 * The frozen jobs of lower tiers that stand in the way of these jobs of one tier, of which only the new ones evict:
 * each in its turn takes the week that it would have if lower tiers had nothing frozen, and what then still fits stays.
 */
export function evictFor(board: Board, jobs: Int32Array, frozen: readonly Spot[], home: Home | null): number[] {
  const { compiled } = board
  const { tier, tiers } = compiled
  if (!home || jobs.length === 0 || tiers[tier[jobs[0]!]!]! > LAST_EVICTING_TIER) return []
  const isNew = new Set(jobs)
  for (const { job } of compiled.previous) isNew.delete(job)
  let lower: readonly Spot[] = frozen.filter((spot) => tier[spot.job]! > tier[jobs[0]!]!)
  const evicted: number[] = []
  const settled: number[] = []
  for (const job of jobs) {
    if (lower.length === 0) break
    if (!isNew.has(job)) continue
    const kept = findPlace(board, job)
    for (const spot of lower) unplace(board, spot.job)
    const free = findPlace(board, job)
    const gains = free !== NOWHERE && (kept === NOWHERE || weekOf(compiled, free) < weekOf(compiled, kept))
    const at = gains ? free : kept
    if (at !== NOWHERE) {
      place(board, job, weekOf(compiled, at), poolOf(compiled, at))
      settled.push(job)
    }
    const rest: Spot[] = []
    for (const spot of lower) {
      if (fits(board, spot)) {
        place(board, spot.job, spot.week, spot.pool)
        rest.push(spot)
      } else evicted.push(spot.job)
    }
    lower = rest
  }
  for (const job of settled) unplace(board, job)
  return evicted
}
