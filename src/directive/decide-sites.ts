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
import { insertDecisions, isMemorandum } from './store.ts'

export interface Decision {
  /** `standing`: for every sensitive site, those imported later included. */
  readonly sites: 'standing' | readonly Site[]
  readonly choice: Choice
  readonly reason: string
  readonly approvedBy: string
  /** Left out: a year from today. */
  readonly reviewOn?: Day | undefined
  /** The hash of the memorandum that it was taken on. */
  readonly memorandumHash?: string | undefined
}

/** A decision not to replace is not recorded at once: it waits for a second person, and those taken with it wait too. */
export type Decided = { readonly decisions: readonly SiteDecision[] } | { readonly request: TwoPersonRequest }

/** As decideAll, for one. */
export function decideSites(deps: Deps, caller: Caller, decision: Decision): Promise<Decided> {
  return decideAll(deps, caller, [decision])
}

/**
 * Records one decision for each site, or the standing one: all of them or none. Throws `review-day-past`, `no-sites`,
 * `unknown-memorandum`, and `scope-too-narrow` for a standing decision of someone who may not act everywhere.
 */
export async function decideAll(deps: Deps, caller: Caller, all: readonly Decision[]): Promise<Decided> {
  const { db } = deps
  const inputs = all.map((decision) => inputOf(deps, caller, decision))
  for (const hash of new Set(inputs.flatMap(({ memorandumHash }) => memorandumHash ?? []))) {
    if (!(await isMemorandum(db.read, hash))) throw unknownMemorandum(hash)
  }
  if (all.some(({ choice }) => choice === 'not')) {
    const ask = askForSecond(deps, caller, {
      act: decideNotToReplace,
      subjectKind: 'site-decision',
      place: placeOf(all),
      says: all.map((decision, i) => sayDecision(decision, inputs[i]!.reviewOn)).join(' '),
      input: inputs.length === 1 ? inputs[0]! : { decisions: inputs },
      reason: all.find(({ choice }) => choice === 'not')!.reason,
    })
    return { request: await db.write(ask) }
  }
  const recordDecisions = prepareDecisions(deps, caller, inputs)
  return { decisions: await db.write((q) => recordDecisions(q, caller.scope)) }
}

/** The decision as it is carried out: a request keeps it as plain JSON. */
interface Input extends Omit<Decision, 'sites' | 'reviewOn'> {
  readonly sites: 'standing' | readonly string[]
  readonly reviewOn: Day
}

function inputOf(deps: Deps, { scope }: Caller, decision: Decision): Input {
  const sites = decision.sites === 'standing' ? 'standing' : decision.sites.map(({ id }) => id)
  if (sites === 'standing' && scope !== 'everything') throw standingForAll()
  if (sites.length === 0)
    throw new Failure('no-sites', 'The decision names no site.', 'Name sites, or make it standing.')
  return { ...decision, sites, reviewOn: reviewDayOf(deps, decision) }
}

/** Recorded when a second approver agrees, for the sites as they are then. */
export const decideNotToReplace: TwoPersonAct = {
  name: 'site-decision.not',
  askers: ['approver'],
  deciders: ['approver'],
  carryOut(deps, input: Input | { readonly decisions: readonly Input[] }, { asker, approver }) {
    const inputs = 'decisions' in input ? input.decisions : [input]
    const recordDecisions = prepareDecisions(deps, asker, inputs, approver.principalId)
    return async (q) => {
      for (const { sites } of inputs) if (!(await holdsAll(q, asker.scope, sites))) throw outdated()
      const decisions = await recordDecisions(q, approver.scope)
      return { decisionIds: decisions.map(({ id }) => id) }
    }
  },
}

/** Takes time and ids at once, and returns what a write does; a site outside the scope is unknown to it. */
function prepareDecisions(deps: Deps, caller: Caller, inputs: readonly Input[], second?: string) {
  const { clock, ids } = deps
  const by = { recordedAt: clock.now(), recordedBy: caller.principalId }
  const prepared = inputs.map((input) => ({
    input,
    decisionIds: input.sites === 'standing' ? [ids.next('dec')] : input.sites.map(() => ids.next('dec')),
  }))
  const subjectId = prepared[0]!.decisionIds[0]!
  const entry = auditEntry(deps, caller, { act: 'site.decided', subjectKind: 'site-decision', subjectId })
  return async (q: Writes, scope: Scope): Promise<SiteDecision[]> => {
    const held = await listSites(q, scope)
    const rows = prepared.flatMap(({ input, decisionIds }): (SiteDecision & { recordedBy: string })[] => {
      const { sites, choice, reason, approvedBy, reviewOn, memorandumHash = null } = input
      const common = { choice, reason, approvedBy, reviewOn, memorandumHash, ...by }
      if (sites === 'standing') {
        return [{ ...common, id: decisionIds[0]!, organisationId: null, siteId: null, clause: 'C3' as const }]
      }
      return sitesById(held, sites).map(({ id, organisationId, sensitivity }, i) => {
        const clause = sensitivity === 'sensitive' ? ('C3' as const) : ('C4' as const)
        return { ...common, id: decisionIds[i]!, organisationId, siteId: id, clause }
      })
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
function placeOf(all: readonly Decision[]): { organisationId: string | null; region: string | null } {
  if (all.some(({ sites }) => sites === 'standing')) return { organisationId: null, region: null }
  const [first, ...rest] = all.flatMap(({ sites }) => sites as readonly Site[])
  const same = <K extends 'organisationId' | 'region'>(key: K) =>
    rest.every((site) => site[key] === first![key]) ? first![key] : null
  return { organisationId: same('organisationId'), region: same('region') }
}

function sayDecision({ sites, choice, approvedBy }: Decision, reviewOn: Day): string {
  const where = sites === 'standing' ? 'any sensitive site' : sites.map(({ code }) => code).join(', ')
  const what = choice === 'not' ? 'Decide not to replace flagged kit' : `Decide ${choice}`
  return `${what} at ${where}, until ${sayDay(reviewOn)}, as ${approvedBy} decided.`
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

function unknownMemorandum(hash: string): Failure {
  const hint = 'Give the hash that `lenscap memorandum` prints.'
  return new Failure('unknown-memorandum', `There is no memorandum ${hash}.`, hint)
}
