// Drafts a memorandum on one moment of the estate, and keeps it among the documents under its hash, which the decision that
// is taken on it names. Reading it is on record, and so is reading it again.
import { gunzipSync, gzipSync } from 'node:zlib'
import { recordRead } from '../../access/audit/record-read.ts'
import type { Caller } from '../../access/caller.ts'
import { scopeIn, type Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { DIRECTIVE_VERSION } from '../../directive/decision-table.ts'
import { sitesById } from '../../directive/name-sites.ts'
import { decisionsOn } from '../../directive/site-decision.ts'
import { listDecisions } from '../../directive/store.ts'
import { historyOf } from '../../estate/facts/upgrade-history.ts'
import { loadKnownOfSites } from '../../estate/facts/store.ts'
import { findSites, loadDevicesAt, loadOrganisations, loadTies, type Estate } from '../../estate/load-estate.ts'
import type { Site } from '../../estate/site.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import { dayOf, nextMonday, sayDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { CHOICES } from '../../shared/vocabulary.ts'
import { withoutStock } from '../catalogue/stock.ts'
import { catalogueOn } from '../catalogue/versions/in-force.ts'
import { listContracts } from '../contracts/store.ts'
import { listCrews } from '../crews/store.ts'
import { readMoney } from '../funds/read-money.ts'
import type { OrderFacts } from '../outcome/plan-orders.ts'
import type { PlanningReference } from '../problem/build-problem.ts'
import { HEAD_ENDS, type StoredLeg } from '../problem/pack.ts'
import { relateRecorders, type Recorders } from '../problem/relate-recorders.ts'
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
  const siteIds = memorandum.sites.map(({ siteId }) => siteId)
  const held = await findSites(db.read, caller.scope, siteIds)
  if (held.length < siteIds.length) throw unknownMemorandum(hash)
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
  const sites = sitesById(await findSites(q, scope, wanted), wanted)
  const theirs = scopeIn(scope, [...new Set(sites.map(({ organisationId }) => organisationId))])
  const { estate, legs, recorders } = await concerned(q, theirs, sites)
  const register = await currentRegister(q, shipped.register, today)
  const plan = await findCurrentPlan(q, scope)
  const startOn = plan?.startOn ?? nextMonday(today)
  const pricesOn = startOn > today ? startOn : today
  const catalogue = withoutStock(await catalogueOn(q, shipped.catalogue, pricesOn))
  const reference = { ...shipped, register, catalogue }
  const known = await loadKnownOfSites(q, theirs)
  const decide = decisionsOn(today, await listDecisions(q, scope))
  const placed = plan ? bySite(await listPlaced(q, scope, { planId: plan.id, siteIds: wanted })) : null
  const options = optionsOf(new Set(wanted), {
    inputs: {
      ...{ estate, known, startOn, pricesOn, decision: decide, weeks: plan?.summary.weeks ?? WEEKS },
      money: { ...(await readMoney(q, scope)), given: [] },
      ...{ legs, recorders },
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

/**
 * The sites and those that a recorder ties to them; who records to whom is told from all of their organisations. A
 * department may have a hundred thousand devices, and they are asked for while others are served.
 */
async function concerned(q: Reads, scope: Scope, named: readonly Site[]) {
  const organisations = await loadOrganisations(q, scope)
  const recorders = new Map<string, Recorders>()
  const tied: string[] = []
  for (const { id: organisationId } of organisations) {
    const ties = await loadTies(q, scope, { organisationId, kinds: HEAD_ENDS })
    const sites = ties.map(({ siteId: id, sensitivity }) => ({ id, sensitivity }))
    const related = relateRecorders({ sites, devices: ties })
    recorders.set(organisationId, related)
    const own = named.filter((site) => site.organisationId === organisationId)
    tied.push(...related.tiedTo(own.map(({ id }) => id)))
  }
  const legs = new Map<string, StoredLeg[]>()
  for (const siteId of tied) for (const [id, some] of await legsBySite(q, scope, { siteId })) legs.set(id, some)
  const estate: Estate = {
    organisations,
    sites: (await findSites(q, scope, tied)).toSorted((a, b) => byCodeUnit(a.id, b.id)),
    devices: (await loadDevicesAt(q, scope, tied)).toSorted((a, b) => byCodeUnit(a.id, b.id)),
  }
  return { estate, legs, recorders }
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
