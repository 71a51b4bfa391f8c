// What is taken so far: minutes of each pool and week, pence of each fund and year, and where each job is. Adding a job
// only ever takes, and carried money only shrinks with it, so a week that refuses a job goes on refusing it as the
// board fills: the no-queue-jumping guarantee of a serial schedule rests on that.
import type { Compiled } from './compile.ts'

/** In place of a week: not decided yet, waiting for its upgrade, unplaced. */
export const OPEN = -1
export const WAITING = -2
export const UNPLACED = -3
/** In place of a pool: work that takes no minutes and accepts none. */
export const NO_POOL = -1

export interface Board {
  readonly compiled: Compiled
  /** By pool. */
  readonly rooms: readonly Room[]
  readonly ledger: Ledger
  /** By job: its week, or OPEN, WAITING, UNPLACED. */
  readonly week: Int32Array
  /** By job: its pool, or NO_POOL. */
  readonly pool: Int32Array
}

/** Minutes left in a pool by week: a binary tree of maxima, root at 1, week w at `size + w`. */
export interface Room {
  readonly size: number
  readonly most: Float64Array
}

/** Both by fund × years + year. */
export interface Ledger {
  readonly spent: Float64Array
  /** What the pins alone overspend: it is inherited, and nothing else may add to it. */
  readonly overrun: Float64Array
}

/** One fund and year that lacks money for a job. */
export interface Shortfall {
  readonly fund: number
  readonly year: number
  readonly pence: number
}

export function makeBoard(compiled: Compiled): Board {
  const jobs = compiled.jobs.length
  return {
    compiled,
    rooms: compiled.pools.map((pool) => makeRoom(pool.capacity)),
    ledger: makeLedger(compiled),
    week: new Int32Array(jobs).fill(OPEN),
    pool: new Int32Array(jobs).fill(NO_POOL),
  }
}

export function makeLedger({ funds, years }: Compiled): Ledger {
  const size = funds.length * years.length
  return { spent: new Float64Array(size), overrun: new Float64Array(size) }
}

export function place(board: Board, job: number, at: { readonly week: number; readonly pool: number }): void {
  board.week[job] = at.week
  board.pool[job] = at.pool
  takeMinutes(board, job, board.compiled.minutes[job]!)
  spend(board.compiled, board.ledger, { job, week: at.week, sign: 1 })
}

/** Takes an assigned job off the board; it is OPEN again. */
export function unplace(board: Board, job: number): void {
  takeMinutes(board, job, -board.compiled.minutes[job]!)
  spend(board.compiled, board.ledger, { job, week: board.week[job]!, sign: -1 })
  board.week[job] = OPEN
  board.pool[job] = NO_POOL
}

function takeMinutes(board: Board, job: number, minutes: number): void {
  const room = board.rooms[board.pool[job]!]
  if (!room) return
  const { size, most } = room
  let node = size + board.week[job]!
  most[node]! -= minutes
  for (node >>= 1; node >= 1; node >>= 1) most[node] = Math.max(most[2 * node]!, most[2 * node + 1]!)
}

function makeRoom(capacity: Float64Array): Room {
  let size = 1
  while (size < capacity.length) size *= 2
  const most = new Float64Array(2 * size).fill(-Infinity)
  most.set(capacity, size)
  for (let node = size - 1; node >= 1; node--) most[node] = Math.max(most[2 * node]!, most[2 * node + 1]!)
  return { size, most }
}

/** Negative where pins overrun the pool. */
export function roomIn({ size, most }: Room, week: number): number {
  return most[size + week]!
}

/** The first week from `from` on with so much room, or Infinity. O(log weeks). */
export function firstRoomy({ size, most }: Room, from: number, minutes: number): number {
  let node = size + from
  if (most[node]! >= minutes) return from
  // Climb until a subtree to the right has the room, then walk down to its first such week.
  while (node > 1 && !(node % 2 === 0 && most[node + 1]! >= minutes)) node >>= 1
  if (node <= 1) return Infinity
  node += 1
  while (node < size) node = most[2 * node]! >= minutes ? 2 * node : 2 * node + 1
  return node - size
}

/** What draw d takes if its job stands in that week. */
export function drawPence({ draws, yearOfWeek }: Compiled, d: number, week: number): number {
  const first = draws.penceStart[d]!
  const last = draws.penceStart[d + 1]! - 1
  return draws.pence[Math.min(first + yearOfWeek[week + draws.offset[d]!]!, last)]!
}

/** Draws before startOn, which only a pin can have, are past: they belong to no year of the plan. */
export function spend(
  compiled: Compiled,
  ledger: Ledger,
  { job, week, sign }: { readonly job: number; readonly week: number; readonly sign: 1 | -1 },
): void {
  const { draws, yearOfWeek, years } = compiled
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const year = yearOfWeek[week + draws.offset[d]!]
    if (year !== undefined) ledger.spent[draws.fund[d]! * years.length + year]! += sign * drawPence(compiled, d, week)
  }
}

/** What the funds lack, year by year, for the job in that week; empty if they have it. */
export function shortfalls(compiled: Compiled, ledger: Ledger, job: number, week: number): Shortfall[] {
  const { draws } = compiled
  const found: Shortfall[] = []
  spend(compiled, ledger, { job, week, sign: 1 })
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const fund = draws.fund[d]!
    if (!found.some((shortfall) => shortfall.fund === fund)) found.push(...overspent(compiled, ledger, fund))
  }
  spend(compiled, ledger, { job, week, sign: -1 })
  return found.sort((a, b) => a.fund - b.fund || a.year - b.year)
}

/** Remembers what the pins alone overspend; call it when they, and nothing else, are on the board. */
export function inheritOverruns({ compiled, ledger }: Board): void {
  const found = compiled.funds.flatMap((_, fund) => overspent(compiled, ledger, fund))
  for (const { fund, year, pence } of found) ledger.overrun[fund * compiled.years.length + year] = pence
}

/**
 * The years in which more is spent than available(y) = budget(y) + min(cap, left(y − 1)), beyond what pins overspend.
 * Carried money is spent first and goes no further: left(y) = min(budget(y), available(y) − spent(y)), never negative,
 * because an overspent year is reported once and not charged to the next one too.
 */
function overspent(compiled: Compiled, ledger: Ledger, fund: number): Shortfall[] {
  const { unlimited, budget, carryCap } = compiled.funds[fund]!
  if (unlimited) return []
  const found: Shortfall[] = []
  let carried = 0
  for (let year = 0; year < budget.length; year++) {
    const at = fund * budget.length + year
    const rest = budget[year]! + carried - ledger.spent[at]!
    const pence = -rest - ledger.overrun[at]!
    if (pence > 0) found.push({ fund, year, pence })
    carried = Math.min(carryCap, Math.max(0, Math.min(budget[year]!, rest)))
  }
  return found
}
