// The serial schedule: pins and frozen jobs first, then tier by tier, job by job, each in the earliest week that what
// is on the board leaves. No pass moves jobs left at the end, because none could: a board only fills (board.ts), and a
// job's predecessors are placed before it, so a week that refused a job when it was placed still refuses it at the end.
import { epochDay } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import {
  NO_POOL,
  OPEN,
  UNPLACED,
  WAITING,
  inheritOverruns,
  makeBoard,
  makeLedger,
  place,
  roomIn,
  shortfalls,
  type Board,
  type Ledger,
} from './board/board.ts'
import { compile, type Compiled } from './board/compile.ts'
import { measure } from './measures.ts'
import { orderJobs } from './search/order.ts'
import { findPlace, fits, nextMoneyWeek, reopening, rowOf, weekAfter } from './board/place.ts'
import { ENGINE_VERSION, type Binding, type Inherited, type Plan, type UnplacedReason } from './format/plan.ts'
import type { Place, Problem } from './format/problem.ts'

/** What is known of the jobs beside their places. */
interface Notes {
  readonly binding: Map<number, readonly Binding[]>
  readonly reason: Map<number, UnplacedReason>
  readonly inherited: Inherited[]
  readonly held: Set<number>
  /** Nothing spent: whether a job would be too dear with nothing else planned. */
  readonly unspent: Ledger
}

/**
 * The problem must be one that readProblem returned. Never fails: a job that cannot be placed is in `unplaced` with its
 * reason. Near-linear in the jobs.
 */
export function solve(problem: Problem): Plan {
  const compiled = compile(problem)
  const board = makeBoard(compiled)
  const unspent = makeLedger(compiled)
  const notes: Notes = { binding: new Map(), reason: new Map(), inherited: [], held: new Set(), unspent }
  const pins = placePins(board, notes)
  keepFrozen(board, notes)
  for (const jobs of openTiers(board)) {
    for (const job of orderJobs(compiled, jobs)) placeJob(board, job, notes)
  }
  for (const job of pins) notes.inherited.push(...brokenArcs(board, job))
  return writeDown(board, notes)
}

function placePins(board: Board, notes: Notes): readonly number[] {
  const { compiled } = board
  const pins = compiled.problem.pinned.map((pin) => {
    const job = compiled.jobIndex.get(pin.jobId)!
    place(board, job, indexes(compiled, pin))
    notes.binding.set(job, [ownWeek(board, job, 'pin')])
    return job
  })
  inheritOverruns(board)
  pins.sort((a, b) => a - b)
  for (const job of pins) notes.inherited.push(...brokenWindows(board, job), ...overruns(board, job))
  return pins
}

function brokenWindows({ compiled, week, pool }: Board, job: number): Inherited[] {
  const jobId = compiled.jobs[job]!.id
  const at = week[job]!
  const broken: Inherited[] = []
  if (at < compiled.releaseWeek[job]!) broken.push({ jobId, kind: 'release', ref: null })
  if (reopening(compiled, job, at) > at) broken.push({ jobId, kind: 'closed', ref: null })
  if (at < compiled.drawWeek[job]! || at >= compiled.endWeek[job]!) broken.push({ jobId, kind: 'window', ref: null })
  const acceptable = rowOf(compiled.poolsOf, job).includes(pool[job]!)
  if (pool[job] !== NO_POOL && !acceptable) broken.push({ jobId, kind: 'pool', ref: compiled.pools[pool[job]!]!.id })
  return broken
}

/** Pins alone overrun the pool's week, or a year of a fund, and this job has a part in it. */
function overruns(board: Board, job: number): Inherited[] {
  const { compiled, ledger, week, pool } = board
  const { draws, years } = compiled
  const jobId = compiled.jobs[job]!.id
  const refs = new Set<string>()
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const year = compiled.yearOfWeek[week[job]! + draws.offset[d]!]
    if (year === undefined || ledger.overrun[draws.fund[d]! * years.length + year] === 0) continue
    refs.add(`${compiled.funds[draws.fund[d]!]!.id}:${years[year]!}`)
  }
  const broken: Inherited[] = [...refs].map((ref) => ({ jobId, kind: 'budget', ref }))
  const room = board.rooms[pool[job]!]
  if (room && compiled.minutes[job]! > 0 && roomIn(room, week[job]!) < 0) {
    broken.push({ jobId, kind: 'pool', ref: compiled.pools[pool[job]!]!.id })
  }
  return broken
}

function brokenArcs(board: Board, job: number): Inherited[] {
  const { jobs, afterOf } = board.compiled
  return [...rowOf(afterOf, job)]
    .filter((earlier) => weekAfter(board, earlier) > board.week[job]!)
    .map((earlier) => ({ jobId: jobs[job]!.id, kind: 'after', ref: jobs[earlier]!.id }))
}

/**
 * A job keeps its frozen week if it may stand there and all that it comes after is pinned or kept, too. Where they no
 * longer fit together the more urgent tier stays.
 */
function keepFrozen(board: Board, notes: Notes): void {
  const { compiled } = board
  const { tier, depth } = compiled
  const { previous, frozenWeeks } = compiled.problem
  const frozen = previous
    .map((before) => ({ job: compiled.jobIndex.get(before.jobId)!, ...indexes(compiled, before) }))
    .filter(({ job, week }) => board.week[job] === OPEN && week >= 0 && week < Math.min(frozenWeeks, compiled.weeks))
    .sort((a, b) => tier[a.job]! - tier[b.job]! || depth[a.job]! - depth[b.job]! || a.job - b.job)
  for (const { job, ...at } of frozen) {
    const known = rowOf(compiled.afterOf, job).every((earlier) => board.week[earlier] !== OPEN)
    if (!known || !fits(board, job, at)) continue
    place(board, job, at)
    notes.held.add(job)
    notes.binding.set(job, [ownWeek(board, job, 'stability')])
  }
}

function indexes({ startDay, poolIndex }: Compiled, { weekOn, poolId }: Place): { week: number; pool: number } {
  const pool = poolId === null ? NO_POOL : poolIndex.get(poolId)!
  return { week: (epochDay(weekOn) - startDay) / 7, pool }
}

function ownWeek({ compiled, week }: Board, job: number, kind: 'pin' | 'stability'): Binding {
  const at = week[job]!
  return { kind, ref: null, fromOn: compiled.mondays[at]!, untilOn: compiled.mondays[at + 1]! }
}

function openTiers({ compiled, week }: Board): number[][] {
  const tiers = new Map<number, number[]>()
  compiled.tier.forEach((tier, job) => {
    if (week[job] !== OPEN) return
    const jobs = tiers.get(tier)
    if (jobs) jobs.push(job)
    else tiers.set(tier, [job])
  })
  return [...tiers].sort(([a], [b]) => a - b).map(([, jobs]) => jobs)
}

function placeJob(board: Board, job: number, notes: Notes): void {
  const { compiled } = board
  const trace: Binding[] = []
  const found = findPlace(board, job, trace)
  if (found) {
    place(board, job, found)
    notes.binding.set(job, trace)
    return
  }
  const stuck = rowOf(compiled.afterOf, job).some((earlier) => board.week[earlier] === UNPLACED)
  if (compiled.jobs[job]!.mayWait && !stuck) {
    board.week[job] = WAITING
    return
  }
  board.week[job] = UNPLACED
  notes.reason.set(job, stuck ? 'after-unplaced' : reasonOf(compiled, job, notes.unspent))
}

/** The plainest reason that holds, with nothing else planned; else others took the room. */
function reasonOf(compiled: Compiled, job: number, unspent: Ledger): UnplacedReason {
  const minutes = compiled.minutes[job]!
  const pools = rowOf(compiled.poolsOf, job)
  if (minutes > 0 && pools.length === 0) return 'no-pool'
  const roomy = (pool: number): boolean => compiled.pools[pool]!.capacity.some((capacity) => capacity >= minutes)
  if (minutes > 0 && !pools.some(roomy)) return 'too-long'
  const first = Math.max(compiled.releaseWeek[job]!, compiled.drawWeek[job]!)
  const end = compiled.endWeek[job]!
  if (first >= end) return 'no-room'
  if (isTooDear(compiled, unspent, job)) return 'too-dear'
  return reopening(compiled, job, first) >= end ? 'closed' : 'no-room'
}

function isTooDear(compiled: Compiled, unspent: Ledger, job: number): boolean {
  let week = Math.max(compiled.releaseWeek[job]!, compiled.drawWeek[job]!)
  for (; week < compiled.endWeek[job]!; week = nextMoneyWeek(compiled, job, week)) {
    if (shortfalls(compiled, unspent, job, week).length === 0) return false
  }
  return true
}

function writeDown(board: Board, notes: Notes): Plan {
  const { compiled, week, pool } = board
  const jobs = compiled.jobs.map(({ id, upgradeOn }, job) => ({ jobId: id, job, upgradeOn }))
  return {
    format: 'lenscap-plan/1',
    engineVersion: ENGINE_VERSION,
    assigned: jobs
      .filter(({ job }) => week[job]! >= 0)
      .map(({ job, jobId }) => ({
        jobId,
        weekOn: compiled.mondays[week[job]!]!,
        poolId: compiled.pools[pool[job]!]?.id ?? null,
        binding: notes.binding.get(job)!,
      })),
    waiting: jobs
      .filter(({ job }) => week[job] === WAITING)
      .map(({ jobId, upgradeOn }) => ({ jobId, untilOn: upgradeOn! })),
    unplaced: jobs
      .filter(({ job }) => week[job] === UNPLACED)
      .map(({ job, jobId }) => ({ jobId, reason: notes.reason.get(job)! })),
    inherited: sortInherited(notes.inherited),
    heldByStability: [...notes.held].sort((a, b) => a - b).map((job) => compiled.jobs[job]!.id),
    measures: measure(board),
    prices: [],
  }
}

/** Once each: a pin in a pool that it does not accept may help to overrun that pool, too. */
function sortInherited(inherited: readonly Inherited[]): readonly Inherited[] {
  const key = ({ jobId, kind, ref }: Inherited): string => JSON.stringify([jobId, kind, ref])
  const found = [...new Map(inherited.map((one) => [key(one), one])).values()]
  return found.sort(
    (a, b) => byCodeUnit(a.jobId, b.jobId) || byCodeUnit(a.kind, b.kind) || byCodeUnit(a.ref ?? '', b.ref ?? ''),
  )
}
