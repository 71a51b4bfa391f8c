// The serial schedule (Kolisch 1996): one job after the other, each in the earliest week that the board leaves. No pass
// moves jobs left at the end, because none could: a board only fills (board.ts), and a job's predecessors are placed
// before it, so a week that refused a job when it was placed still refuses it at the end.
import { OPEN, UNPLACED, WAITING, place, unplace, type Board } from '../board/board.ts'
import type { Compiled } from '../board/compile.ts'
import { NOWHERE, findPlace, poolOf, weekOf } from '../board/place.ts'

export function schedule(board: Board, order: Int32Array): void {
  for (const job of order) settle(board, job, 0)
}

/** Puts an open job into its earliest week from `from` on; else it waits, if it may, or is unplaced. */
export function settle(board: Board, job: number, from: number): void {
  const { compiled } = board
  const found = findPlace(board, job, from)
  if (found !== NOWHERE) place(board, job, weekOf(compiled, found), poolOf(compiled, found))
  else board.week[job] = compiled.mayWait[job] === 1 && !isStuck(board, job) ? WAITING : UNPLACED
}

/** Whether it comes after a job that is unplaced. */
export function isStuck({ compiled: { afterOf }, week }: Board, job: number): boolean {
  for (let i = afterOf.start[job]!; i < afterOf.start[job + 1]!; i++) {
    if (week[afterOf.items[i]!] === UNPLACED) return true
  }
  return false
}

export function clear(board: Board, jobs: Int32Array): void {
  for (const job of jobs) {
    if (board.week[job]! >= 0) unplace(board, job)
    else board.week[job] = OPEN
  }
}

/** Where some jobs stood. */
export interface Snapshot {
  readonly jobs: Int32Array
  readonly week: Int32Array
  readonly pool: Int32Array
}

export function snapshot({ week, pool }: Board, jobs: Int32Array): Snapshot {
  return { jobs, week: jobs.map((job) => week[job]!), pool: jobs.map((job) => pool[job]!) }
}

/** The jobs must be open. */
export function putBack(board: Board, { jobs, week, pool }: Snapshot): void {
  for (let i = 0; i < jobs.length; i++) {
    if (week[i]! >= 0) place(board, jobs[i]!, week[i]!, pool[i]!)
    else board.week[jobs[i]!] = week[i]!
  }
}

/** Thousandths of exposure-days: weight × days from startOn to the finish, or to the upgrade, or to the horizon + 7. */
export function exposureMillis(board: Board, jobs: Int32Array): number {
  let sum = 0
  for (const job of jobs) sum += board.compiled.weightMillis[job]! * exposedDays(board, job)
  return sum
}

export function exposedDays({ compiled, week }: Board, job: number): number {
  const stands = week[job]!
  if (stands >= 0) return 7 * stands + 7
  return stands === WAITING ? countedDays(compiled, compiled.upgradeDay[job]!) : longestDays(compiled)
}

/** What counts of so many days after startOn: none before it, none beyond the horizon + 7. */
export function countedDays(compiled: Compiled, days: number): number {
  return Math.min(longestDays(compiled), Math.max(0, days))
}

export function longestDays({ weeks }: Compiled): number {
  return 7 * weeks + 7
}

/** The open jobs of each tier, by its index, each list by depth in the chains, then by id. Linear. */
export function openTiers({ compiled, week }: Board): Int32Array[] {
  const { tiers, tier, depth } = compiled
  let open = 0
  for (const stands of week) if (stands === OPEN) open++
  const jobs = new Int32Array(open)
  for (let job = week.length - 1; job >= 0; job--) if (week[job] === OPEN) jobs[--open] = job
  const sorted = countingSort(countingSort(jobs, depth), tier)
  const lists: Int32Array[] = []
  let until = 0
  for (let of = 0; of < tiers.length; of++) {
    const from = until
    while (until < sorted.length && tier[sorted[until]!] === of) until++
    lists.push(sorted.subarray(from, until))
  }
  return lists
}

/** Stable; linear in the list and in the largest key. */
function countingSort(list: Int32Array, key: Int32Array): Int32Array {
  let most = 0
  for (const item of list) most = Math.max(most, key[item]!)
  const next = new Int32Array(most + 2)
  for (const item of list) next[key[item]! + 1]!++
  for (let k = 0; k <= most; k++) next[k + 1]! += next[k]!
  const sorted = new Int32Array(list.length)
  for (const item of list) sorted[next[key[item]!]!++] = item
  return sorted
}
