// The best schedule that the effort allows for the jobs of one tier, on a board that holds the pins, what is frozen and
// the tiers above: several lists are tried, the best one is improved, and a left shift ends it.
import { OPEN, place, type Board } from '../board/board.ts'
import type { Rows } from '../board/compile.ts'
import { fits } from '../board/place.ts'
import { findPrices, stepsFor, type Prices } from '../bounds/prices.ts'
import { relax, type Relaxation } from '../bounds/relaxation.ts'
import { improve } from './improve.ts'
import { shiftLeft, type MayMove } from './left-shift.ts'
import { orderByWeek, orderByWorth, type Blocks, type CostOf } from './order.ts'
import type { Draw } from './random.ts'
import { clear, exposureMillis, putBack, schedule, settle, snapshot, type Snapshot } from './schedule.ts'
import { sumCosts, type Home } from './stability.ts'

/** What all tiers share. */
export interface Means {
  readonly shareOf: CostOf
  readonly blocks: Blocks
  /** By job: those that come after it; null with effort quick. */
  readonly followers: Rows | null
  readonly draw: Draw
  readonly home: Home | null
  /** Room to work in, by job: 1 for the members that a search may move, and any key to sort by. */
  readonly isFree: Uint8Array
  readonly key: Float64Array
  /** A whole plan to start from, by job: it costs nothing to leave it. */
  readonly incumbent: Pick<Board, 'week' | 'pool'> | null
}

export interface TierFound {
  readonly prices: Prices | null
  /** Jobs that could start earlier, and stay because moving costs more than it averts. */
  readonly held: readonly number[]
}

/** How many times the rounds of ruin and recreate. */
const EFFORTS = { quick: 0, standard: 1, thorough: 10 }

/**
 * Rounds at standard: few jobs are exhausted sooner. With 30,000, forty to two hundred jobs came to within 0.1 to 0.2 %
 * of the best that fifty times as many found; more jobs get more. Beyond a thousand fewer again, because a round touches
 * a dozen: at four thousand, 60,000 took as long as all else and found nothing that could be told from chance.
 */
function roundsFor(jobs: number): number {
  return Math.floor(Math.min(1_000 * jobs, 30_000 + 10 * jobs, 40_000_000 / Math.max(1, jobs)))
}

export function searchTier(board: Board, members: Int32Array, means: Means): TierFound {
  if (members.length === 0) return { prices: null, held: [] }
  const { compiled } = board
  const { home } = means
  const effort = EFFORTS[compiled.effort]
  const first = orderByWorth(board, members, means.shareOf, means.blocks)
  if (effort === 0 && !home && !means.incumbent) {
    schedule(board, first)
    return { prices: null, held: [] }
  }
  const tries = makeTries(board, members, home)
  // Before the lists: a plan that is only as good as the one before it would move jobs, and lower tiers, for nothing.
  if (home) tries.warm(home)
  if (means.incumbent) tries.warm(means.incumbent)
  tries.list(first)
  let prices: Prices | null = null
  if (effort > 0) {
    // Let go with the tier: of a hundred thousand jobs they would all together be the most that a search holds.
    const relaxation = relax(board, members)
    prices = findPrices(relaxation, stepsFor(compiled, members), tries.leastExposure())
    tries.list(orderByWeek(board, members, byJob(relaxation, prices.meanWeek, means.key)))
    tries.list(orderByWorth(board, members, pricedBy(relaxation, prices.prices), means.blocks))
  }
  tries.settleOnBest()
  if (prices && means.followers && sumCosts(board, members, home) > prices.boundMillis + 0.5) {
    const rounds = roundsFor(members.length) * effort
    for (const job of members) means.isFree[job] = 1
    improve(board, { ...means, followers: means.followers, members, worth: means.blocks.gain, rounds })
    for (const job of members) means.isFree[job] = 0
  }
  return { prices, held: finish(board, members, home) }
}

interface Tries {
  readonly list: (order: Int32Array) => void
  readonly warm: (from: Pick<Board, 'week' | 'pool'>) => void
  readonly leastExposure: () => number
  readonly settleOnBest: () => void
}

/** Every try starts from, and but for the last leaves, a board without the members. */
function makeTries(board: Board, members: Int32Array, home: Home | null): Tries {
  let [cost, exposure] = [Infinity, Infinity]
  let best: Snapshot | null = null
  const judge = (): void => {
    const now = sumCosts(board, members, home)
    exposure = Math.min(exposure, exposureMillis(board, members))
    if (now < cost) [cost, best] = [now, snapshot(board, members)]
    clear(board, members)
  }
  return {
    list: (order) => {
      schedule(board, order)
      judge()
    },
    warm: (from) => {
      replay(board, members, from)
      shiftLeft(board, members, mayMove(board, home))
      judge()
    },
    leastExposure: () => exposure,
    settleOnBest: () => {
      putBack(board, best!)
    },
  }
}

/** Each job where it was, as long as that still fits; then the others, each in its earliest week. */
function replay(board: Board, members: Int32Array, from: Pick<Board, 'week' | 'pool'>): void {
  const were = members.filter((job) => from.week[job]! >= 0).sort((a, b) => from.week[a]! - from.week[b]! || a - b)
  const goHome = (job: number): boolean => {
    const { afterOf } = board.compiled
    for (let i = afterOf.start[job]!; i < afterOf.start[job + 1]!; i++) {
      if (board.week[afterOf.items[i]!] === OPEN) return false
    }
    const spot = { job, week: from.week[job]!, pool: from.pool[job]! }
    if (spot.week < 0 || !fits(board, spot)) return false
    place(board, job, spot.week, spot.pool)
    return true
  }
  for (const job of were) goHome(job)
  // What comes after one that had no place may still have its own.
  for (const job of members) if (board.week[job] === OPEN && !goHome(job)) settle(board, job, 0)
}

function finish(board: Board, members: Int32Array, home: Home | null): number[] {
  const held = new Set<number>()
  const may = mayMove(board, home)
  shiftLeft(board, members, (job, spot) => {
    const answer = may(job, spot)
    if (answer) held.delete(job)
    else held.add(job)
    return answer
  })
  return [...held]
}

/** A job that is at home leaves it only if that averts more than it is charged; another goes wherever it is free to. */
function mayMove(board: Board, home: Home | null): MayMove {
  return (job, to) => {
    if (!home || home.week[job] === OPEN) return true
    if (home.week[job] !== board.week[job] || home.pool[job] !== board.pool[job]) return true
    const averted = board.compiled.weightMillis[job]! * 7 * (board.week[job]! - to.week)
    return averted > home.chargeMillis
  }
}

function byJob({ jobs }: Relaxation, values: Float64Array, key: Float64Array): Float64Array {
  jobs.forEach((job, position) => (key[job] = values[position]!))
  return key
}

/** What a job takes, at the mean prices of its funds and of its cheapest pool. */
function pricedBy({ board: { compiled }, poolRow }: Relaxation, prices: Float64Array): CostOf {
  const { funds, pools, years, weeks, draws, poolsOf, minutes } = compiled
  const mean = (from: number, count: number): number =>
    prices.subarray(from, from + count).reduce((a, b) => a + b, 0) / count
  const perPenny = funds.ids.map((_, fund) => mean(fund * years.length, years.length))
  const perMinute = pools.ids.map((_, pool) => mean(poolRow + pool * weeks, weeks))
  return (job) => {
    let cost = 0
    for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
      cost += draws.pence[draws.penceStart[d]!]! * perPenny[draws.fund[d]!]!
    }
    let cheapest = Infinity
    for (let i = poolsOf.start[job]!; i < poolsOf.start[job + 1]!; i++) {
      cheapest = Math.min(cheapest, perMinute[poolsOf.items[i]!]!)
    }
    return cost + (minutes[job] === 0 || cheapest === Infinity ? 0 : cheapest * minutes[job]!)
  }
}
