// What a scenario knows of the estate beside the problem itself: of each leg where it is, what it does and what it costs,
// and what the plan is measured against. Taken once of a plan and kept as a document, so that every run of every scenario
// over that plan is measured with the same yardstick.
import type { Tier } from '../../../directive/decision-table.ts'
import type { Day } from '../../../shared/day.ts'
import type { Action, Clause, Vetting } from '../../../shared/vocabulary.ts'
import type { Problem } from '../../engine/format/problem.ts'
import type { Removal } from '../../questions/removals.ts'
import type { RunSummary } from '../comparison/measure-run.ts'

export interface Snapshot {
  readonly format: 'lenscap-snapshot/1'
  readonly planId: string
  /** The day on which the estate was read. */
  readonly takenOn: Day
  /** True: for this run alone, since it asked for what the plan's problem cannot tell. */
  readonly rebuilt: boolean
  readonly problemHash: string
  readonly versions: SnapshotVersions
  readonly unassessedSites: number
  /** By id. */
  readonly legs: readonly LegFacts[]
  readonly kept: Kept
  readonly baselines: Baselines
  /** The plan itself, measured as the runs are: what they stand beside. */
  readonly asPlanned: RunSummary
}

export interface SnapshotVersions {
  readonly register: string
  readonly directive: string
  readonly catalogue: string
}

/** What is known of a leg beside its job. */
export interface LegFacts {
  readonly id: string
  /** The code of its site. */
  readonly site: string
  readonly organisationId: string
  readonly region: string | null
  readonly vetting: Vetting
  readonly action: Action
  readonly tier: Tier
  readonly clause: Clause
  readonly state: 'proposed' | 'ready'
  /** Of the site-decision; null: none. */
  readonly choice: string | null
  readonly devices: number
  /** The same for the same devices. */
  readonly devicesHash: string
  /** As it counts. */
  readonly upgradeOn: Day | null
  readonly cost: LegCost
  /** Of a replacement: the work and the money of removing alone. */
  readonly removal: Removal | null
  /** Of a replacement: what the same lines would come to at the first recorded upgrade; null: there is none. */
  readonly avoided: (LegCost & { readonly on: Day }) | null
}

/** Whole pence. `cost` is in prices of the plan's first financial year, what is avoided in those of its own. */
export interface LegCost {
  readonly kitPence: number
  readonly otherPence: number
}

/** Flagged kit that no leg takes away: it keeps tiers unclear, and counts in the plan as in what it is measured against. */
export interface Kept {
  readonly ends: readonly { readonly tier: Tier; readonly untilOn: Day | null }[]
  /** Thousandths of exposure-days until it goes as decided. */
  readonly plannedMillis: number
}

/** Thousandths of exposure-days from the snapshot's start: what there would be without the plan, kept kit included. */
export interface Baselines {
  readonly waitMillis: number
  readonly disconnectOnlyMillis: number
  readonly removeOnlyMillis: number
  /** Legs that no funded upgrade would end: counted to the horizon. */
  readonly undatedLegs: number
}

/** What a run starts from: the snapshot, its problem, and the plan that was made of it. */
export interface Inputs {
  readonly problem: Problem
  /** By id. */
  readonly legs: readonly LegFacts[]
}

export const costOf = ({ kitPence, otherPence }: LegCost): number => kitPence + otherPence
