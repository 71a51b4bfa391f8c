// The pass that ends every tier: each job is taken out and put back by itself, until none finds an earlier week.
import { OPEN, UNPLACED, WAITING, place, restore, unplace, type Board } from '../board/board.ts'
import type { Spot } from '../board/compile.ts'
import { NOWHERE, findPlace, poolOf, weekOf } from '../board/place.ts'
import { isStuck } from './schedule.ts'

/** Asked while the job still stands where it was. */
export type MayMove = (job: number, to: Spot) => boolean

/**
 * `members` must stand behind what they come after. Ends, because every move makes the sum of the weeks less. `mayMove`
 * says whether a job is to leave its week for an earlier one; in the last pass it is asked of all that could.
 */
export function shiftLeft(board: Board, members: Int32Array, mayMove: MayMove): void {
  for (let moved = true; moved;) {
    moved = false
    for (const job of members) if (shift(board, job, mayMove)) moved = true
  }
}

function shift(board: Board, job: number, mayMove: MayMove): boolean {
  const { compiled } = board
  const before = { job, week: board.week[job]!, pool: board.pool[job]! }
  if (before.week >= 0) unplace(board, job)
  else board.week[job] = OPEN
  const found = findPlace(board, job)
  restore(board, before)
  const to = { job, week: weekOf(compiled, found), pool: poolOf(compiled, found) }
  if (found !== NOWHERE && (before.week < 0 || to.week < before.week)) {
    if (!mayMove(job, to)) return false
    if (before.week >= 0) unplace(board, job)
    place(board, job, to.week, to.pool)
    return true
  }
  // What it came after may have been placed since: then it waits as any other.
  if (before.week !== UNPLACED || compiled.mayWait[job] === 0 || isStuck(board, job)) return false
  board.week[job] = WAITING
  return true
}
