// The same walk as findPlace's, told: the constraints met on the way to a job's week, and the walk past one of them.
import { roomIn, firstRoomy, type Board } from './board.ts'
import { NO_POOL, rowOf, type Compiled } from './compile.ts'
import { nextMoneyWeek, shortfalls } from './ledger.ts'
import { reopening, weekAfter } from './place.ts'
import type { Binding, Constraint } from '../format/plan.ts'

export interface Found {
  readonly week: number
  readonly pool: number
}

/** One constraint to look past, for the question what it costs. */
export type Lift =
  | { readonly kind: 'release' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'after'; readonly job: number }
  | { readonly kind: 'pool'; readonly pool: number }
  | { readonly kind: 'budget'; readonly fund: number; readonly year: number }

/**
 * Adds to `trace` each stretch of weeks that refuses the job, with the first constraint that refuses it (in the order
 * closed, budget, pool). Undefined if no week takes it.
 */
export function tracePlace(board: Board, job: number, trace: Binding[], lift?: Lift): Found | undefined {
  const { compiled } = board
  const end = compiled.endWeek[job]!
  let week = traceFirst(board, job, trace, lift)
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

function traceFirst(board: Board, job: number, trace: Binding[], lift?: Lift): number {
  const { compiled } = board
  let week = 0
  const bound = (kind: Constraint, ref: string | null, until: number): void => {
    if (until <= week) return
    note(trace, compiled, { kind, ref, from: week, until })
    week = until
  }
  bound('window', null, firstDrawable(compiled, job))
  if (lift?.kind !== 'release') bound('release', null, compiled.releaseWeek[job]!)
  for (const earlier of rowOf(compiled.afterOf, job)) {
    if (lift?.kind === 'after' && lift.job === earlier) continue
    bound('after', compiled.ids[earlier]!, weekAfter(board, earlier))
  }
  return week
}

/** The first week whose draws all fall on or after startOn. */
export function firstDrawable({ draws }: Compiled, job: number): number {
  return draws.offset.subarray(draws.start[job]!, draws.start[job + 1]!).reduce((week, off) => Math.max(week, -off), 0)
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
    const ref = `${compiled.funds.ids[fund]!}:${compiled.years[year]!}`
    note(trace, compiled, { kind: 'budget', ref, from: week, until, shortPence: pence })
  }
  return until
}

function firstRoom({ compiled, rooms }: Board, job: number, week: number, lift?: Lift): Found {
  const pools = rowOf(compiled.poolsOf, job)
  const minutes = compiled.minutes[job]!
  if (minutes === 0) return { week, pool: pools[0] ?? NO_POOL }
  let best: Found = { week: Infinity, pool: NO_POOL }
  for (const pool of pools) {
    const lifted = lift?.kind === 'pool' && lift.pool === pool
    const at = lifted ? week : firstRoomy(rooms, pool, week, minutes)
    if (at < best.week) best = { week: at, pool }
  }
  return best
}

function notePools(trace: Binding[], board: Board, of: { job: number; from: number; until: number }): void {
  const { compiled, rooms } = board
  for (const pool of rowOf(compiled.poolsOf, of.job)) {
    let shortMinutes = Infinity
    for (let week = of.from; week < of.until; week++) {
      shortMinutes = Math.min(shortMinutes, compiled.minutes[of.job]! - roomIn(rooms, pool, week))
    }
    note(trace, compiled, {
      kind: 'pool',
      ref: compiled.pools.ids[pool]!,
      from: of.from,
      until: of.until,
      shortMinutes,
    })
  }
}

interface Stretch extends Pick<Binding, 'kind' | 'ref' | 'shortPence' | 'shortMinutes'> {
  readonly from: number
  readonly until: number
}

/** Adds the stretch, or lengthens the one that it continues. */
export function note(trace: Binding[], { mondays, weeks }: Compiled, stretch: Stretch): void {
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
