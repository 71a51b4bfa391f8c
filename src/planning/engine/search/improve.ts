// Ruin and recreate (Schrimpf et al. 2000) within one tier: takes some jobs off the board, puts them back in another
// order, and keeps what is better, or, early on, not much worse. A fixed number of rounds, and a seed, so that the same
// problem gives the same plan.
import type { Board } from '../board/board.ts'
import type { Rows } from '../board/compile.ts'
import type { Draw } from './random.ts'
import { clear, putBack, settle, snapshot } from './schedule.ts'
import { sumCosts, type Home } from './stability.ts'

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

/** Jobs that a ruin starts with; those that come after them are taken off, too. */
const MOST_RUINED = 12
/** How far apart in their list the jobs of a ruin may stand: farther ones rarely compete. */
const REACH = 48
/** Beyond this, copying the best plan at each find would cost more than the search; it then never accepts a loss. */
const MOST_WITH_LOSSES = 20_000

export function improve(board: Board, improving: Improving): void {
  const { members, rounds, draw, home } = improving
  if (members.length < 2) return
  const all = sumCosts(board, members, home)
  const slack = members.length > MOST_WITH_LOSSES ? 0 : (all / members.length) * 0.1
  let [current, best] = [0, 0]
  // A plan that is only as good as the first is left alone: among equals, the order of the list is the one to expect.
  let found = snapshot(board, members)
  const lists = makeLists(board, members)
  for (let round = 0; round < rounds; round++) {
    if (round % Math.max(500, members.length) === 0) lists.refresh()
    const ruined = pick(board, improving, lists)
    const stood = snapshot(board, ruined)
    const before = sumCosts(board, ruined, home)
    const order = arrange(board, improving, ruined)
    clear(board, ruined)
    for (const job of order) settle(board, job, 0)
    const change = sumCosts(board, ruined, home) - before
    const allowed = (1 - round / rounds) ** 3 * slack * (draw(1000) / 1000)
    if (change > allowed) {
      clear(board, ruined)
      putBack(board, stood)
      continue
    }
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

interface Lists {
  /** The jobs by week; and by their first pool, then week. */
  readonly byWeek: Int32Array
  readonly byPool: Int32Array
  /** By job: where it stands in each. */
  readonly inWeeks: Int32Array
  readonly inPools: Int32Array
  readonly refresh: () => void
}

function makeLists({ compiled, week }: Board, members: Int32Array): Lists {
  const { poolsOf, weeks } = compiled
  const [byWeek, byPool] = [members.slice(), members.slice()]
  const [inWeeks, inPools] = [new Int32Array(week.length), new Int32Array(week.length)]
  const when = (job: number): number => (week[job]! < 0 ? weeks : week[job]!)
  const where = (job: number): number => poolsOf.items[poolsOf.start[job]!] ?? -1
  const refresh = (): void => {
    byWeek.sort((a, b) => when(a) - when(b) || a - b)
    byPool.sort((a, b) => where(a) - where(b) || when(a) - when(b) || a - b)
    byWeek.forEach((job, i) => (inWeeks[job] = i))
    byPool.forEach((job, i) => (inPools[job] = i))
  }
  return { byWeek, byPool, inWeeks, inPools, refresh }
}

/** A job at random and some of its neighbours, with all of the tier that come after them, each behind its predecessors. */
function pick(board: Board, { members, isFree, followers, draw }: Improving, lists: Lists): Int32Array {
  const { depth } = board.compiled
  const seed = members[draw(members.length)]!
  const [list, at] = draw(2) === 0 ? [lists.byWeek, lists.inWeeks] : [lists.byPool, lists.inPools]
  const reach = Math.min(list.length - 1, 2 + draw(REACH))
  const low = Math.max(0, Math.min(list.length - 1 - reach, at[seed]! - draw(reach + 1)))
  const chosen = [seed]
  const count = 1 + draw(MOST_RUINED)
  for (let i = 0; i < count; i++) chosen.push(list[low + draw(reach + 1)]!)
  const ruined = new Set<number>()
  for (let job = chosen.pop(); job !== undefined; job = chosen.pop()) {
    if (ruined.has(job)) continue
    ruined.add(job)
    for (let i = followers.start[job]!; i < followers.start[job + 1]!; i++) {
      const next = followers.items[i]!
      if (isFree[next] === 1) chosen.push(next)
    }
  }
  return Int32Array.from(ruined).sort((a, b) => depth[a]! - depth[b]! || a - b)
}

/** The order to put them back in: at random, or by worth, or as they stood; each with some noise. */
function arrange(board: Board, { worth, draw }: Improving, ruined: Int32Array): Int32Array {
  const { afterOf } = board.compiled
  const key = new Map<number, number>()
  const kind = draw(3)
  for (const job of ruined) {
    const noise = draw(1024) + 1
    const stands = board.week[job]! < 0 ? board.compiled.weeks : board.week[job]!
    let k = kind === 0 ? noise : kind === 1 ? (noise + 512) / worth[job]! : (stands + 1) * (noise + 1024)
    for (let i = afterOf.start[job]!; i < afterOf.start[job + 1]!; i++) {
      k = Math.max(k, key.get(afterOf.items[i]!) ?? 0)
    }
    key.set(job, k)
  }
  // Stable: jobs of equal key stay by depth.
  return Int32Array.from([...ruined].sort((a, b) => key.get(a)! - key.get(b)!))
}
