// What the planner answers: `lenscap-plan/1`. Every job of the problem is in exactly one of assigned, waiting and
// unplaced. Arrays sort by id (code unit), so the same answer has the same bytes. JSON Schema: plan.schema.json.
import type { Day, FinancialYear } from '../../../shared/day.ts'
import type { Place } from './problem.ts'
import { textPieces, type Made } from './text-pieces.ts'

/** Replay promises the same bytes for the same version: raise it with any change that can change a plan. */
export const ENGINE_VERSION = '3'

export interface Plan {
  readonly format: 'lenscap-plan/1'
  readonly engineVersion: string
  readonly assigned: readonly Assigned[]
  readonly waiting: readonly Waiting[]
  readonly unplaced: readonly Unplaced[]
  /** What the pins break. They were given so; it is no fault of this plan. */
  readonly inherited: readonly Inherited[]
  /** Jobs that keep their previous week because it is frozen, or because moving is charged more than it averts. */
  readonly heldByStability: readonly string[]
  readonly measures: Measures
  /** What a little more money or time would be worth, tier by tier; none with effort quick. */
  readonly prices: readonly Price[]
}

export interface Assigned extends Place {
  /** Why not earlier: the constraints met on the way from startOn to the week, in the order of their weeks. */
  readonly binding: readonly Binding[]
}

export interface Waiting {
  readonly jobId: string
  /** The job's upgradeOn. */
  readonly untilOn: Day
}

export interface Unplaced {
  readonly jobId: string
  readonly reason: UnplacedReason
}

export type UnplacedReason =
  /** It takes minutes and accepts no pool. */
  | 'no-pool'
  /** Longer than the longest week of any acceptable pool. */
  | 'too-long'
  /** Dearer than its funds are in any year, with nothing else planned. */
  | 'too-dear'
  /** Closed in every week in which it could otherwise stand. */
  | 'closed'
  /** A job that it comes after is unplaced. */
  | 'after-unplaced'
  /** Part of the format; this version never gives it, because a job that may wait waits. */
  | 'not-before-upgrade'
  /** More urgent or better work took the money or minutes, or its window opens after the horizon. */
  | 'no-room'

export type Constraint = 'release' | 'budget' | 'pool' | 'closed' | 'after' | 'window' | 'pin' | 'stability'

/** One constraint that kept a job out of the weeks from `fromOn` until `untilOn` (both Mondays). */
export interface Binding {
  readonly kind: Constraint
  /** budget: `FUND:YEAR`; pool: its id; after: the earlier job; else null. */
  readonly ref: string | null
  readonly fromOn: Day
  readonly untilOn: Day
  /** budget: what was missing in that year. */
  readonly shortPence?: number
  /** pool: what was missing in the emptiest of those weeks. */
  readonly shortMinutes?: number
}

/** A pin that breaks a window or an arc, or that shares a pool's week or a fund's year which pins alone overrun. */
export interface Inherited {
  readonly jobId: string
  readonly kind: Constraint
  readonly ref: string | null
}

export interface Measures {
  /** The tiers that have jobs. */
  readonly perTier: readonly TierMeasure[]
  /** Against waiting: each job until its upgradeOn, or the horizon + 7 days if it has none. Negative if that is better. */
  readonly avertedExposureDays: number
  /** Years in which something is drawn. */
  readonly spend: readonly Spend[]
}

export interface TierMeasure {
  readonly tier: number
  /** Σ weight × days from startOn to the finish; at most three decimals. */
  readonly exposureDays: number
  /** The latest finish or untilOn; null if a job is unplaced. */
  readonly clearOn: Day | null
  readonly pence: number
  /**
   * No plan has fewer exposureDays in this tier, given this plan's tiers above it, its pins and its frozen jobs; only
   * the first tier's holds whatever the tiers above. Null with effort quick.
   */
  readonly bound: number | null
}

/** Either of a fund's year or of a pool. Zero prices are left out. In the order of tiers, funds, years, then pools. */
export interface Price {
  readonly tier: number
  readonly fundId: string | null
  readonly financialYear: FinancialYear | null
  readonly poolId: string | null
  /** Averted by £1,000 more in that year, or by an hour more in every week, while little is added; an estimate. */
  readonly exposureDays: number
}

export interface Spend {
  readonly fundId: string
  readonly financialYear: FinancialYear
  readonly pence: number
}

/**
 * Canonical JSON with a final newline: keys in the order of the types above, no spaces, so that equal plans are equal
 * bytes however they were made.
 */
export function writePlan(plan: Plan): string {
  return [...planPieces(plan)].join('')
}

/** The same text for whoever does not need it whole. */
export function* planPieces(plan: Plan): Made<string> {
  yield* textPieces({
    format: plan.format,
    engineVersion: plan.engineVersion,
    assigned: writeAssigned(plan.assigned),
    waiting: plan.waiting.map(({ jobId, untilOn }) => ({ jobId, untilOn })),
    unplaced: plan.unplaced.map(({ jobId, reason }) => ({ jobId, reason })),
    inherited: plan.inherited.map(({ jobId, kind, ref }) => ({ jobId, kind, ref })),
    heldByStability: plan.heldByStability,
    measures: {
      perTier: plan.measures.perTier.map(({ tier, exposureDays, clearOn, pence, bound }) => ({
        tier,
        exposureDays,
        clearOn,
        pence,
        bound,
      })),
      avertedExposureDays: plan.measures.avertedExposureDays,
      spend: plan.measures.spend.map(({ fundId, financialYear, pence }) => ({ fundId, financialYear, pence })),
    },
    prices: plan.prices.map(({ tier, fundId, financialYear, poolId, exposureDays }) => ({
      tier,
      fundId,
      financialYear,
      poolId,
      exposureDays,
    })),
  })
  yield '\n'
}

function* writeAssigned(assigned: Plan['assigned']): Made<Assigned> {
  for (const { jobId, weekOn, poolId, binding } of assigned) {
    yield { jobId, weekOn, poolId, binding: binding.map(writeBinding) }
  }
}

function writeBinding({ kind, ref, fromOn, untilOn, shortPence, shortMinutes }: Binding): Binding {
  return {
    kind,
    ref,
    fromOn,
    untilOn,
    ...(shortPence === undefined ? {} : { shortPence }),
    ...(shortMinutes === undefined ? {} : { shortMinutes }),
  }
}
