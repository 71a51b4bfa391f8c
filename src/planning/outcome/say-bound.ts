// How far a plan is from the best possible, in words that claim no more than its bounds do.
import { wrap } from '../../cli/output.ts'

/** In thousandths of exposure-days. The bound is null where none was worked out, absent from plans that had none yet. */
export interface BoundedTier {
  readonly tier: number
  readonly exposureMillis: number
  readonly boundMillis?: number | null
}

/** What each bound rests on (design of the planner: the words say so). */
export const BOUNDS_HOLD =
  'Only the first tier’s bound is unconditional; the others hold given this plan’s own tiers above them. Pins and frozen jobs are taken as given.'

/**
 * How much more exposure than the bound, in per cent with one decimal, rounded up so that it never looks better than it
 * is. Null: there is no bound, or one of nothing, of which no exposure is a percentage. Exact.
 */
export function percentAbove({ exposureMillis, boundMillis }: Omit<BoundedTier, 'tier'>): number | null {
  if (boundMillis === undefined || boundMillis === null) return null
  const [exposure, bound] = [BigInt(exposureMillis), BigInt(boundMillis)]
  if (exposure <= bound) return 0
  return bound === 0n ? null : Number(((exposure - bound) * 1000n + bound - 1n) / bound) / 10
}

/** `within 0.4 % of the best possible for these inputs` */
export function sayAbove(tier: BoundedTier): string {
  const percent = percentAbove(tier)
  if (percent === null) return 'how far from the best possible is not known'
  return percent === 0
    ? 'proven best for these inputs'
    : `within ${percent.toFixed(1)} % of the best possible for these inputs`
}

/** A line for all tiers of which the same can be said, and what it rests on; nothing for a plan without bounds. */
export function sayBounds(tiers: readonly BoundedTier[], width: number): string[] {
  if (tiers.every(({ boundMillis }) => boundMillis === undefined || boundMillis === null)) return []
  const alike = [...Map.groupBy(tiers, sayAbove)]
  const lines = alike.map(([words, some]) => `${sayNumbers(some.map(({ tier }) => tier))}: ${words}.`)
  return [...lines, BOUNDS_HOLD].flatMap((line) => wrap(line, width))
}

function sayNumbers(tiers: readonly number[]): string {
  const [last, ...others] = tiers.toReversed()
  return others.length === 0 ? `Tier ${last}` : `Tiers ${others.toReversed().join(', ')} and ${last}`
}
