// Why no plan at all can have some tiers done by a day: conditions that every plan must meet, each looked at by itself, in
// exact whole numbers. One that fails is a proof; that all hold proves nothing.
import { epochDay, fromEpochDay, type Day, type FinancialYear } from '../../../shared/day.ts'
import { OPEN, UNPLACED, WAITING, makePinnedBoard, roomIn, type Board } from '../board/board.ts'
import { rowOf, type Compiled } from '../board/compile.ts'
import { NOWHERE, findPlace, weekOf } from '../board/place.ts'
import { tracePlace } from '../board/trace.ts'
import type { Binding } from '../format/plan.ts'
import { isStuck, openTiers } from '../search/schedule.ts'

export type Obstacle = LateJob | ShortCrews | ShortMoney

/** By itself, with only the pins planned and whatever it comes after as early as can be, it is not done by the day. */
export interface LateJob {
  readonly kind: 'job'
  readonly jobId: string
  /** The earliest end; null: it cannot be placed at all. */
  readonly endOn: Day | null
  /** What keeps it from ending earlier; a pin alone for a job that is pinned. */
  readonly binding: readonly Binding[]
}

/** All work that only these crews may do, and that cannot start before `fromOn`, is more than they have until then. */
export interface ShortCrews {
  readonly kind: 'crews'
  readonly poolIds: readonly string[]
  readonly fromOn: Day
  readonly untilOn: Day
  readonly neededMinutes: number
  readonly minutes: number
}

/** What must be drawn in these years, however the work is placed, is more than the fund has for them. */
export interface ShortMoney {
  readonly kind: 'money'
  readonly fundId: string
  readonly firstYear: FinancialYear
  readonly lastYear: FinancialYear
  readonly neededPence: number
  /** Beside what pins draw; with what the year before hands on at most. */
  readonly pence: number
}

export interface Deadline {
  readonly tier: number
  readonly by: Day
}

/** Undefined where no condition fails. Linear in the jobs, but for the sets of pools that work accepts: square. */
export function findObstacle(compiled: Compiled, { tier, by }: Deadline): Obstacle | undefined {
  const board = makePinnedBoard(compiled)
  const days = epochDay(by) - compiled.startDay
  const tiers = compiled.tiers.filter((one) => one <= tier).length
  const late = findLatePin(board, tiers, days) ?? placeAlone(board, tiers, days)
  if (late) return late
  const due = dueJobs(board, tiers, days)
  return findShortCrews(board, due) ?? findShortMoney(board, due)
}

/** Jobs that must stand in a week before `until`; the earliest week of each is on the board. */
interface Due {
  readonly jobs: readonly number[]
  readonly until: number
}

function findLatePin({ compiled }: Board, tiers: number, days: number): LateJob | undefined {
  const { pinned, ids, mondays, tier } = compiled
  const late = pinned.find(({ job, week }) => tier[job]! < tiers && 7 * week + 7 > days)
  if (!late) return undefined
  const [fromOn, untilOn] = [mondays[late.week]!, mondays[late.week + 1]!]
  return {
    kind: 'job',
    jobId: ids[late.job]!,
    endOn: untilOn,
    binding: [{ kind: 'pin', ref: null, fromOn, untilOn }],
  }
}

/**
 * Writes on the board where each job would stand if it were alone, and takes nothing for it. A later job is only helped
 * by what comes before it standing early, so none can stand earlier in any plan.
 */
function placeAlone(board: Board, tiers: number, days: number): LateJob | undefined {
  const { compiled } = board
  for (const job of openTiers(board)
    .slice(0, tiers)
    .flatMap((members) => [...members])) {
    const found = findPlace(board, job)
    const mayWait = compiled.mayWait[job] === 1 && !isStuck(board, job)
    const week = found !== NOWHERE ? weekOf(compiled, found) : mayWait ? WAITING : UNPLACED
    const end = week >= 0 ? 7 * week + 7 : week === WAITING ? compiled.upgradeDay[job]! : Infinity
    if (end > days) {
      const trace: Binding[] = []
      tracePlace(board, job, trace)
      // What comes after the day proves nothing; but some reason has to be given for a day before the plan starts.
      const by = fromEpochDay(compiled.startDay + days)
      const before = trace.filter(({ fromOn }) => fromOn < by)
      const binding = before.length > 0 ? before : trace
      const endOn = end === Infinity ? null : fromEpochDay(compiled.startDay + end)
      return { kind: 'job', jobId: compiled.ids[job]!, endOn, binding }
    }
    board.week[job] = week
  }
  return undefined
}

function dueJobs({ compiled, week }: Board, tiers: number, days: number): Due {
  const { tier, mayWait, upgradeDay, pinned } = compiled
  const isPinned = new Set(pinned.map(({ job }) => job))
  const jobs = compiled.ids.map((_, job) => job)
  return {
    until: Math.min(compiled.weeks, Math.floor(days / 7)),
    jobs: jobs.filter((job) => {
      const mayStillWait = mayWait[job] === 1 && upgradeDay[job]! <= days
      return tier[job]! < tiers && week[job] !== OPEN && !isPinned.has(job) && !mayStillWait
    }),
  }
}

/** Hall's condition, for the sets of pools that jobs accept, and from each week on. */
function findShortCrews(board: Board, { jobs, until }: Due): ShortCrews | undefined {
  const { compiled, week } = board
  const sets = new Map<string, { pools: readonly number[]; needed: Float64Array }>()
  for (const job of jobs) {
    if (compiled.minutes[job] === 0) continue
    const pools = [...rowOf(compiled.poolsOf, job)].sort((a, b) => a - b)
    const key = pools.join()
    const set = sets.get(key) ?? { pools, needed: new Float64Array(until) }
    set.needed[week[job]!]! += compiled.minutes[job]!
    sets.set(key, set)
  }
  const all = [...sets.values()]
  const everything = [...new Set(all.flatMap(({ pools }) => pools))].sort((a, b) => a - b)
  for (const pools of [...all.map((set) => set.pools), everything]) {
    const allowed = new Set(pools)
    const within = all.filter((set) => set.pools.every((pool) => allowed.has(pool)))
    let short: ShortCrews | undefined
    let [neededMinutes, minutes] = [0, 0]
    for (let from = until - 1; from >= 0; from--) {
      for (const { needed } of within) neededMinutes += needed[from]!
      for (const pool of pools) minutes += Math.max(0, roomIn(board.rooms, pool, from))
      if (neededMinutes <= minutes) continue
      const poolIds = pools.map((pool) => compiled.pools.ids[pool]!)
      const [fromOn, untilOn] = [compiled.mondays[from]!, compiled.mondays[until]!]
      short = { kind: 'crews', poolIds, fromOn, untilOn, neededMinutes, minutes }
    }
    if (short) return short
  }
  return undefined
}

/** For each fund and each run of years: what cannot be drawn in any other year, against what those years have. */
function findShortMoney({ compiled, ledger, week }: Board, due: Due): ShortMoney | undefined {
  const { funds, years } = compiled
  const needed = forcedDraws(compiled, due, week)
  for (const [fund, fundId] of funds.ids.entries()) {
    if (funds.unlimited[fund] === 1) continue
    const at = fund * years.length
    for (let first = 0; first < years.length; first++) {
      let [neededPence, pence] = [0, 0]
      if (first > 0) pence = Math.min(funds.carryCap[fund]!, funds.budget[at + first - 1]!)
      for (let last = first; last < years.length; last++) {
        for (let year = first; year <= last; year++) {
          neededPence += needed.get((fund * years.length + year) * years.length + last) ?? 0
        }
        pence += funds.budget[at + last]! + ledger.overrun[at + last]! - ledger.spent[at + last]!
        if (neededPence <= pence) continue
        const [firstYear, lastYear] = [years[first]!, years[last]!]
        return { kind: 'money', fundId, firstYear, lastYear, neededPence, pence: Math.max(0, pence) }
      }
    }
  }
  return undefined
}

/** By (fund × years + the first year that it can fall in) × years + the last such year: the least that it can be. */
function forcedDraws(
  { draws, funds, years, yearOfWeek, endWeek }: Compiled,
  { jobs, until }: Due,
  earliest: Int32Array,
): ReadonlyMap<number, number> {
  const needed = new Map<number, number>()
  for (const job of jobs) {
    const latest = Math.min(until, endWeek[job]!) - 1
    for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
      const fund = draws.fund[d]!
      if (funds.unlimited[fund] === 1) continue
      const first = yearOfWeek[earliest[job]! + draws.offset[d]!]!
      const last = yearOfWeek[latest + draws.offset[d]!]!
      const [from, end] = [draws.penceStart[d]!, draws.penceStart[d + 1]! - 1]
      const sums = draws.pence.slice(Math.min(from + first, end), Math.min(from + last, end) + 1)
      const key = (fund * years.length + first) * years.length + last
      needed.set(key, (needed.get(key) ?? 0) + Math.min(...sums))
    }
  }
  return needed
}
