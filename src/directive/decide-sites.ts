// Records what an approver decided for sites under C3 or C4. Appended: an earlier decision stays on record.
import { auditEntry, record } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import { askForSecond } from '../access/requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../access/requests/request.ts'
import type { Scope } from '../access/scope.ts'
import type { Reads, Writes } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { Site } from '../estate/site.ts'
import { listSites } from '../estate/store.ts'
import { addDays, dayOf, sayDay, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import type { Choice } from '../shared/vocabulary.ts'
import { sitesById } from './name-sites.ts'
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

/** A decision not to replace is not recorded at once: it waits for a second person. */
export type Decided = { readonly decisions: readonly SiteDecision[] } | { readonly request: TwoPersonRequest }

/**
 * Records one decision for each site, or the standing one. Throws `review-day-past`, `no-sites`, and `scope-too-narrow` for
 * a standing decision of someone who may not act everywhere.
 */
export async function decideSites(deps: Deps, caller: Caller, decision: Decision): Promise<Decided> {
  const { db } = deps
  const sites = decision.sites === 'standing' ? 'standing' : decision.sites.map(({ id }) => id)
  if (sites === 'standing' && caller.scope !== 'everything') throw standingForAll()
  if (sites.length === 0)
    throw new Failure('no-sites', 'The decision names no site.', 'Name sites, or make it standing.')
  const input: Input = { ...decision, sites, reviewOn: reviewDayOf(deps, decision) }
  if (decision.choice === 'not') {
    const ask = askForSecond(deps, caller, {
      act: decideNotToReplace,
      subjectKind: 'site-decision',
      place: placeOf(decision.sites),
      says: sayDecision(decision, input.reviewOn),
      input,
      reason: decision.reason,
    })
    return { request: await db.write(ask) }
  }
  const recordDecisions = prepareDecisions(deps, caller, input)
  return { decisions: await db.write((q) => recordDecisions(q, caller.scope)) }
}

/** The decision as it is carried out: a request keeps it as plain JSON. */
interface Input extends Omit<Decision, 'sites' | 'reviewOn'> {
  readonly sites: 'standing' | readonly string[]
  readonly reviewOn: Day
}

/** Recorded when a second approver agrees, for the sites as they are then. */
export const decideNotToReplace: TwoPersonAct = {
  name: 'site-decision.not',
  askers: ['approver'],
  deciders: ['approver'],
  carryOut(deps, input: Input, { asker, approver }) {
    const recordDecisions = prepareDecisions(deps, asker, input, approver.principalId)
    return async (q) => {
      if (!(await holdsAll(q, asker.scope, input.sites))) throw outdated()
      const decisions = await recordDecisions(q, approver.scope)
      return { decisionIds: decisions.map(({ id }) => id) }
    }
  },
}

/** Takes time and ids at once, and returns what a write does; a site outside the scope is unknown to it. */
function prepareDecisions(deps: Deps, caller: Caller, input: Input, second?: string) {
  const { clock, ids } = deps
  const { sites, choice, reason, approvedBy, reviewOn } = input
  const common = { choice, reason, approvedBy, reviewOn, recordedAt: clock.now(), recordedBy: caller.principalId }
  const decisionIds = sites === 'standing' ? [ids.next('dec')] : sites.map(() => ids.next('dec'))
  const subjectId = decisionIds[0]!
  const entry = auditEntry(deps, caller, { act: 'site.decided', subjectKind: 'site-decision', subjectId })
  return async (q: Writes, scope: Scope): Promise<SiteDecision[]> => {
    const rows =
      sites === 'standing'
        ? [{ ...common, id: subjectId, organisationId: null, siteId: null, clause: 'C3' as const }]
        : sitesById(await listSites(q, scope), sites).map(({ id, organisationId, sensitivity }, i) => {
            const clause = sensitivity === 'sensitive' ? ('C3' as const) : ('C4' as const)
            return { ...common, id: decisionIds[i]!, organisationId, siteId: id, clause }
          })
    await insertDecisions(q, rows)
    await record(q, entry, { decisions: rows, ...(second !== undefined && { second }) })
    return rows
  }
}

async function holdsAll(q: Reads, scope: Scope, sites: Input['sites']): Promise<boolean> {
  if (sites === 'standing') return scope === 'everything'
  const held = new Set((await listSites(q, scope)).map(({ id }) => id))
  return sites.every((id) => held.has(id))
}

/** A year from today if none is given. */
function reviewDayOf({ clock }: Deps, { reviewOn }: Decision): Day {
  const today = dayOf(clock.now())
  if (reviewOn === undefined) return addDays(today, 365)
  if (reviewOn > today) return reviewOn
  const message = `The decision would be due for review on ${reviewOn}, which is not after today.`
  throw new Failure('review-day-past', message, 'Give a day to come.')
}

/** The one organisation and region that all the sites share. */
function placeOf(sites: Decision['sites']): { organisationId: string | null; region: string | null } {
  if (sites === 'standing') return { organisationId: null, region: null }
  const [first, ...rest] = sites
  const same = <K extends 'organisationId' | 'region'>(key: K) =>
    rest.every((site) => site[key] === first![key]) ? first![key] : null
  return { organisationId: same('organisationId'), region: same('region') }
}

function sayDecision({ sites, approvedBy }: Decision, reviewOn: Day): string {
  const where = sites === 'standing' ? 'any sensitive site' : sites.map(({ code }) => code).join(', ')
  return `Decide not to replace flagged kit at ${where}, until ${sayDay(reviewOn)}, as ${approvedBy} decided.`
}

function outdated(): Failure {
  const hint = 'Refuse the request; an approver who may act for all of them can ask again.'
  return new Failure('request-outdated', 'Whoever asked may no longer act for all of these sites.', hint)
}

function standingForAll(): Failure {
  return new Failure(
    'scope-too-narrow',
    'A standing decision is for every sensitive site of the estate, and you may act in a part of it.',
    'Name the sites that you decide for.',
  )
}
