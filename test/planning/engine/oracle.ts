// The best that a tier could have, found by trying everything: only for a handful of jobs in a handful of weeks. It counts
// with the checker's arithmetic, so it shares no code with the solver.
import {
  NO_POOL,
  gather,
  overspending,
  usageOf,
  use,
  weekNumber,
  type Facts,
  type Spot,
  type Usage,
  type Work,
} from '../../../src/planning/engine/check/facts.ts'
import { windowFaults } from '../../../src/planning/engine/check/standing.ts'
import type { Plan } from '../../../src/planning/engine/format/plan.ts'
import type { Place, Problem } from '../../../src/planning/engine/format/problem.ts'

/** Thousandths of exposure-days; where moves are charged, with what the jobs of the tier are charged. */
export interface TierCost {
  readonly tier: number
  readonly found: number
  readonly least: number
}

/** Tier by tier, with the plan's own tiers above, pins and frozen jobs in their places. */
export function compareWithBest(problem: Problem, plan: Plan, charge: 'charged' | 'free'): TierCost[] {
  const facts = gather(problem, plan)
  return plan.measures.perTier.map(({ tier }) => {
    const mine = facts.works.filter(({ job }) => job.tier === tier)
    const found = mine.reduce((sum, work) => sum + costOf(facts, work, charge), 0)
    return { tier, found, least: leastOf(facts, mine, charge) }
  })
}

function leastOf(facts: Facts, mine: readonly Work[], charge: 'charged' | 'free'): number {
  const isFixed = ({ pin, held }: Work): boolean => pin !== undefined || held === 'frozen'
  const board = usageOf(facts, (work) => isFixed(work) || work.job.tier < mine[0]!.job.tier)
  const chosen = new Map(facts.workOf)
  const stage: Facts = { ...facts, workOf: chosen }
  const free = byChain(mine.filter((work) => !isFixed(work)))
  const fixed = mine.filter(isFixed).reduce((sum, work) => sum + costOf(facts, work, charge), 0)
  let least = Infinity
  const choose = (at: number, cost: number): void => {
    if (cost >= least) return
    const work = free[at]
    if (!work) {
      least = cost
      return
    }
    for (const choice of choicesOf(stage, work)) {
      chosen.set(work.job.id, choice)
      if (choice.at) use(facts, board, choice, choice.at, 1)
      if (!choice.at || keeps(stage, board, choice, choice.at)) choose(at + 1, cost + costOf(facts, choice, charge))
      if (choice.at) use(facts, board, choice, choice.at, -1)
    }
  }
  choose(0, fixed)
  return least
}

/** Each behind those that it comes after. */
function byChain(works: readonly Work[]): Work[] {
  const open = new Set(works.map(({ job }) => job.id))
  const sorted: Work[] = []
  while (open.size > 0) {
    const next = works.filter(({ job }) => open.has(job.id) && !job.after.some((id) => open.has(id)))
    for (const work of next) {
      open.delete(work.job.id)
      sorted.push(work)
    }
  }
  return sorted
}

function choicesOf(facts: Facts, work: Work): Work[] {
  const { job } = work
  const unplaced = { ...work, state: 'unplaced', at: undefined, place: undefined } as const
  if (job.after.some((id) => facts.workOf.get(id)!.state === 'unplaced')) return [unplaced]
  const pools = job.minutes === 0 && work.pools.length === 0 ? [NO_POOL] : work.pools
  const weeks = Array.from({ length: facts.problem.weeks }, (_, week) => week)
  const spots = weeks
    .filter((week) => windowFaults(facts, work, week).length === 0)
    .flatMap((week) => pools.map((pool) => ({ week, pool })))
  const placed = spots.map((at): Work => ({ ...work, state: 'assigned', at }))
  return [...placed, job.mayWait ? { ...unplaced, state: 'waiting' } : unplaced]
}

function keeps(facts: Facts, board: Usage, { job }: Work, { week, pool }: Spot): boolean {
  if (job.minutes > 0 && board.minutes[pool]![week]! > facts.capacity[pool]![week]!) return false
  return facts.problem.funds.every((_, fund) => overspending(facts, fund, board).every((pence) => pence === 0))
}

function costOf(facts: Facts, work: Work, charge: 'charged' | 'free'): number {
  const { job, state, at, upgradeDay, previous, pin } = work
  const { problem, startDay } = facts
  const longest = 7 * problem.weeks + 7
  const end = at ? 7 * at.week + 7 : state === 'waiting' ? upgradeDay - startDay : Infinity
  const exposure = Math.round(1000 * job.weightPerDay) * Math.min(longest, Math.max(0, end))
  if (charge === 'free' || !previous || pin) return exposure
  return exposure + (isThere(facts, at, previous) ? 0 : Math.round(1000 * problem.moveCharge))
}

function isThere({ problem, startDay }: Facts, at: Spot | undefined, { weekOn, poolId }: Place): boolean {
  return at?.week === weekNumber(startDay, weekOn) && (problem.pools[at.pool]?.id ?? null) === poolId
}
