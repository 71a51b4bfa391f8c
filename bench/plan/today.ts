// What people do without a planner, each as a plan that keeps every budget, crew and window.
import { OPEN, UNPLACED, WAITING, makePinnedBoard, place, type Board } from '../../src/planning/engine/board/board.ts'
import { compile, rowOf } from '../../src/planning/engine/board/compile.ts'
import { NOWHERE, findPlace, poolOf, weekOf } from '../../src/planning/engine/board/place.ts'
import type { Plan } from '../../src/planning/engine/format/plan.ts'
import type { Problem } from '../../src/planning/engine/format/problem.ts'
import { isStuck } from '../../src/planning/engine/search/schedule.ts'
import { writeDown } from '../../src/planning/engine/write-down.ts'

export interface Habit {
  readonly name: string
  /** Which of two jobs comes first. */
  readonly compare: (board: Board, a: number, b: number) => number
  /** A crew works down its list: it never goes back to a week before that of the job that it did last. */
  readonly goesBack: boolean
}

const byTier: Habit['compare'] = ({ compiled: { tier, weightMillis } }, a, b) =>
  tier[a]! - tier[b]! || weightMillis[b]! - weightMillis[a]! || a - b

export const HABITS: readonly Habit[] = [
  // Rank is tier, then weight. Each crew (the first pool of a job's list) has the ranked list of its own work and walks
  // it top down: a job waits until the one before it is begun, for its kit, its closed weeks and its money too.
  { name: 'the ranked list, walked top down', compare: byTier, goesBack: false },
  // The same list, but what does not fit yet is skipped and the gap before it filled: the best of today's practice.
  { name: 'the ranked list, gaps filled', compare: byTier, goesBack: true },
  // Sorted by weight alone, tiers ignored, each job in its earliest week: money goes to whatever scores highest. It may
  // avert more in all than a plan that puts tiers first, at the cost of the sensitive sites: see both figures.
  {
    name: 'a spreadsheet by risk',
    compare: ({ compiled: { weightMillis } }, a, b) => weightMillis[b]! - weightMillis[a]! || a - b,
    goesBack: true,
  },
]

/** A leg that comes after another one has to let it go first, whatever their weights. */
export function planAsToday(problem: Problem, { compare, goesBack }: Habit): Plan {
  const board = makePinnedBoard(compile(problem))
  const { compiled, week } = board
  const jobs = compiled.ids.map((_, job) => job).sort((a, b) => compare(board, a, b))
  const reached = new Int32Array(compiled.pools.ids.length)
  const put = (job: number): void => {
    if (week[job] !== OPEN) return
    for (const earlier of rowOf(compiled.afterOf, job)) put(earlier)
    const [crew] = rowOf(compiled.poolsOf, job)
    const from = goesBack || crew === undefined ? 0 : reached[crew]!
    const found = findPlace(board, job, from)
    if (found === NOWHERE) {
      week[job] = compiled.mayWait[job] === 1 && !isStuck(board, job) ? WAITING : UNPLACED
      return
    }
    place(board, job, weekOf(compiled, found), poolOf(compiled, found))
    if (crew !== undefined) reached[crew] = week[job]!
  }
  for (const job of jobs) put(job)
  const tiers = compiled.tiers.map(() => ({ prices: null, held: [] }))
  return writeDown({ board, frozen: [], tiers })
}
