// No queue jumping: tier by tier, with only the tiers up to this one, the pins and the frozen jobs on the board, each job
// is taken out and offered every week before its own, in every pool that it accepts. A job that stays at its previous
// place because moving it is charged is offered them, too: it may decline what averts no more than the charge. What the
// definition does and does not promise is in the decision record on queue jumping.
import { byCodeUnit, count } from '../../../shared/text.ts'
import type { Breach } from './breach.ts'
import { drawsIn } from './capacity.ts'
import {
  NO_POOL,
  mondayOf,
  overspending,
  tiersOf,
  usageOf,
  use,
  type Facts,
  type Spot,
  type Usage,
  type Work,
} from './facts.ts'
import { windowFaults } from './standing.ts'

/** Jobs named in a sentence; the breach's data has them all. */
const MOST_NAMED = 5

/** Jobs × weeks, and for each breach the jobs once more. */
export function checkQueue(facts: Facts): Breach[] {
  const stays = ({ pin, held }: Work): boolean => pin !== undefined || held === 'frozen'
  const board = usageOf(facts, stays)
  const whole = usageOf(facts, () => true)
  const breaches: Breach[] = []
  for (const tier of tiersOf(facts.problem)) {
    const queue = facts.works.filter((work) => work.job.tier === tier && !stays(work))
    for (const work of queue) if (work.at) use(facts, board, work, work.at, 1)
    for (const work of queue) {
      if (work.at) use(facts, board, work, work.at, -1)
      const open = firstOpen(facts, board, work)
      if (work.at) use(facts, board, work, work.at, 1)
      if (open && !(work.held && mayDecline(facts, work, open.week))) breaches.push(jump(facts, whole, work, open))
    }
  }
  return breaches
}

/** The first week before its own, or any if it has none, that takes the job, and the first pool that does. */
function firstOpen(facts: Facts, board: Usage, work: Work): Spot | undefined {
  const end = work.at?.week ?? facts.problem.weeks
  for (let week = 0; week < end; week++) {
    const pool = roomyPool(facts, board, work, week)
    if (pool === undefined || windowFaults(facts, work, week).length > 0) continue
    if (shortFunds(facts, board, work, week).length === 0) return { week, pool }
  }
  return undefined
}

function roomyPool({ capacity }: Facts, { minutes }: Usage, { job, pools }: Work, week: number): number | undefined {
  if (job.minutes === 0) return pools[0] ?? NO_POOL
  return pools.find((pool) => capacity[pool]![week]! - minutes[pool]![week]! >= job.minutes)
}

/** The funds, of those that the job draws on, that it would overspend in that week. */
function shortFunds(facts: Facts, board: Usage, work: Work, week: number): number[] {
  use(facts, board, work, { week, pool: NO_POOL }, 1)
  const funds = [...new Set(work.draws.map(({ fund }) => fund))]
  const short = funds.filter((fund) => overspending(facts, fund, board).some((pence) => pence > 0))
  use(facts, board, work, { week, pool: NO_POOL }, -1)
  return short
}

function mayDecline({ problem: { moveCharge } }: Facts, { job, at }: Work, week: number): boolean {
  const avertedMillis = Math.round(job.weightPerDay * 1000) * 7 * (at!.week - week)
  return avertedMillis <= Math.round(moveCharge * 1000)
}

function jump(facts: Facts, whole: Usage, work: Work, { week, pool }: Spot): Breach {
  const weekOn = mondayOf(facts, week)
  const poolId = facts.problem.pools[pool]?.id ?? null
  const common = { jobId: work.job.id, weekOn, poolId }
  const where = `the week of ${weekOn}${poolId === null ? '' : ` in pool ${poolId}`}`
  if (work.held) {
    const message = `The plan lists it as held, and moving to ${where} averts more than the charge for a move.`
    return { code: 'held', ...common, message }
  }
  const heldBy = holders(facts, whole, work, { week, pool })
  const message = `Nothing of its own or a more urgent tier keeps the job from ${where}${sayHolders(heldBy)}.`
  return { code: 'queue-jump', ...common, message, heldBy }
}

function sayHolders(ids: readonly string[]): string {
  if (ids.length === 0) return ', nor does anything else'
  const more = ids.length - MOST_NAMED
  const named = ids.slice(0, MOST_NAMED).join(', ')
  return `; less urgent work has the minutes or money: ${named}${more > 0 ? ` and ${count(more, 'more job')}` : ''}`
}

/** Of lower tiers, with the whole plan on the board: in the pool's week if minutes lack there, drawing if money lacks. */
function holders(facts: Facts, whole: Usage, work: Work, { week, pool }: Spot): string[] {
  if (work.at) use(facts, whole, work, work.at, -1)
  const lacksMinutes = pool !== NO_POOL && facts.capacity[pool]![week]! - whole.minutes[pool]![week]! < work.job.minutes
  const short = new Set(shortFunds(facts, whole, work, week))
  if (work.at) use(facts, whole, work, work.at, 1)
  const wanted = drawsIn(facts, work, week)
  const takesMoney = (other: Work, at: Spot): boolean =>
    drawsIn(facts, other, at.week).some((drawn) => short.has(drawn.fund) && isConcerned(facts, wanted, drawn))
  const takes = (other: Work): boolean => {
    const { job, at, pin, held } = other
    if (job.tier <= work.job.tier || !at || pin || held === 'frozen') return false
    return (lacksMinutes && job.minutes > 0 && at.pool === pool && at.week === week) || takesMoney(other, at)
  }
  return facts.works
    .filter(takes)
    .sort((a, b) => a.job.tier - b.job.tier || byCodeUnit(a.job.id, b.job.id))
    .map(({ job }) => job.id)
}

/** Years hang together where money is carried over; else only the year itself matters. */
function isConcerned({ problem }: Facts, wanted: readonly Draws[], { fund, year }: Draws): boolean {
  return wanted.some((one) => one.fund === fund && (one.year === year || problem.funds[fund]!.carryOver !== 'none'))
}

type Draws = { readonly fund: number; readonly year: number }
