// Why a job stands where it stands, and what would bring it forward: for each constraint alone, with every other job
// kept as planned. It looks at the finished plan, so work of lower tiers counts as taken, too.
import { Failure } from '../../shared/failure.ts'
import { addDays, epochDay, type Day } from '../../shared/day.ts'
import { OPEN, UNPLACED, WAITING, makePinnedBoard, place, roomIn, unplace, type Board } from './board/board.ts'
import { NO_POOL, compile, rowOf } from './board/compile.ts'
import { shortfalls } from './board/ledger.ts'
import { weekAfter } from './board/place.ts'
import { tracePlace, type Found, type Lift } from './board/trace.ts'
import type { Binding, Constraint, Plan } from './format/plan.ts'
import type { Problem } from './format/problem.ts'

export interface Explanation {
  readonly jobId: string
  readonly state: 'assigned' | 'waiting' | 'unplaced'
  /** Null unless assigned. */
  readonly weekOn: Day | null
  /** As in the plan; for a job without a week, what refuses it, with the tiers up to its own as planned. */
  readonly binding: readonly HeldBinding[]
  /** What each would give by itself; constraints that by themselves give nothing are left out. */
  readonly reliefs: readonly Relief[]
}

export interface HeldBinding extends Binding {
  /** pool: who has its minutes in those weeks. */
  readonly heldBy?: Holders
}

export interface Holders {
  /** The most urgent first, and of one tier the heaviest: MOST_HOLDERS at most. */
  readonly jobIds: readonly string[]
  /** How many there are besides. */
  readonly others: number
}

/** A full crew holds dozens of jobs in a quarter; a sentence holds a few. */
const MOST_HOLDERS = 5

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
  const { board, jobIndex } = setUp(problem, plan, () => true)
  const { compiled } = board
  const job = jobIndex.get(jobId)
  if (job === undefined) {
    throw new Failure('unknown-job', `The plan has no job "${jobId}".`, 'Use the id of a job in the problem.')
  }
  const { releaseOn } = problem.jobs.find(({ id }) => id === jobId)!
  const counts = countsBefore(problem, plan, compiled.tiers[compiled.tier[job]!]!)
  const stands = board.week[job]!
  const assigned = plan.assigned.find((one) => one.jobId === jobId)
  if (assigned) unplace(board, job)
  const now = tracePlace(board, job, [])
  const before = assigned ? stands : compiled.weeks
  const binding = assigned?.binding ?? refusals(problem, plan, { job, counts })
  const kept = assigned?.binding.find(({ kind }) => kind === 'pin' || kind === 'stability')
  const reliefs = kept ? released(board, kept.kind, now, before) : reliefsOf(board, job, before, releaseOn)
  return {
    jobId,
    state: assigned ? 'assigned' : stands === WAITING ? 'waiting' : 'unplaced',
    weekOn: assigned?.weekOn ?? null,
    binding: binding.map((one) =>
      one.kind === 'pool' ? { ...one, heldBy: holders(board, one, { job, counts }) } : one,
    ),
    reliefs,
  }
}

interface Asked {
  readonly job: number
  readonly counts: (jobId: string) => boolean
}

/** Whether a job stands in the way of those of a tier: it is of that tier or a more urgent one, pinned or frozen. */
function countsBefore(problem: Problem, plan: Plan, tier: number): (jobId: string) => boolean {
  const frozenUntil = addDays(problem.startOn, 7 * problem.frozenWeeks)
  const held = new Set(plan.heldByStability)
  const counting = new Set([
    ...problem.jobs.filter((job) => job.tier <= tier).map(({ id }) => id),
    ...problem.pinned.map(({ jobId }) => jobId),
    ...plan.assigned.filter(({ jobId, weekOn }) => held.has(jobId) && weekOn < frozenUntil).map(({ jobId }) => jobId),
  ])
  return (jobId) => counting.has(jobId)
}

/** What keeps a job without a week out of all of them. */
function refusals(problem: Problem, plan: Plan, { job, counts }: Asked): Binding[] {
  const trace: Binding[] = []
  tracePlace(setUp(problem, plan, counts).board, job, trace)
  return trace
}

function holders({ compiled, week, pool }: Board, { ref, fromOn, untilOn }: Binding, { job, counts }: Asked): Holders {
  const { ids, pools, minutes, tier, weightMillis, startDay } = compiled
  const crew = pools.ids.indexOf(ref!)
  const [from, until] = [fromOn, untilOn].map((on) => (epochDay(on) - startDay) / 7)
  const found = ids
    .map((_, other) => other)
    .filter((other) => other !== job && pool[other] === crew && minutes[other]! > 0)
    .filter((other) => week[other]! >= from! && week[other]! < until! && counts(ids[other]!))
    .sort((a, b) => tier[a]! - tier[b]! || weightMillis[b]! - weightMillis[a]! || a - b)
  const named = found.slice(0, MOST_HOLDERS)
  return { jobIds: named.map((other) => ids[other]!), others: found.length - named.length }
}

/** The board of the plan, with the pins and those of the other jobs that are wanted. */
function setUp(
  problem: Problem,
  plan: Plan,
  wanted: (jobId: string) => boolean,
): { board: Board; jobIndex: ReadonlyMap<string, number> } {
  const compiled = compile(problem)
  const board = makePinnedBoard(compiled)
  const jobIndex = new Map(compiled.ids.map((id, job) => [id, job]))
  const poolIndex = new Map(compiled.pools.ids.map((id, pool) => [id, pool]))
  for (const { jobId, weekOn, poolId } of plan.assigned) {
    const job = jobIndex.get(jobId)!
    if (board.week[job] !== OPEN || !wanted(jobId)) continue
    const pool = poolId === null ? NO_POOL : poolIndex.get(poolId)!
    place(board, job, (epochDay(weekOn) - compiled.startDay) / 7, pool)
  }
  for (const { jobId } of plan.waiting) board.week[jobIndex.get(jobId)!] = WAITING
  for (const { jobId } of plan.unplaced) board.week[jobIndex.get(jobId)!] = UNPLACED
  return { board, jobIndex }
}

/** A job that is only kept where it is: where it would go if it were let go. */
function released({ compiled }: Board, kind: Constraint, now: Found | undefined, before: number): Relief[] {
  return now && now.week < before ? [{ kind, ref: null, weekOn: compiled.mondays[now.week]! }] : []
}

function reliefsOf(board: Board, job: number, before: number, releaseOn: Day): Relief[] {
  return lifts(board, job).flatMap((lift) => {
    const found = tracePlace(board, job, [], lift)
    if (!found || found.week >= before) return []
    const weekOn = board.compiled.mondays[found.week]!
    const days = epochDay(releaseOn) - epochDay(weekOn)
    return [
      lift.kind === 'release' ? { kind: 'release', ref: null, weekOn, days } : relief(board, job, lift, found.week),
    ]
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

function relief(board: Board, job: number, lift: Exclude<Lift, { kind: 'release' }>, week: number): Relief {
  const { compiled, ledger, rooms } = board
  const weekOn = compiled.mondays[week]!
  switch (lift.kind) {
    case 'closed':
      return { kind: 'closed', ref: null, weekOn }
    case 'after': {
      const ref = compiled.ids[lift.job]!
      const after = weekAfter(board, lift.job)
      return { kind: 'after', ref, weekOn, ...(after === Infinity ? {} : { days: 7 * (after - week) }) }
    }
    case 'budget': {
      const short = shortfalls(compiled, ledger, job, week).find((s) => s.fund === lift.fund && s.year === lift.year)
      return {
        kind: 'budget',
        ref: `${compiled.funds.ids[lift.fund]!}:${compiled.years[lift.year]!}`,
        weekOn,
        pence: short!.pence,
      }
    }
    case 'pool': {
      const minutes = compiled.minutes[job]! - roomIn(rooms, lift.pool, week)
      return { kind: 'pool', ref: compiled.pools.ids[lift.pool]!, weekOn, minutes }
    }
  }
}
