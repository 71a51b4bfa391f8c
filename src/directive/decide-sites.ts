// Records what an approver decided for sites under C3 or C4. Appended: an earlier decision stays on record.
import { auditEntry, record } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import type { Site } from '../estate/site.ts'
import { addDays, dayOf, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import type { Choice } from '../shared/vocabulary.ts'
import type { SiteDecision } from './site-decision.ts'
import { insertDecisions } from './store.ts'

export interface Decision {
  /** `standing`: for every sensitive site, those imported later included. */
  readonly sites: 'standing' | readonly Site[]
  readonly choice: Choice
  readonly reason: string
  readonly approvedBy: string
  /** Left out: a year from today. */
  readonly reviewOn?: Day
}

/**
 * Returns what was recorded: one decision for each site, or the standing one. Throws `second-person-needed` for `not`,
 * `review-day-past`, `no-sites`, and
 * `scope-too-narrow` for a standing decision of someone who may not act everywhere.
 */
export async function decideSites(deps: Deps, caller: Caller, decision: Decision): Promise<SiteDecision[]> {
  const { db, clock, ids } = deps
  if (decision.sites === 'standing' && caller.scope !== 'everything') throw standingForAll()
  const recordedAt = clock.now()
  const today = dayOf(recordedAt)
  const { sites, choice, reason, approvedBy, reviewOn = addDays(today, 365) } = decision
  if (choice === 'not') {
    throw new Failure(
      'second-person-needed',
      'A decision not to replace needs two people, and a second one cannot approve yet in this version.',
      'Record isolate-and-keep or with-upgrade, or leave the decision open: the site stays listed as undecided.',
    )
  }
  if (reviewOn <= today) {
    const message = `The decision would be due for review on ${reviewOn}, which is not after today.`
    throw new Failure('review-day-past', message, 'Give a day to come.')
  }
  const common = { choice, reason, approvedBy, reviewOn, recordedAt, recordedBy: caller.principalId }
  const rows =
    sites === 'standing'
      ? [{ ...common, id: ids.next('dec'), organisationId: null, siteId: null, clause: 'C3' as const }]
      : sites.map(({ id, organisationId, sensitivity }) => {
          const clause = sensitivity === 'sensitive' ? ('C3' as const) : ('C4' as const)
          return { ...common, id: ids.next('dec'), organisationId, siteId: id, clause }
        })
  if (rows.length === 0)
    throw new Failure('no-sites', 'The decision names no site.', 'Name sites, or make it standing.')
  const entry = auditEntry(deps, caller, { act: 'site.decided', subjectKind: 'site-decision', subjectId: rows[0]!.id })
  await db.write(async (q) => {
    await insertDecisions(q, rows)
    await record(q, entry, rows)
  })
  return rows
}

function standingForAll(): Failure {
  return new Failure(
    'scope-too-narrow',
    'A standing decision is for every sensitive site of the estate, and you may act in a part of it.',
    'Name the sites that you decide for.',
  )
}
