// Ruin and recreate (Schrimpf et al. 2000) within one tier: takes some jobs off the board, puts them back in another
// order, and keeps what is better, or, early on, not much worse. A fixed number of rounds, and a seed, so that the same
// problem gives the same plan.
import type { Board } from '../board/board.ts'
import type { Rows } from '../board/compile.ts'
import type { Draw } from './random.ts'
import { clear, putBack, settle, snapshot } from './schedule.ts'
import { costOf, sumCosts, type Home } from './stability.ts'

export interface Improving {
  /** The jobs of the tier, each behind those that it comes after. */
  readonly members: Int32Array
  /** By job: 1 for members, whom nothing but the search keeps where they are. */
  readonly isFree: Uint8Array
  /** By job: those that come after it. */
  readonly followers: Rows
  /** By job: what it is worth to place it early. */
  readonly worth: Float64Array
  readonly rounds: number
  readonly draw: Draw
  readonly home: Home | null
}

/** Jobs that a ruin starts with; those that come after them are taken off, too. Half as many got stuck more often. */
const MOST_RUINED = 24
/** With those that come after: beyond this, a round would cost more than it is worth. */
const MOST_TAKEN = 200
/** How far apart in their list the jobs of a ruin may stand: farther ones rarely compete. */
const REACH = 48
/** Beyond this, copying the best plan at each find would cost more than the search; it then never accepts a loss. */
const MOST_WITH_LOSSES = 20_000
/** The loss that the first rounds accept, as a part of a common job's exposure. */
const SLACK = 0.1

export function improve(board: Board, improving: Improving): void {
  const { members, rounds, draw, home } = improving
  if (members.length < 2) return
  const ruin = makeRuin(board, improving)
  const slack = members.length > MOST_WITH_LOSSES ? 0 : (sumCosts(board, members, home) / members.length) * SLACK
  let [current, best] = [0, 0]
  // A plan that is only as good as the first is left alone: among equals, the order of the list is the one to expect.
  let found = snapshot(board, members)
  for (let round = 0; round < rounds; round++) {
    if (round % Math.max(500, members.length) === 0) ruin.refresh()
    const rest = 1 - round / rounds
    const change = ruin.turn(rest * rest * rest * slack * (draw(1000) / 1000))
    current += change
    if (current >= best) continue
    best = current
    if (slack > 0) found = snapshot(board, members)
  }
  if (current > best || best === 0) {
    clear(board, members)
    putBack(board, found)
  }
}

interface Ruin {
  /** Sorts the lists that neighbours are found in by the present weeks. */
  readonly refresh: () => void
  /** One ruin and its recreation; it stays if it costs no more than `allowed`. Returns by how much the cost changed. */
  readonly turn: (allowed: number) => number
}

function makeRuin(board: Board, improving: Improving): Ruin {
  const { members, isFree, followers, worth, draw, home } = improving
  const { compiled, week, pool } = board
  const { depth, afterOf, poolsOf, weeks } = compiled
  const lists = [members.slice(), members.slice()] as const
  const at = [new Int32Array(week.length), new Int32Array(week.length)] as const
  // What is taken off, in its order, and where it stood; a key by job for the order to put it back in.
  const ruined = new Int32Array(MOST_TAKEN + 1)
  const stoodWeek = new Int32Array(MOST_TAKEN + 1)
  const stoodPool = new Int32Array(MOST_TAKEN + 1)
  const key = new Float64Array(week.length)
  let count = 0

  const refresh = (): void => {
    const when = (job: number): number => (week[job]! < 0 ? weeks : week[job]!)
    const where = (job: number): number => poolsOf.items[poolsOf.start[job]!] ?? -1
    lists[0].sort((a, b) => when(a) - when(b) || a - b)
    lists[1].sort((a, b) => where(a) - where(b) || when(a) - when(b) || a - b)
    lists.forEach((list, l) => list.forEach((job, i) => (at[l]![job] = i)))
  }

  const add = (job: number): void => {
    if (isFree[job] !== 1 || count > MOST_TAKEN) return
    // Taken: no longer free to be chosen again in this ruin.
    isFree[job] = 2
    ruined[count++] = job
  }

  /**
   * A job at random and some of its neighbours, by week or by pool, with all members that come after them. False if these
   * are too many.
   */
  const pick = (): boolean => {
    count = 0
    const seed = members[draw(members.length)]!
    const l = draw(2)
    const list = lists[l]!
    const reach = Math.min(list.length - 1, 2 + draw(REACH))
    const low = Math.max(0, Math.min(list.length - 1 - reach, at[l]![seed]! - draw(reach + 1)))
    add(seed)
    for (let more = draw(MOST_RUINED); more >= 0; more--) add(list[low + draw(reach + 1)]!)
    for (let i = 0; i < count; i++) {
      for (let f = followers.start[ruined[i]!]!; f < followers.start[ruined[i]! + 1]!; f++) add(followers.items[f]!)
    }
    for (let i = 0; i < count; i++) isFree[ruined[i]!] = 1
    return count <= MOST_TAKEN
  }

  /** The order to put them back in: at random, or by worth with some noise; each behind what it comes after. */
  const arrange = (): void => {
    sort(ruined, count, (a, b) => depth[a]! - depth[b]! || a - b)
    const isBlind = draw(2) === 0
    for (let i = 0; i < count; i++) {
      const job = ruined[i]!
      stoodWeek[i] = week[job]!
      stoodPool[i] = pool[job]!
      isFree[job] = 2
      const noise = draw(1024) + 1
      let k = isBlind ? noise : (noise + 512) / worth[job]!
      for (let a = afterOf.start[job]!; a < afterOf.start[job + 1]!; a++) {
        const earlier = afterOf.items[a]!
        if (isFree[earlier] === 2 && key[earlier]! > k) k = key[earlier]!
      }
      key[job] = k
    }
    for (let i = 0; i < count; i++) isFree[ruined[i]!] = 1
  }

  const cost = (): number => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += costOf(board, ruined[i]!, home)
    return sum
  }

  const turn = (allowed: number): number => {
    if (!pick()) return 0
    arrange()
    const jobs = ruined.subarray(0, count)
    const before = cost()
    clear(board, jobs)
    const order = jobs.slice()
    // Stable: jobs of equal key stay by depth.
    sort(order, count, (a, b) => key[a]! - key[b]!)
    for (let i = 0; i < count; i++) settle(board, order[i]!, 0)
    const change = cost() - before
    if (change <= allowed) return change
    clear(board, jobs)
    putBack(board, { jobs, week: stoodWeek, pool: stoodPool })
    return 0
  }
  return { refresh, turn }
}

/** Insertion sort of the first `count`: stable, and the quickest for a dozen. */
function sort(list: Int32Array, count: number, compare: (a: number, b: number) => number): void {
  for (let i = 1; i < count; i++) {
    const item = list[i]!
    let to = i
    for (; to > 0 && compare(list[to - 1]!, item) > 0; to--) list[to] = list[to - 1]!
    list[to] = item
  }
}
