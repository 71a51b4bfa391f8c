// What an approver decided under C3 or C4: for one site, or standing for all sensitive sites. Appended, never changed: the
// newest that covers a site and has not passed its review day counts, and one for the site itself outweighs a standing one.
import type { Day } from '../shared/day.ts'
import type { Choice, Sensitivity } from '../shared/vocabulary.ts'

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
}

export interface DecidedSite {
  readonly id: string
  readonly sensitivity: Sensitivity
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
