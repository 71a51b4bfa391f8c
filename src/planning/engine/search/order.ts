// The order in which the jobs of one tier are placed: what averts most exposure for the money and minutes it takes
// comes first. A job that holds up a better one is worth what the two are worth together (Sidney's decomposition).
import type { Compiled } from '../board/compile.ts'
import { rowOf } from '../board/place.ts'

/** Joined jobs: what they avert and take together, and the job at which the rest of the chain begins, or -1. */
interface Block {
  readonly gain: number
  readonly cost: number
  readonly rest: number
}

/** Chains are the legs of a site, some tens at most; the cap keeps many jobs before one long chain linear. */
const MOST_JOINS = 64

/**
 * The jobs of a tier, each behind those that it comes after; equal worth goes by depth in the chain, then by id, never
 * by the order of the input.
 */
export function orderJobs(compiled: Compiled, jobs: readonly number[]): readonly number[] {
  const worth = worths(compiled, jobs)
  const { depth } = compiled
  // No job is worth more than one that it comes after, so the plain sort by worth and depth keeps chains in order.
  for (const job of byDepth(compiled, jobs)) {
    for (const earlier of rowOf(compiled.afterOf, job)) {
      worth.set(job, Math.min(worth.get(job)!, worth.get(earlier) ?? Infinity))
    }
  }
  return [...jobs].sort((a, b) => {
    const [one, other] = [worth.get(a)!, worth.get(b)!]
    return one === other ? depth[a]! - depth[b]! || a - b : other > one ? 1 : -1
  })
}

/** The best ratio of gain to cost over the job and those that follow it on its chain; Infinity for what takes nothing. */
function worths(compiled: Compiled, jobs: readonly number[]): Map<number, number> {
  const followers = soleFollowers(compiled, jobs)
  const cost = costOf(compiled)
  const blocks = new Map<number, Block>()
  for (const job of byDepth(compiled, jobs).reverse()) {
    let block: Block = { gain: gain(compiled, job), cost: cost(job), rest: followers.get(job) ?? -1 }
    for (let joins = 0; block.rest >= 0 && joins < MOST_JOINS; joins++) {
      const next = blocks.get(block.rest)!
      if (ratio(next) < ratio(block)) break
      block = { gain: block.gain + next.gain, cost: block.cost + next.cost, rest: next.rest }
    }
    blocks.set(job, block)
  }
  return new Map(jobs.map((job) => [job, ratio(blocks.get(job)!)]))
}

function ratio({ gain, cost }: Block): number {
  return cost === 0 ? Infinity : gain / cost
}

/** Weight × the days from the first possible start to the day on which the exposure would end, or be given up, anyhow. */
function gain({ endWeek, releaseWeek, drawWeek, weightMillis }: Compiled, job: number): number {
  const weeks = endWeek[job]! - Math.max(releaseWeek[job]!, drawWeek[job]!)
  return weightMillis[job]! * 7 * Math.max(0, weeks)
}

/** A job's share of all limited money and of all minutes, in the first year's prices. */
function costOf({ funds, pools, draws, minutes }: Compiled): (job: number) => number {
  const sum = (lists: readonly Float64Array[]): number => lists.reduce((n, list) => list.reduce((a, b) => a + b, n), 0)
  const money = sum(funds.filter((fund) => !fund.unlimited).map((fund) => fund.budget))
  const time = sum(pools.map((pool) => pool.capacity))
  return (job) => {
    let pence = 0
    for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
      if (!funds[draws.fund[d]!]!.unlimited) pence += draws.pence[draws.penceStart[d]!]!
    }
    return (money > 0 ? pence / money : 0) + (time > 0 ? minutes[job]! / time : 0)
  }
}

/** By job: the one job of the tier that comes after it, where there is exactly one. */
function soleFollowers(compiled: Compiled, jobs: readonly number[]): ReadonlyMap<number, number> {
  const followers = new Map<number, number>()
  for (const job of jobs) {
    for (const earlier of rowOf(compiled.afterOf, job)) followers.set(earlier, followers.has(earlier) ? -1 : job)
  }
  return followers
}

function byDepth({ depth }: Compiled, jobs: readonly number[]): number[] {
  return [...jobs].sort((a, b) => depth[a]! - depth[b]!)
}
