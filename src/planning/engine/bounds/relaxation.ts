// One tier's jobs as a linear relaxation sees them: every job, or chain of jobs, picks its own weeks and pays prices for
// the money and the minutes that it takes from what the tiers above left. Arcs other than simple chains are relaxed.
import { OPEN, roomIn, type Board } from '../board/board.ts'
import { rowOf, type Compiled } from '../board/compile.ts'
import { drawPence } from '../board/ledger.ts'
import { afterWaiting, reopening, weekAfter } from '../board/place.ts'
import { countedDays, longestDays } from '../search/schedule.ts'

/** What is scarce, as rows: fund × years + year, then, from `poolRow` on, pool × weeks + week. */
export interface Relaxation {
  readonly board: Board
  /** The jobs of the tier, each chain together and in its order. */
  readonly jobs: Int32Array
  /** Chain c is `jobs` from `chainStart[c]` until `chainStart[c + 1]`. */
  readonly chainStart: Int32Array
  /** By position in `jobs`: weeks that are open to it and in which its draws fall in the same years. */
  readonly stretches: readonly Stretch[][]
  /** By position: which set of pools it accepts. */
  readonly poolSet: Int32Array
  readonly poolSets: readonly Int32Array[]
  readonly poolRow: number
  /** The rows of each fund, and then of each pool, that some job of the tier asks for, as pairs: from, until. */
  readonly series: Int32Array
  /** By row: what is left; where nothing limits, Infinity. */
  readonly left: Float64Array
  /** By row of a fund: the most that the year hands on to the next. */
  readonly carry: Float64Array
  /** By row: the size of a common draw on it, so that prices of pence and of minutes can be compared. */
  readonly scale: Float64Array
  /** By position: thousandths of exposure-days a week, if it waits (Infinity: it may not), and if it is unplaced. */
  readonly perWeek: Float64Array
  readonly ifWaiting: Float64Array
  readonly ifUnplaced: Float64Array
}

export interface Stretch {
  readonly from: number
  readonly until: number
  readonly rows: readonly number[]
  readonly pence: readonly number[]
}

export function relax(board: Board, members: Int32Array): Relaxation {
  const { compiled } = board
  const { funds, years, weeks, pools, weightMillis } = compiled
  const { jobs, chainStart } = chainsOf(board, members)
  const sets = poolSetsOf(compiled, jobs)
  const poolRow = funds.ids.length * years.length
  const left = new Float64Array(poolRow + pools.ids.length * weeks).fill(Infinity)
  const carry = new Float64Array(poolRow)
  for (let row = 0; row < poolRow; row++) {
    const fund = Math.floor(row / years.length)
    if (funds.unlimited[fund] === 1) continue
    left[row] = funds.budget[row]! + board.ledger.overrun[row]! - board.ledger.spent[row]!
    const isLast = row % years.length === years.length - 1
    carry[row] = isLast ? 0 : Math.min(funds.carryCap[fund]!, funds.budget[row]!)
  }
  for (let row = poolRow; row < left.length; row++) {
    left[row] = Math.max(0, roomIn(board.rooms, Math.floor((row - poolRow) / weeks), (row - poolRow) % weeks))
  }
  const first = earliestWeeks(board, members)
  const longest = longestDays(compiled)
  return {
    board,
    jobs,
    chainStart,
    stretches: Array.from(jobs, (job) => stretchesOf(board, { left, carry }, job, first.get(job)!)),
    ...sets,
    poolRow,
    series: seriesOf(compiled, jobs, sets.poolSets),
    left,
    carry,
    scale: scalesOf(compiled, jobs, poolRow, left.length),
    perWeek: Float64Array.from(jobs, (job) => 7 * weightMillis[job]!),
    ifWaiting: Float64Array.from(jobs, (job) =>
      compiled.mayWait[job] === 1 ? weightMillis[job]! * countedDays(compiled, compiled.upgradeDay[job]!) : Infinity,
    ),
    ifUnplaced: Float64Array.from(jobs, (job) => weightMillis[job]! * longest),
  }
}

/** Chains: a job continues one if it comes after exactly one open job of the tier, which has no other follower. */
function chainsOf({ compiled, week }: Board, members: Int32Array): { jobs: Int32Array; chainStart: Int32Array } {
  const { afterOf, tier } = compiled
  const before = new Map<number, number>()
  const followers = new Map<number, number>()
  for (const job of members) {
    const earlier = rowOf(afterOf, job).filter((one) => week[one] === OPEN && tier[one] === tier[job])
    for (const one of earlier) followers.set(one, (followers.get(one) ?? 0) + 1)
    if (earlier.length === 1) before.set(job, earlier[0]!)
  }
  const next = new Map<number, number>()
  for (const [job, earlier] of before) if (followers.get(earlier) === 1) next.set(earlier, job)
  const jobs: number[] = []
  const chainStart: number[] = []
  for (const job of members) {
    if (before.has(job) && next.get(before.get(job)!) === job) continue
    chainStart.push(jobs.length)
    for (let one: number | undefined = job; one !== undefined; one = next.get(one)) jobs.push(one)
  }
  return { jobs: Int32Array.from(jobs), chainStart: Int32Array.from([...chainStart, jobs.length]) }
}

/** By job: no earlier week is possible, whatever the prices; Infinity if none is. Members stand behind what they follow. */
function earliestWeeks(board: Board, members: Int32Array): Map<number, number> {
  const { compiled, week } = board
  const { firstWeek, afterOf, endWeek, mayWait } = compiled
  const first = new Map<number, number>()
  for (const job of members) {
    let from = firstWeek[job]!
    for (const earlier of rowOf(afterOf, job)) {
      if (week[earlier] !== OPEN) from = Math.max(from, weekAfter(board, earlier))
      else {
        const placed = first.get(earlier)! < endWeek[earlier]! ? first.get(earlier)! + 1 : Infinity
        const waited = mayWait[earlier] === 1 ? afterWaiting(compiled, earlier) : Infinity
        from = Math.max(from, Math.min(placed, waited))
      }
    }
    first.set(job, from)
  }
  return first
}

function stretchesOf(
  { compiled }: Board,
  { left, carry }: Pick<Relaxation, 'left' | 'carry'>,
  job: number,
  first: number,
): Stretch[] {
  const { draws, years, yearOfWeek, yearEnd, closedOf, endWeek } = compiled
  const found: Stretch[] = []
  const end = endWeek[job]!
  for (let from = reopening(compiled, job, first); from < end;) {
    let until = end
    // Draws of one fund and year are one: even alone they must be payable, money carried into the year included.
    const takes = new Map<number, number>()
    for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
      const year = yearOfWeek[from + draws.offset[d]!]!
      const row = draws.fund[d]! * years.length + year
      until = Math.min(until, yearEnd[year]! - draws.offset[d]!)
      if (left[row] !== Infinity) takes.set(row, (takes.get(row) ?? 0) + drawPence(compiled, d, from))
    }
    const rows = [...takes.keys()]
    const pence = [...takes.values()]
    const carried = (row: number): number => (row % years.length > 0 ? carry[row - 1]! : 0)
    const fits = rows.every((row, i) => pence[i]! <= left[row]! + carried(row))
    for (let i = closedOf.start[job]!; i < closedOf.start[job + 1]!; i += 2) {
      if (closedOf.items[i]! > from) until = Math.min(until, closedOf.items[i]!)
    }
    if (fits) found.push({ from, until, rows, pence })
    from = reopening(compiled, job, until)
  }
  return found
}

function poolSetsOf(compiled: Compiled, jobs: Int32Array): Pick<Relaxation, 'poolSet' | 'poolSets'> {
  const known = new Map<string, number>()
  const poolSets: Int32Array[] = []
  const poolSet = jobs.map((job) => {
    const pools = rowOf(compiled.poolsOf, job)
    const key = pools.toSorted().join(' ')
    if (!known.has(key)) known.set(key, poolSets.push(pools) - 1)
    return known.get(key)!
  })
  return { poolSet, poolSets }
}

function seriesOf({ draws, funds, years, pools, weeks }: Compiled, jobs: Int32Array, poolSets: readonly Int32Array[]) {
  const drawnOn = new Uint8Array(funds.ids.length)
  for (const job of jobs) {
    for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) drawnOn[draws.fund[d]!] = 1
  }
  const workedIn = new Uint8Array(pools.ids.length)
  for (const set of poolSets) for (const pool of set) workedIn[pool] = 1
  const poolRow = funds.ids.length * years.length
  const series: number[] = []
  drawnOn.forEach((is, fund) => is && series.push(fund * years.length, (fund + 1) * years.length))
  workedIn.forEach((is, pool) => is && series.push(poolRow + pool * weeks, poolRow + (pool + 1) * weeks))
  return Int32Array.from(series)
}

function scalesOf({ draws, minutes }: Compiled, jobs: Int32Array, poolRow: number, rows: number): Float64Array {
  let [pence, drawn, work] = [0, 0, 0]
  for (const job of jobs) {
    work += minutes[job]!
    drawn += draws.start[job + 1]! - draws.start[job]!
    for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) pence += draws.pence[draws.penceStart[d]!]!
  }
  const scale = new Float64Array(rows).fill(Math.max(1, work / Math.max(1, jobs.length)))
  return scale.fill(Math.max(1, pence / Math.max(1, drawn)), 0, poolRow)
}
