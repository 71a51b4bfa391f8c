// The earliest week in which a job may stand on a board, and the constraints met on the way to it.
import { epochDay } from '../../../shared/day.ts'
import { NO_POOL, UNPLACED, WAITING, firstRoomy, roomIn, shortfalls, type Board } from './board.ts'
import type { Compiled, Rows } from './compile.ts'
import type { Binding, Constraint } from '../format/plan.ts'

export interface Found {
  readonly week: number
  readonly pool: number
}

/** One constraint to look past, for the question what it costs. */
export type Lift =
  | { readonly kind: 'release' | 'closed' }
  | { readonly kind: 'after'; readonly job: number }
  | { readonly kind: 'pool'; readonly pool: number }
  | { readonly kind: 'budget'; readonly fund: number; readonly year: number }

/**
 * Earliest week first; in one week the pool that stands first in the job's list. Adds to `trace` each stretch of weeks
 * that refused the job, with the first constraint that refused it (in the order closed, budget, pool). Undefined if no
 * week takes it. Each step skips all weeks with the same answer, so the cost hangs on closures and years, not on weeks.
 */
export function findPlace(board: Board, job: number, trace: Binding[], lift?: Lift): Found | undefined {
  const { compiled } = board
  const end = compiled.endWeek[job]!
  let week = firstWeek(board, job, trace, lift)
  while (week < end) {
    const open = lift?.kind === 'closed' ? week : reopening(compiled, job, week)
    if (open > week) {
      note(trace, compiled, { kind: 'closed', ref: null, from: week, until: open })
      week = open
      continue
    }
    const money = moneyWeek(board, job, week, trace, lift)
    if (money > week) {
      week = money
      continue
    }
    const found = firstRoom(board, job, week, lift)
    if (found.week === week) return found
    notePools(trace, board, { job, from: week, until: Math.min(found.week, end) })
    week = found.week
  }
  if (end < compiled.weeks) note(trace, compiled, { kind: 'window', ref: null, from: end, until: compiled.weeks })
  return undefined
}

/** Whether the job may stand in exactly that week and pool. */
export function fits(board: Board, job: number, { week, pool }: Found): boolean {
  const { compiled } = board
  if (week >= compiled.endWeek[job]! || firstWeek(board, job, []) > week) return false
  if (reopening(compiled, job, week) > week || shortfalls(compiled, board.ledger, job, week).length > 0) return false
  if (pool === NO_POOL) return compiled.minutes[job] === 0 && rowOf(compiled.poolsOf, job).length === 0
  const minutes = compiled.minutes[job]!
  return rowOf(compiled.poolsOf, job).includes(pool) && (minutes === 0 || roomIn(board.rooms[pool]!, week) >= minutes)
}

/** The first week after that job: the next one, or from its untilOn on if it waits; never if it is unplaced. */
export function weekAfter({ compiled, week }: Board, job: number): number {
  const stands = week[job]!
  if (stands === UNPLACED) return Infinity
  if (stands !== WAITING) return stands + 1
  return Math.max(0, Math.ceil((epochDay(compiled.jobs[job]!.upgradeOn!) - compiled.startDay) / 7))
}

/** The week itself, or the first one after the closures that it runs into. */
export function reopening({ closedOf }: Compiled, job: number, week: number): number {
  let open = week
  for (let moved = true; moved;) {
    moved = false
    for (let i = closedOf.start[job]!; i < closedOf.start[job + 1]!; i += 2) {
      if (closedOf.items[i]! > open || open >= closedOf.items[i + 1]!) continue
      open = closedOf.items[i + 1]!
      moved = true
    }
  }
  return open
}

/** The first week after `week` in which one of the job's draws falls in another year. */
export function nextMoneyWeek({ draws, yearEnd, yearOfWeek }: Compiled, job: number, week: number): number {
  let next = Infinity
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const offset = draws.offset[d]!
    next = Math.min(next, yearEnd[yearOfWeek[week + offset]!]! - offset)
  }
  return next
}

export function rowOf({ start, items }: Rows, job: number): Int32Array {
  return items.subarray(start[job]!, start[job + 1]!)
}

function firstWeek(board: Board, job: number, trace: Binding[], lift?: Lift): number {
  const { compiled } = board
  let week = 0
  const bound = (kind: Constraint, ref: string | null, until: number): void => {
    if (until <= week) return
    note(trace, compiled, { kind, ref, from: week, until })
    week = until
  }
  bound('window', null, compiled.drawWeek[job]!)
  if (lift?.kind !== 'release') bound('release', null, compiled.releaseWeek[job]!)
  for (const earlier of rowOf(compiled.afterOf, job)) {
    if (lift?.kind === 'after' && lift.job === earlier) continue
    bound('after', compiled.jobs[earlier]!.id, weekAfter(board, earlier))
  }
  return week
}

/** The week itself if the funds have the money, else the first one in which that may be different. */
function moneyWeek(board: Board, job: number, week: number, trace: Binding[], lift?: Lift): number {
  const { compiled, ledger } = board
  const short = shortfalls(compiled, ledger, job, week).filter(
    ({ fund, year }) => !(lift?.kind === 'budget' && lift.fund === fund && lift.year === year),
  )
  if (short.length === 0) return week
  const until = nextMoneyWeek(compiled, job, week)
  for (const { fund, year, pence } of short) {
    const ref = `${compiled.funds[fund]!.id}:${compiled.years[year]!}`
    note(trace, compiled, { kind: 'budget', ref, from: week, until, shortPence: pence })
  }
  return until
}

/** The first week, from `week` on, in which an acceptable pool has room. Work without minutes needs none. */
function firstRoom(board: Board, job: number, week: number, lift?: Lift): Found {
  const pools = rowOf(board.compiled.poolsOf, job)
  const minutes = board.compiled.minutes[job]!
  if (minutes === 0) return { week, pool: pools[0] ?? NO_POOL }
  let best: Found = { week: Infinity, pool: NO_POOL }
  for (const pool of pools) {
    const lifted = lift?.kind === 'pool' && lift.pool === pool
    const at = lifted ? week : firstRoomy(board.rooms[pool]!, week, minutes)
    if (at < best.week) best = { week: at, pool }
    if (at === week) break
  }
  return best
}

function notePools(trace: Binding[], board: Board, of: { job: number; from: number; until: number }): void {
  const { compiled, rooms } = board
  for (const pool of rowOf(compiled.poolsOf, of.job)) {
    let shortMinutes = Infinity
    for (let week = of.from; week < of.until; week++) {
      shortMinutes = Math.min(shortMinutes, compiled.minutes[of.job]! - roomIn(rooms[pool]!, week))
    }
    note(trace, compiled, { kind: 'pool', ref: compiled.pools[pool]!.id, from: of.from, until: of.until, shortMinutes })
  }
}

interface Stretch extends Pick<Binding, 'kind' | 'ref' | 'shortPence' | 'shortMinutes'> {
  readonly from: number
  readonly until: number
}

/** Adds the stretch, or lengthens the one that it continues. */
function note(trace: Binding[], { mondays, weeks }: Compiled, stretch: Stretch): void {
  const { from, until, kind, ref, ...short } = stretch
  const fromOn = mondays[Math.min(from, weeks)]!
  const untilOn = mondays[Math.min(until, weeks)]!
  if (fromOn === untilOn) return
  const at = trace.findIndex((one) => one.kind === kind && one.ref === ref && one.untilOn === fromOn)
  if (at < 0) trace.push({ kind, ref, fromOn, untilOn, ...short })
  else trace[at] = { ...joined(trace[at]!, short), untilOn }
}

function joined(one: Binding, { shortMinutes }: Pick<Binding, 'shortMinutes'>): Binding {
  if (one.shortMinutes === undefined || shortMinutes === undefined) return one
  return { ...one, shortMinutes: Math.min(one.shortMinutes, shortMinutes) }
}
