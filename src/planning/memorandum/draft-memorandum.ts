// Drafts a memorandum on one moment of the estate, and keeps it among the documents under its hash, which the decision that
// is taken on it names. Reading it is on record, and so is reading it again.
import { gunzipSync, gzipSync } from 'node:zlib'
import { recordRead } from '../../access/audit/record-read.ts'
import type { Caller } from '../../access/caller.ts'
import { scopeIn } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { DIRECTIVE_VERSION } from '../../directive/decision-table.ts'
import { sitesById } from '../../directive/name-sites.ts'
import { decisionsOn } from '../../directive/site-decision.ts'
import { listDecisions } from '../../directive/store.ts'
import { historyOf } from '../../estate/facts/upgrade-history.ts'
import { loadKnownOfSites } from '../../estate/facts/store.ts'
import { loadEstate, loadSites } from '../../estate/load-estate.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import { dayOf, nextMonday, sayDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import { CHOICES } from '../../shared/vocabulary.ts'
import { catalogueOn } from '../catalogue/versions/in-force.ts'
import { listContracts } from '../contracts/store.ts'
import { listCrews } from '../crews/store.ts'
import { readMoney } from '../funds/read-money.ts'
import type { OrderFacts } from '../outcome/plan-orders.ts'
import type { PlanningReference } from '../problem/build-problem.ts'
import { findCurrentPlan, findDocument, keepDocuments, legsBySite } from '../store.ts'
import { aboutSite, clausesOf, MEMORANDUM_FORMAT, totalsOf, type Memorandum, type SiteInHand } from './memorandum.ts'
import { doneAfter, optionsOf, type PlacedLeg } from './options.ts'
import { listNewestDesignations, listPlaced, type PlacedOrder } from './store.ts'

export interface Drafted {
  readonly hash: string
  readonly memorandum: Memorandum
}

/** More are no paper that anyone reads: decide for a set by its filter. */
export const MOST_SITES = 200
/** As make-plan looks ahead where there is no plan to follow. */
const WEEKS = 260

/** Throws `unknown-site`, `no-sites`, `too-many-sites`. */
export async function draftMemorandum(
  deps: Deps,
  caller: Caller,
  { siteIds, reference, marking }: { siteIds: readonly string[]; reference: PlanningReference; marking: string },
): Promise<Drafted> {
  const { db, clock } = deps
  const now = clock.now()
  const wanted = [...new Set(siteIds)]
  if (wanted.length === 0) throw new Failure('no-sites', 'The memorandum names no site.', 'Name one site or several.')
  if (wanted.length > MOST_SITES) throw tooMany(wanted.length)
  const memorandum = await db.snapshot((q) => compose(q, caller, { wanted, reference, marking, today: dayOf(now) }))
  const text = `${JSON.stringify(memorandum)}\n`
  const hash = sha256(text)
  if (!(await findDocument(db.read, hash))) {
    const document = { hash, format: MEMORANDUM_FORMAT, gzipped: gzipSync(text), createdAt: now }
    await db.write((q) => keepDocuments(q, [document]))
  }
  const detail = { sites: wanted, hash }
  await recordRead(deps, caller, { act: 'memorandum.drafted', subjectKind: 'memorandum', subjectId: hash, detail })
  return { hash, memorandum }
}

/** One that was drafted before, for whoever may know of all its sites. Throws `unknown-memorandum`. */
export async function openMemorandum(deps: Deps, caller: Caller, hash: string): Promise<Drafted> {
  const { db } = deps
  const document = await findDocument(db.read, hash)
  if (document?.format !== MEMORANDUM_FORMAT) throw unknownMemorandum(hash)
  const memorandum = JSON.parse(gunzipSync(document.gzipped).toString('utf8')) as Memorandum
  const held = new Set((await loadSites(db.read, caller.scope)).map(({ id }) => id))
  if (!memorandum.sites.every(({ siteId }) => held.has(siteId))) throw unknownMemorandum(hash)
  await recordRead(deps, caller, { act: 'memorandum.opened', subjectKind: 'memorandum', subjectId: hash })
  return { hash, memorandum }
}

interface Asked {
  readonly wanted: readonly string[]
  readonly reference: PlanningReference
  readonly marking: string
  readonly today: Day
}

async function compose(
  q: Reads,
  { scope }: Caller,
  { wanted, reference: shipped, marking, today }: Asked,
): Promise<Memorandum> {
  const sites = sitesById(await loadSites(q, scope), wanted)
  // Their organisations whole: a recorder elsewhere may serve their cameras, or one of theirs cameras elsewhere.
  const theirs = scopeIn(scope, [...new Set(sites.map(({ organisationId }) => organisationId))])
  const estate = await loadEstate(q, theirs)
  const register = await currentRegister(q, shipped.register, today)
  const plan = await findCurrentPlan(q, scope)
  const startOn = plan?.startOn ?? nextMonday(today)
  const pricesOn = startOn > today ? startOn : today
  const reference = { ...shipped, register, catalogue: await catalogueOn(q, shipped.catalogue, pricesOn) }
  const known = await loadKnownOfSites(q, theirs)
  const decide = decisionsOn(today, await listDecisions(q, scope))
  const placed = plan ? bySite(await listPlaced(q, scope, { planId: plan.id, siteIds: wanted })) : null
  const options = optionsOf(new Set(wanted), {
    inputs: {
      ...{ estate, known, startOn, pricesOn, decision: decide, weeks: plan?.summary.weeks ?? WEEKS },
      money: { ...(await readMoney(q, scope)), given: [] },
      legs: await legsBySite(q, theirs),
      crews: await listCrews(q, scope),
      contracts: await listContracts(q, scope),
    },
    ...{ reference, placed },
  })
  const designations = await listNewestDesignations(q, scope, wanted)
  const organisations = new Map(estate.organisations.map((organisation) => [organisation.id, organisation]))
  const devices = Map.groupBy(estate.devices, ({ siteId }) => siteId)
  const about = sites.map((site) => {
    const decision = decide(site)
    const { upgradeOn, upgradeFunded: funded, upgradeManufacturer: manufacturer } = site
    const inHand: SiteInHand = {
      site,
      organisation: organisations.get(site.organisationId)!,
      devices: devices.get(site.id) ?? [],
      facts: known.facts.get(site.id),
      upgrade: historyOf({ upgradeOn, funded, manufacturer }, known.upgrades.get(site.id) ?? [], { register, startOn }),
      designation: designations.get(site.id),
      decided: decision
        ? `Decided before: ${decision.choice}, by ${decision.approvedBy}; it counts until ${sayDay(decision.reviewOn)}.`
        : null,
      ...options.get(site.id)!,
    }
    return aboutSite(inHand, { register, today })
  })
  return {
    format: MEMORANDUM_FORMAT,
    marking,
    draftedOn: today,
    clauses: clausesOf(about),
    sites: about,
    totals: totalsOf(about),
    versions: {
      register: register.version,
      directive: `${DIRECTIVE_VERSION} ${reference.weights.version} ${reference.work.version}`,
      catalogue: reference.catalogue.version,
      plan: plan ? { id: plan.id, startOn: plan.startOn, planHash: plan.planHash } : null,
    },
    decision: { choices: CHOICES, choice: null, reason: null, approvedBy: null, reviewOn: null },
  }
}

function bySite(orders: readonly PlacedOrder[]): Map<string, Map<string, PlacedLeg>> {
  const placed = new Map<string, Map<string, PlacedLeg>>()
  for (const { legId, siteId, action, weekOn, why } of orders) {
    const { waitsUntilOn } = why as Pick<OrderFacts, 'waitsUntilOn'>
    const leg = { action, doneOn: doneAfter(weekOn, waitsUntilOn) }
    placed.set(siteId, (placed.get(siteId) ?? new Map<string, PlacedLeg>()).set(legId, leg))
  }
  return placed
}

function tooMany(sites: number): Failure {
  const message = `A memorandum is on at most ${MOST_SITES} sites, and these are ${sites}.`
  return new Failure('too-many-sites', message, 'Draft it for a part of them.')
}

function unknownMemorandum(hash: string): Failure {
  const hint = 'Give the hash that `lenscap memorandum` prints.'
  return new Failure('unknown-memorandum', `There is no memorandum ${hash}.`, hint)
}
