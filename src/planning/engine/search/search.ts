// From a compiled problem to a schedule: pins and frozen jobs first, then tier by tier, each strictly first.
import { makePinnedBoard, type Board } from '../board/board.ts'
import { reversed, type Compiled, type Spot } from '../board/compile.ts'
import { makeBlocks, shareOf } from './order.ts'
import { makeDraw } from './random.ts'
import { openTiers } from './schedule.ts'
import { evictFor, freeze, homeOf } from './stability.ts'
import { searchTier, type Means, type TierFound } from './tier.ts'

export interface Searched {
  readonly board: Board
  readonly frozen: readonly Spot[]
  /** By index of the tier. */
  readonly tiers: readonly TierFound[]
}

/**
 * An incumbent is a plan to start from. What is found is not worse in the first tier that differs, but for jobs that weigh
 * nothing: these move left, too, and may take what a lower tier's incumbent had. A caller that promises more compares.
 */
export function search(compiled: Compiled, incumbent: Means['incumbent'] = null): Searched {
  const means: Means = {
    shareOf: shareOf(compiled),
    blocks: makeBlocks(compiled),
    followers: compiled.effort === 'quick' ? null : reversed(compiled.afterOf),
    draw: makeDraw(compiled.seed),
    home: homeOf(compiled),
    incumbent,
    isFree: new Uint8Array(compiled.ids.length),
    key: new Float64Array(compiled.ids.length),
  }
  const evicted = new Set<number>()
  for (;;) {
    const board = makePinnedBoard(compiled)
    const frozen = freeze(board, evicted)
    const found = searchTiers(board, frozen, means)
    if ('tiers' in found) return { board, frozen, ...found }
    // A place that a new job vacates may suit a more urgent tier: all starts again without what it evicts.
    for (const job of found.evicted) evicted.add(job)
  }
}

function searchTiers(
  board: Board,
  frozen: readonly Spot[],
  means: Means,
): { readonly tiers: readonly TierFound[] } | { readonly evicted: readonly number[] } {
  const tiers: TierFound[] = []
  for (const members of openTiers(board)) {
    const evicted = evictFor(board, members, frozen, means.home)
    if (evicted.length > 0) return { evicted }
    tiers.push(searchTier(board, members, means))
  }
  return { tiers }
}
