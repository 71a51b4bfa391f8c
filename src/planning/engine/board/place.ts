// The earliest week in which a job may stand on a board: the inner loop of every search.
import { UNPLACED, WAITING, firstRoomy, roomIn, type Board } from './board.ts'
import { NO_POOL, rowOf, type Compiled, type Spot } from './compile.ts'
import { isAffordable, nextMoneyWeek } from './ledger.ts'

/** Answers findPlace: no week before the job's end takes it. */
export const NOWHERE = -1

/**
 * Earliest week first; in one week the pool that stands first in the job's list. Each step skips all weeks with the same
 * answer, so the cost hangs on closures and years, not on weeks. Returns `week × (pools + 1) + pool + 1`, or NOWHERE: one
 * number, because the loops that ask this a million times must not make a million objects.
 */
export function findPlace(board: Board, job: number, from = 0): number {
  const { compiled } = board
  const end = compiled.endWeek[job]!
  let week = Math.max(from, firstFree(board, job))
  while (week < end) {
    const open = reopening(compiled, job, week)
    if (open >= end) return NOWHERE
    if (!isAffordable(compiled, board.ledger, job, open)) {
      week = nextMoneyWeek(compiled, job, open)
      continue
    }
    const found = firstRoom(board, job, open)
    const at = weekOf(compiled, found)
    if (at === open) return found
    week = found === NOWHERE ? end : at
  }
  return NOWHERE
}

/** Whether the job may stand in exactly that week and pool. */
export function fits(board: Board, { job, week, pool }: Spot): boolean {
  const { compiled, rooms, ledger } = board
  if (week >= compiled.endWeek[job]! || firstFree(board, job) > week || reopening(compiled, job, week) > week)
    return false
  if (!isAffordable(compiled, ledger, job, week)) return false
  const minutes = compiled.minutes[job]!
  const pools = rowOf(compiled.poolsOf, job)
  if (pool === NO_POOL) return minutes === 0 && pools.length === 0
  return pools.includes(pool) && (minutes === 0 || roomIn(rooms, pool, week) >= minutes)
}

export function weekOf({ pools }: Compiled, found: number): number {
  return Math.floor(found / (pools.ids.length + 1))
}

export function poolOf({ pools }: Compiled, found: number): number {
  return (found % (pools.ids.length + 1)) - 1
}

/** The first week after that job: the next one, or from its untilOn on if it waits; never if it is unplaced. */
export function weekAfter({ compiled, week }: Board, job: number): number {
  const stands = week[job]!
  if (stands === UNPLACED) return Infinity
  if (stands !== WAITING) return stands + 1
  return afterWaiting(compiled, job)
}

/** The first week after a job that waits for its upgrade. */
export function afterWaiting({ upgradeDay }: Compiled, job: number): number {
  return Math.max(0, Math.ceil(upgradeDay[job]! / 7))
}

/** The week itself, or the first one after the closures that it runs into. */
export function reopening({ closedOf }: Compiled, job: number, week: number): number {
  const from = closedOf.start[job]!
  const until = closedOf.start[job + 1]!
  let open = week
  for (let moved = from < until; moved;) {
    moved = false
    for (let i = from; i < until; i += 2) {
      if (closedOf.items[i]! > open || open >= closedOf.items[i + 1]!) continue
      open = closedOf.items[i + 1]!
      moved = true
    }
  }
  return open
}

/** The first week, from `week` on, in which an acceptable pool has room. Work without minutes needs none. */
function firstRoom({ compiled, rooms }: Board, job: number, week: number): number {
  const { poolsOf, minutes, pools } = compiled
  const from = poolsOf.start[job]!
  const until = poolsOf.start[job + 1]!
  const stride = pools.ids.length + 1
  if (minutes[job] === 0) return week * stride + (from < until ? poolsOf.items[from]! : NO_POOL) + 1
  let best = Infinity
  let bestPool = NO_POOL
  for (let i = from; i < until; i++) {
    const at = firstRoomy(rooms, poolsOf.items[i]!, week, minutes[job]!)
    if (at >= best) continue
    best = at
    bestPool = poolsOf.items[i]!
    if (at === week) break
  }
  return best === Infinity ? NOWHERE : best * stride + bestPool + 1
}

/** The first week that release, draws and the jobs before it allow. */
export function firstFree(board: Board, job: number): number {
  const { firstWeek, afterOf } = board.compiled
  let week = firstWeek[job]!
  for (let i = afterOf.start[job]!; i < afterOf.start[job + 1]!; i++) {
    week = Math.max(week, weekAfter(board, afterOf.items[i]!))
  }
  return week
}
