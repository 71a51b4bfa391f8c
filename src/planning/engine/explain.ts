// Why a job stands where it stands, and what would bring it forward: for each constraint alone, with every other job
// kept as planned. It looks at the finished plan, so work of lower tiers counts as taken, too.
import { Failure } from '../../shared/failure.ts'
import { epochDay, type Day } from '../../shared/day.ts'
import {
  NO_POOL,
  UNPLACED,
  WAITING,
  inheritOverruns,
  makeBoard,
  place,
  roomIn,
  shortfalls,
  unplace,
  type Board,
} from './board/board.ts'
import { compile } from './board/compile.ts'
import { findPlace, rowOf, weekAfter, type Found, type Lift } from './board/place.ts'
import type { Binding, Constraint, Plan } from './format/plan.ts'
import type { Place, Problem } from './format/problem.ts'

export interface Explanation {
  readonly jobId: string
  readonly state: 'assigned' | 'waiting' | 'unplaced'
  /** Null unless assigned. */
  readonly weekOn: Day | null
  /** As in the plan; for a job without a week, what refuses it now. */
  readonly binding: readonly Binding[]
  /** What each would give by itself; constraints that by themselves give nothing are left out. */
  readonly reliefs: readonly Relief[]
}

/** With this one constraint out of the way the job could stand in the earlier week `weekOn`, and no earlier. */
export interface Relief {
  readonly kind: Constraint
  /** budget: `FUND:YEAR`; pool: its id; after: the earlier job; else null. */
  readonly ref: string | null
  readonly weekOn: Day
  /** budget: more money needed in that year. */
  readonly pence?: number
  /** pool: more minutes needed in that week. */
  readonly minutes?: number
  /** release: days earlier. after: days by which that job must end earlier, unless it is unplaced. */
  readonly days?: number
}

/** Throws `unknown-job`. The plan must be one of this problem's. */
export function explainJob(problem: Problem, plan: Plan, jobId: string): Explanation {
  const board = setUp(problem, plan)
  const { compiled } = board
  const job = compiled.jobIndex.get(jobId)
  if (job === undefined) {
    throw new Failure('unknown-job', `The plan has no job "${jobId}".`, 'Use the id of a job in the problem.')
  }
  const stands = board.week[job]!
  const assigned = plan.assigned.find((one) => one.jobId === jobId)
  if (assigned) unplace(board, job)
  const trace: Binding[] = []
  const now = findPlace(board, job, trace)
  const before = assigned ? stands : compiled.weeks
  const kept = assigned?.binding.find(({ kind }) => kind === 'pin' || kind === 'stability')
  const reliefs = kept ? released(board, kept.kind, now, before) : reliefsOf(board, job, before)
  return {
    jobId,
    state: assigned ? 'assigned' : stands === WAITING ? 'waiting' : 'unplaced',
    weekOn: assigned?.weekOn ?? null,
    binding: assigned?.binding ?? trace,
    reliefs,
  }
}

function setUp(problem: Problem, plan: Plan): Board {
  const compiled = compile(problem)
  const board = makeBoard(compiled)
  const put = ({ jobId, weekOn, poolId }: Place): void => {
    const pool = poolId === null ? NO_POOL : compiled.poolIndex.get(poolId)!
    place(board, compiled.jobIndex.get(jobId)!, { week: (epochDay(weekOn) - compiled.startDay) / 7, pool })
  }
  problem.pinned.forEach(put)
  inheritOverruns(board)
  const pinned = new Set(problem.pinned.map(({ jobId }) => jobId))
  plan.assigned.filter(({ jobId }) => !pinned.has(jobId)).forEach(put)
  for (const { jobId } of plan.waiting) board.week[compiled.jobIndex.get(jobId)!] = WAITING
  for (const { jobId } of plan.unplaced) board.week[compiled.jobIndex.get(jobId)!] = UNPLACED
  return board
}

/** A job that is only kept where it is: where it would go if it were let go. */
function released({ compiled }: Board, kind: Constraint, now: Found | undefined, before: number): Relief[] {
  return now && now.week < before ? [{ kind, ref: null, weekOn: compiled.mondays[now.week]! }] : []
}

function reliefsOf(board: Board, job: number, before: number): Relief[] {
  return lifts(board, job).flatMap((lift) => {
    const found = findPlace(board, job, [], lift)
    return found && found.week < before ? [relief(board, job, lift, found.week)] : []
  })
}

function lifts({ compiled }: Board, job: number): Lift[] {
  const { draws, years, closedOf, afterOf, poolsOf } = compiled
  const funds = new Set(draws.fund.subarray(draws.start[job]!, draws.start[job + 1]!))
  return [
    { kind: 'release' },
    ...(rowOf(closedOf, job).length > 0 ? [{ kind: 'closed' } as const] : []),
    ...[...rowOf(afterOf, job)].map((earlier) => ({ kind: 'after', job: earlier }) as const),
    ...[...funds].flatMap((fund) => years.map((_, year) => ({ kind: 'budget', fund, year }) as const)),
    ...[...rowOf(poolsOf, job)].map((pool) => ({ kind: 'pool', pool }) as const),
  ]
}

function relief(board: Board, job: number, lift: Lift, week: number): Relief {
  const { compiled, ledger, rooms } = board
  const weekOn = compiled.mondays[week]!
  switch (lift.kind) {
    case 'closed':
      return { kind: 'closed', ref: null, weekOn }
    case 'release':
      return { kind: 'release', ref: null, weekOn, days: epochDay(compiled.jobs[job]!.releaseOn) - epochDay(weekOn) }
    case 'after': {
      const ref = compiled.jobs[lift.job]!.id
      const after = weekAfter(board, lift.job)
      return { kind: 'after', ref, weekOn, ...(after === Infinity ? {} : { days: 7 * (after - week) }) }
    }
    case 'budget': {
      const short = shortfalls(compiled, ledger, job, week).find((s) => s.fund === lift.fund && s.year === lift.year)
      return {
        kind: 'budget',
        ref: `${compiled.funds[lift.fund]!.id}:${compiled.years[lift.year]!}`,
        weekOn,
        pence: short!.pence,
      }
    }
    case 'pool': {
      const minutes = compiled.minutes[job]! - roomIn(rooms[lift.pool]!, week)
      return { kind: 'pool', ref: compiled.pools[lift.pool]!.id, weekOn, minutes }
    }
  }
}
