// The order in which the jobs of one tier are placed: what averts most exposure for the money and minutes it takes
// comes first. A job that holds up a better one is worth what the two are worth together (Sidney's decomposition, 1975).
import { OPEN, type Board } from '../board/board.ts'
import type { Compiled } from '../board/compile.ts'
import { sortByKey } from './sort.ts'

/** Chains are the legs of a site, some tens at most; the cap keeps many jobs before one long chain linear. */
const MOST_JOINS = 64
const NONE = -1
const SEVERAL = -2

/** By job: what it takes, in a common unit. */
export type CostOf = (job: number) => number

/**
 * Room to work in, by job, for all tiers: new arrays for each would be most of the work at a million jobs. Joined jobs:
 * what they avert and take together, and the job at which the rest of the chain begins.
 */
export interface Blocks {
  readonly gain: Float64Array
  readonly cost: Float64Array
  readonly rest: Int32Array
  /** The one open job of its tier that comes after it, where there is exactly one; NONE, SEVERAL. */
  readonly follower: Int32Array
}

export function makeBlocks({ ids }: Compiled): Blocks {
  const jobs = ids.length
  return {
    gain: new Float64Array(jobs),
    cost: new Float64Array(jobs),
    rest: new Int32Array(jobs),
    follower: new Int32Array(jobs),
  }
}

/**
 * The jobs of a tier by gain ÷ cost, best first, each behind those that it comes after; equal worth goes by depth in the
 * chain, then by id, never by the order of the input. `members` must be sorted by depth, then id. Linear.
 */
export function orderByWorth(board: Board, members: Int32Array, costOf: CostOf, blocks: Blocks): Int32Array {
  return sortByKey(members, worths(board, members, costOf, blocks), 'down')
}

/** By a key that need not respect chains: a job's key becomes at least that of the members that it comes after. */
export function orderByWeek(board: Board, members: Int32Array, key: Float64Array): Int32Array {
  const { afterOf } = board.compiled
  for (const job of members) {
    for (let i = afterOf.start[job]!; i < afterOf.start[job + 1]!; i++) {
      const earlier = afterOf.items[i]!
      if (isOpenWith(board, job, earlier)) key[job] = Math.max(key[job]!, key[earlier]!)
    }
  }
  return sortByKey(members, key, 'up')
}

/** The worths are written over the gains. */
function worths(board: Board, members: Int32Array, costOf: CostOf, blocks: Blocks): Float64Array {
  const { compiled } = board
  const { afterOf } = compiled
  const { gain, cost, rest, follower } = blocks
  findFollowers(board, members, follower)
  for (let m = members.length - 1; m >= 0; m--) {
    const job = members[m]!
    let [g, c, next] = [gainOf(compiled, job), costOf(job), follower[job]!]
    for (let joins = 0; next >= 0 && joins < MOST_JOINS; joins++) {
      if (gain[next]! * c < g * cost[next]!) break
      g += gain[next]!
      c += cost[next]!
      next = rest[next]!
    }
    gain[job] = g
    cost[job] = c
    rest[job] = next
  }
  const worth = gain
  // No job is worth more than one that it comes after, so the plain sort by worth and depth keeps chains in order.
  for (const job of members) {
    worth[job] = cost[job] === 0 ? Infinity : gain[job]! / cost[job]!
    for (let i = afterOf.start[job]!; i < afterOf.start[job + 1]!; i++) {
      const earlier = afterOf.items[i]!
      if (isOpenWith(board, job, earlier)) worth[job] = Math.min(worth[job], worth[earlier]!)
    }
  }
  return worth
}

/** Weight × the days from the first possible start to the day on which the exposure would end, or be given up, anyhow. */
export function gainOf({ endWeek, firstWeek, weightMillis }: Compiled, job: number): number {
  return weightMillis[job]! * 7 * Math.max(0, endWeek[job]! - firstWeek[job]!)
}

/** A job's share of all limited money and of all minutes, in the first year's prices. */
export function shareOf({ funds, pools, years, draws, minutes }: Compiled): CostOf {
  const limited = funds.budget.filter((_, at) => funds.unlimited[Math.floor(at / years.length)] === 0)
  const money = limited.reduce((a, b) => a + b, 0)
  const time = pools.capacity.reduce((a, b) => a + b, 0)
  return (job) => {
    let pence = 0
    for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
      if (funds.unlimited[draws.fund[d]!] === 0) pence += draws.pence[draws.penceStart[d]!]!
    }
    return (money > 0 ? pence / money : 0) + (time > 0 ? minutes[job]! / time : 0)
  }
}

function findFollowers(board: Board, members: Int32Array, follower: Int32Array): void {
  const { afterOf } = board.compiled
  for (const job of members) follower[job] = NONE
  for (const job of members) {
    for (let i = afterOf.start[job]!; i < afterOf.start[job + 1]!; i++) {
      const earlier = afterOf.items[i]!
      if (isOpenWith(board, job, earlier)) follower[earlier] = follower[earlier] === NONE ? job : SEVERAL
    }
  }
}

function isOpenWith({ compiled: { tier }, week }: Board, job: number, earlier: number): boolean {
  return week[earlier] === OPEN && tier[earlier] === tier[job]
}
