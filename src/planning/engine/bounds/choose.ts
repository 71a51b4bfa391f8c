// The relaxation at given prices: each chain takes its cheapest weeks. With closed and priced weeks that is a walk over
// the weeks for each job (dynamic programming along the chain).
import { afterWaiting } from '../board/place.ts'
import type { Relaxation, Stretch } from './relaxation.ts'

/** In place of a week in `Choice.at`. */
export const CHOSE_WAITING = -2
export const CHOSE_UNPLACED = -3

export interface Choice {
  /** Exposure plus prices paid, in thousandths; money and minutes that are left over are not yet credited. */
  cost: number
  /** By position: the week, or CHOSE_WAITING, CHOSE_UNPLACED. */
  readonly at: Int32Array
  /** By position: the stretch of that week, for the rows that it draws on. */
  readonly stretch: Int32Array
  /** Whether the weeks are those of some choice, at whatever prices. */
  isMade: boolean
}

/** Room for the walk, by week, and by position in a chain × (weeks + 1). */
export interface Walk {
  /** By pool set × weeks + week: the price of a minute in the cheapest pool, and the most room in one. */
  readonly minute: Float64Array
  readonly cheapest: Int32Array
  readonly room: Float64Array
  readonly reach: Float64Array
  readonly nextReach: Float64Array
  readonly bestBy: Int32Array
  readonly stretchAt: Int32Array
  readonly waits: Uint8Array
  /** By position in a chain: weeks from this one on cannot be part of its cheapest choice. */
  readonly end: Int32Array
  /** By position in a chain: more than its exposure and its money together are in the cheapest choice. */
  readonly most: Float64Array
}

export function makeWalk({ board, chainStart, poolSets, poolRow, left }: Relaxation): Walk {
  const { weeks } = board.compiled
  let longest = 1
  for (let c = 0; c + 1 < chainStart.length; c++) longest = Math.max(longest, chainStart[c + 1]! - chainStart[c]!)
  const room = new Float64Array(poolSets.length * weeks).fill(-1)
  poolSets.forEach((pools, set) => {
    for (let week = 0; week < weeks; week++) {
      for (const pool of pools) {
        room[set * weeks + week] = Math.max(room[set * weeks + week]!, left[poolRow + pool * weeks + week]!)
      }
    }
  })
  return {
    minute: new Float64Array(poolSets.length * weeks),
    cheapest: new Int32Array(poolSets.length * weeks),
    room,
    reach: new Float64Array(weeks + 1),
    nextReach: new Float64Array(weeks + 1),
    bestBy: new Int32Array(longest * (weeks + 1)),
    stretchAt: new Int32Array(longest * (weeks + 1)),
    waits: new Uint8Array(longest),
    end: new Int32Array(longest + 1),
    most: new Float64Array(longest),
  }
}

export function makeChoice({ jobs }: Relaxation): Choice {
  return { cost: 0, at: new Int32Array(jobs.length), stretch: new Int32Array(jobs.length), isMade: false }
}

/** Prices are by row, in thousandths of exposure-days for a penny or a minute. */
export function choose(relaxation: Relaxation, prices: Float64Array, walk: Walk, choice: Choice): void {
  priceMinutes(relaxation, prices, walk)
  choice.cost = 0
  const { chainStart } = relaxation
  for (let c = 0; c + 1 < chainStart.length; c++) {
    const isSingle = chainStart[c + 1]! - chainStart[c]! === 1
    choice.cost += isSingle
      ? chooseOne(relaxation, prices, walk, choice, chainStart[c]!)
      : chooseChain(relaxation, prices, walk, choice, c)
  }
  choice.isMade = true
}

function priceMinutes({ board, poolSets, poolRow }: Relaxation, prices: Float64Array, walk: Walk): void {
  const { weeks } = board.compiled
  const { minute, cheapest } = walk
  for (let set = 0; set < poolSets.length; set++) {
    const pools = poolSets[set]!
    const from = set * weeks
    minute.fill(pools.length === 0 ? 0 : Infinity, from, from + weeks)
    cheapest.fill(-1, from, from + weeks)
    for (let i = 0; i < pools.length; i++) {
      const pool = pools[i]!
      const row = poolRow + pool * weeks
      for (let week = 0; week < weeks; week++) {
        const price = prices[row + week]!
        if (price >= minute[from + week]!) continue
        minute[from + week] = price
        cheapest[from + week] = pool
      }
    }
  }
}

function priceOf({ rows, pence }: Stretch, prices: Float64Array): number {
  let sum = 0
  for (let i = 0; i < rows.length; i++) sum += prices[rows[i]!]! * pence[i]!
  return sum
}

function chooseOne(relaxation: Relaxation, prices: Float64Array, walk: Walk, choice: Choice, position: number): number {
  const { board, jobs, stretches, poolSet, perWeek, ifWaiting, ifUnplaced } = relaxation
  const { weeks, minutes } = board.compiled
  const work = minutes[jobs[position]!]!
  const exposure = perWeek[position]!
  const base = poolSet[position]! * weeks
  let [best, at, of] = [ifUnplaced[position]!, CHOSE_UNPLACED, 0]
  if (ifWaiting[position]! < best) [best, at] = [ifWaiting[position]!, CHOSE_WAITING]
  // What was chosen at other prices may be chosen at these, so that the cheapest choice costs no more.
  const known = choice.isMade ? costAt(relaxation, prices, walk, choice, position) * CARE : Infinity
  const mine = stretches[position]!
  for (let s = 0; s < mine.length; s++) {
    const { from, until } = mine[s]!
    const money = priceOf(mine[s]!, prices)
    for (let week = from; week < until; week++) {
      const early = money + exposure * (week + 1)
      // Exposure only grows from here, and no minute costs less than nothing.
      if (early >= best || early > known) break
      const cost = early + (work === 0 ? 0 : work * walk.minute[base + week]!)
      if (cost >= best || (work > 0 && work > walk.room[base + week]!)) continue
      best = cost
      at = week
      of = s
    }
  }
  choice.at[position] = at
  choice.stretch[position] = of
  return best
}

/**
 * reach[t]: the least cost of the chain up to here with its last job ended before week t; bestBy says in which week that
 * job stands then. A chain breaks off at the first job that is unplaced: all after it are, too.
 */
function chooseChain(relaxation: Relaxation, prices: Float64Array, walk: Walk, choice: Choice, chain: number): number {
  const { board, jobs, chainStart, stretches, poolSet, perWeek, ifWaiting, ifUnplaced } = relaxation
  const { weeks, minutes } = board.compiled
  const first = chainStart[chain]!
  const length = chainStart[chain + 1]! - first
  const stride = weeks + 1
  let { reach, nextReach } = walk
  findEnds(relaxation, { prices, walk, choice, first, length })
  reach.fill(0, 0, walk.end[0]! + 1)
  // The least cost with the jobs so far placed or waiting; and the best place to break off.
  let all = 0
  let [broken, brokenAt, tail] = [Infinity, 0, 0]
  for (let i = 0; i < length; i++) tail += ifUnplaced[first + i]!
  for (let i = 0; i < length; i++) {
    const position = first + i
    if (all + tail < broken) [broken, brokenAt] = [all + tail, i]
    tail -= ifUnplaced[position]!
    const end = walk.end[i]!
    // Up to here somebody asks: this job's last week, the next one's, and the end of its waiting.
    const opens = ifWaiting[position]! === Infinity ? Infinity : afterWaiting(board.compiled, jobs[position]!)
    const last = Math.min(weeks, Math.max(end, walk.end[i + 1]!))
    nextReach.fill(Infinity, 0, last + 1)
    const work = minutes[jobs[position]!]!
    const base = poolSet[position]! * weeks
    const exposure = perWeek[position]!
    const mine = stretches[position]!
    for (let s = 0; s < mine.length; s++) {
      const money = priceOf(mine[s]!, prices)
      const until = Math.min(mine[s]!.until, endOf(walk.most[i]! - money, exposure, end))
      for (let week = mine[s]!.from; week < until; week++) {
        if (work > 0 && work > walk.room[base + week]!) continue
        nextReach[week + 1] =
          reach[week]! + money + exposure * (week + 1) + (work === 0 ? 0 : work * walk.minute[base + week]!)
        walk.stretchAt[i * stride + week] = s
      }
    }
    let [best, at] = [Infinity, CHOSE_UNPLACED]
    const waited = ifWaiting[position]! + all
    for (let week = 0; week <= last; week++) {
      if (nextReach[week]! < best) [best, at] = [nextReach[week]!, week - 1]
      if (week >= opens && waited < best) [best, at] = [waited, CHOSE_WAITING]
      nextReach[week] = best
      walk.bestBy[i * stride + week] = at
    }
    // No week after the last one takes it, but it may have waited until then.
    if (opens <= weeks && waited < best) [best, at] = [waited, CHOSE_WAITING]
    walk.bestBy[i * stride + weeks] = at
    walk.waits[i] = waited < best ? 1 : 0
    all = Math.min(best, waited)
    ;[reach, nextReach] = [nextReach, reach]
    if (all === Infinity) break
  }
  const whole = all < broken
  trace(relaxation, walk, choice, { first, count: whole ? length : brokenAt, length })
  return whole ? all : broken
}

interface Chain {
  readonly prices: Float64Array
  readonly walk: Walk
  readonly choice: Choice
  readonly first: number
  readonly length: number
}

/** By more than the sums of a chain can be wrong in their last digits. */
const CARE = 1 + 1e-9

/**
 * What was chosen at other prices may be chosen at these: the cheapest choice costs no more. A week in which a job alone
 * would be exposed for more than that, all others of its chain at their least, is not part of it.
 */
function findEnds(relaxation: Relaxation, { prices, walk, choice, first, length }: Chain): void {
  const { board, stretches, perWeek, ifWaiting, ifUnplaced } = relaxation
  const { weeks } = board.compiled
  walk.end.fill(weeks, 0, length)
  walk.end[length] = 0
  walk.most.fill(Infinity, 0, length)
  if (!choice.isMade) return
  const leastOf = (position: number): number => {
    const placed = perWeek[position]! * ((stretches[position]![0]?.from ?? Infinity) + 1)
    return Math.min(placed, ifWaiting[position]!, ifUnplaced[position]!)
  }
  let [known, least] = [0, 0]
  for (let position = first; position < first + length; position++) {
    known += costAt(relaxation, prices, walk, choice, position)
    least += leastOf(position)
  }
  for (let i = 0; i < length; i++) {
    const position = first + i
    walk.most[i] = known * CARE - (least - leastOf(position))
    walk.end[i] = endOf(walk.most[i]!, perWeek[position]!, weeks)
  }
}

/** The first week, `weeks` at the latest, from which on the exposure is more. */
function endOf(most: number, exposure: number, weeks: number): number {
  return exposure === 0 || most === Infinity ? weeks : Math.max(0, Math.min(weeks, Math.ceil(most / exposure)))
}

function costAt(relaxation: Relaxation, prices: Float64Array, walk: Walk, choice: Choice, position: number): number {
  const { board, jobs, stretches, poolSet, perWeek, ifWaiting, ifUnplaced } = relaxation
  const { weeks, minutes } = board.compiled
  const week = choice.at[position]!
  if (week === CHOSE_WAITING) return ifWaiting[position]!
  if (week === CHOSE_UNPLACED) return ifUnplaced[position]!
  const work = minutes[jobs[position]!]!
  const labour = work === 0 ? 0 : work * walk.minute[poolSet[position]! * weeks + week]!
  return priceOf(stretches[position]![choice.stretch[position]!]!, prices) + perWeek[position]! * (week + 1) + labour
}

function trace(
  { board }: Relaxation,
  walk: Walk,
  { at, stretch }: Choice,
  { first, count, length }: { first: number; count: number; length: number },
): void {
  const stride = board.compiled.weeks + 1
  for (let i = count; i < length; i++) at[first + i] = CHOSE_UNPLACED
  let by = stride - 1
  let free = true
  for (let i = count - 1; i >= 0; i--) {
    // A job that waits leaves the ones before it free to end whenever they like.
    const chosen: number = free && walk.waits[i] === 1 ? CHOSE_WAITING : walk.bestBy[i * stride + by]!
    at[first + i] = chosen
    free = chosen === CHOSE_WAITING
    by = free ? stride - 1 : chosen
    if (chosen >= 0) stretch[first + i] = walk.stretchAt[i * stride + chosen]!
  }
}
