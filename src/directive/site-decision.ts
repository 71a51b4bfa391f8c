// What an approver decided under C3 or C4: for one site, or standing for all sensitive sites. Appended, never changed: the
// newest that covers a site and has not passed its review day counts, and one for the site itself outweighs a standing one.
import type { Day } from '../shared/day.ts'
import type { Choice, Sensitivity } from '../shared/vocabulary.ts'
import { DECIDED, K1_ENDS_ON } from './decision-table.ts'

export interface SiteDecision {
  readonly id: string
  /** Null with siteId null: standing, for every sensitive site of the estate. */
  readonly organisationId: string | null
  readonly siteId: string | null
  readonly clause: 'C3' | 'C4'
  readonly choice: Choice
  readonly reason: string
  readonly approvedBy: string
  /** Counts until this day, exclusive; then the question is open again. */
  readonly reviewOn: Day
  readonly recordedAt: Date
  /** The hash of the memorandum that it was taken on. */
  readonly memorandumHash?: string | null
}

/** `superseded`: a newer one for the same sites counts. */
export type DecisionState = 'counts' | 'superseded' | 'lapsed'
export const DECISION_STATES = ['counts', 'superseded', 'lapsed'] as const satisfies readonly DecisionState[]

/** `counting`: the ids of the newest of each site, and of the standing ones, that have not lapsed. */
export function stateOf(
  { id, reviewOn }: Pick<SiteDecision, 'id' | 'reviewOn'>,
  { on, counting }: { on: Day; counting: ReadonlySet<string> },
): DecisionState {
  if (reviewOn <= on) return 'lapsed'
  return counting.has(id) ? 'counts' : 'superseded'
}

export interface DecidedSite {
  readonly id: string
  readonly sensitivity: Sensitivity
}

/** Flagged kit stays where it is, for a time or for good. */
export function keepsKit(choice: Choice): boolean {
  return DECIDED[choice] === 'nothing'
}

/**
 * Whether a decision departs from K1, the commitment that the most sensitive sites be clear of the equipment by the end of
 * April 2025: it keeps flagged kit at a sensitive site beyond that day. `untilOn`: when the kit goes all the same, null: never.
 */
export function departsFromK1(decided: {
  readonly sensitivity: Sensitivity
  readonly choice: Choice
  readonly untilOn: Day | null
}): boolean {
  const { sensitivity, choice, untilOn } = decided
  return sensitivity === 'sensitive' && keepsKit(choice) && (untilOn === null || untilOn > K1_ENDS_ON)
}

/** Looks up what was decided for a site on a day; undefined: nobody has, or the decision is past its review day. */
export function decisionsOn(day: Day, decisions: readonly SiteDecision[]) {
  const valid = decisions
    .filter((decision) => day < decision.reviewOn)
    .sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime() || (a.id < b.id ? -1 : 1))
  const bySite = new Map<string, SiteDecision>()
  let standing: SiteDecision | undefined
  for (const decision of valid) {
    if (decision.siteId !== null) bySite.set(decision.siteId, decision)
    else standing = decision
  }
  return (site: DecidedSite): SiteDecision | undefined =>
    bySite.get(site.id) ?? (site.sensitivity === 'sensitive' ? standing : undefined)
}
