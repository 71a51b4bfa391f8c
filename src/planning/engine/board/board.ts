// What is taken so far: minutes of each pool and week, pence of each fund and year, and where each job is. Adding a job
// only ever takes, and carried money only shrinks with it, so a week that refuses a job goes on refusing it as the
// board fills: the no-queue-jumping guarantee of a serial schedule rests on that.
import { NO_POOL, type Compiled, type Spot } from './compile.ts'
import { inheritOverruns, makeLedger, spend, type Ledger } from './ledger.ts'

/** In place of a week: not decided yet, waiting for its upgrade, unplaced. */
export const OPEN = -1
export const WAITING = -2
export const UNPLACED = -3

export interface Board {
  readonly compiled: Compiled
  readonly rooms: Rooms
  readonly ledger: Ledger
  /** By job: its week, or OPEN, WAITING, UNPLACED. */
  readonly week: Int32Array
  /** By job: its pool, or NO_POOL. */
  readonly pool: Int32Array
}

/** Minutes left by week: for each pool a binary tree of maxima, its root at `pool × 2 × size + 1`, its weeks from size on. */
export interface Rooms {
  readonly size: number
  readonly most: Float64Array
}

export function makeBoard(compiled: Compiled): Board {
  const jobs = compiled.ids.length
  return {
    compiled,
    rooms: makeRooms(compiled),
    ledger: makeLedger(compiled),
    week: new Int32Array(jobs).fill(OPEN),
    pool: new Int32Array(jobs).fill(NO_POOL),
  }
}

/** With the pins, and what they alone overspend remembered as inherited. */
export function makePinnedBoard(compiled: Compiled): Board {
  const board = makeBoard(compiled)
  for (const { job, week, pool } of compiled.pinned) place(board, job, week, pool)
  inheritOverruns(compiled, board.ledger)
  return board
}

export function place(board: Board, job: number, week: number, pool: number): void {
  board.week[job] = week
  board.pool[job] = pool
  takeMinutes(board, pool, week, board.compiled.minutes[job]!)
  spend(board.compiled, board.ledger, job, week, 1)
}

/** Takes an assigned job off the board; it is OPEN again. */
export function unplace(board: Board, job: number): void {
  takeMinutes(board, board.pool[job]!, board.week[job]!, -board.compiled.minutes[job]!)
  spend(board.compiled, board.ledger, job, board.week[job]!, -1)
  board.week[job] = OPEN
  board.pool[job] = NO_POOL
}

/** Puts a job where it was: in a week, or among those that wait or are unplaced. */
export function restore(board: Board, { job, week, pool }: Spot): void {
  if (week >= 0) place(board, job, week, pool)
  else board.week[job] = week
}

function takeMinutes({ rooms: { size, most } }: Board, pool: number, week: number, minutes: number): void {
  if (pool === NO_POOL || minutes === 0) return
  const root = pool * 2 * size
  let node = size + week
  most[root + node]! -= minutes
  for (node >>= 1; node >= 1; node >>= 1) {
    const left = most[root + 2 * node]!
    const right = most[root + 2 * node + 1]!
    const larger = left > right ? left : right
    if (most[root + node] === larger) return
    most[root + node] = larger
  }
}

function makeRooms({ pools, weeks }: Compiled): Rooms {
  let size = 1
  while (size < weeks) size *= 2
  const most = new Float64Array(pools.ids.length * 2 * size).fill(-Infinity)
  pools.ids.forEach((_, pool) => {
    const root = pool * 2 * size
    most.set(pools.capacity.subarray(pool * weeks, (pool + 1) * weeks), root + size)
    for (let node = size - 1; node >= 1; node--) {
      most[root + node] = Math.max(most[root + 2 * node]!, most[root + 2 * node + 1]!)
    }
  })
  return { size, most }
}

/** Negative where pins overrun the pool. */
export function roomIn({ size, most }: Rooms, pool: number, week: number): number {
  return most[pool * 2 * size + size + week]!
}

/** The first week from `from` on with so much room, or Infinity. O(log weeks). */
export function firstRoomy({ size, most }: Rooms, pool: number, from: number, minutes: number): number {
  const root = pool * 2 * size
  let node = size + from
  if (most[root + node]! >= minutes) return from
  // Climb until a subtree to the right has the room, then walk down to its first such week.
  while (node > 1 && !(node % 2 === 0 && most[root + node + 1]! >= minutes)) node >>= 1
  if (node <= 1) return Infinity
  node += 1
  while (node < size) node = most[root + 2 * node]! >= minutes ? 2 * node : 2 * node + 1
  return node - size
}
