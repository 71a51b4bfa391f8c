// Records facts of sites: of one as an edit, of many as a list. What was recorded before stays.
import { auditEntry, record, recordAll } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { recordRead } from '../../access/audit/record-read.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { staleVersion } from '../../http/etag.ts'
import { dayOf } from '../../shared/day.ts'
import type { Columns, RowOf } from '../lists/fields.ts'
import { readList } from '../lists/read-list.ts'
import { unknownSite, type Site } from '../site.ts'
import { findSite } from '../store.ts'
import { applyList, FACT_LISTS, listRows, type ChangedBySite, type FactListName } from './fact-lists.ts'
import { loadSiteNames } from './site-names.ts'
import { NO_FACTS, refuseBadFacts, type OpenedFacts } from './site-facts.ts'
import * as store from './store.ts'

/** What is left out stays; null clears. */
export type FactsChange = Partial<OpenedFacts>

export interface FactsOfSite {
  readonly site: Site
  /** How often facts of the site were recorded; an edit names it. */
  readonly version: number
  readonly facts: OpenedFacts
  readonly upgrades: readonly store.DatedUpgrade[]
}

/** The facts opened; that they were is on record before the answer is given. Throws `unknown-site`. */
export async function openSiteFacts(deps: Deps, caller: Caller, id: string): Promise<FactsOfSite> {
  const found = await deps.db.snapshot((q) => read(q, caller, id))
  const { organisationId } = found.site
  await recordRead(deps, caller, { act: 'site-facts.opened', subjectKind: 'site', subjectId: id, organisationId })
  return found
}

async function read(q: Reads, { scope }: Caller, id: string): Promise<FactsOfSite> {
  const site = await findSite(q, scope, id)
  if (!site) throw unknownSite(id)
  const held = await store.openFacts(q, scope, id)
  const upgrades = await store.listUpgrades(q, scope, id)
  return { site, version: held?.version ?? 0, facts: held?.facts ?? NO_FACTS, upgrades }
}

/**
 * Makes the edit from the version that was read, and returns what counts then; one that changes nothing records nothing.
 * Throws `unknown-site`, `stale-version`, `bad-site-facts`.
 */
export async function changeFacts(
  deps: Deps,
  caller: Caller,
  { id, version, change }: { id: string; version: number; change: FactsChange },
): Promise<FactsOfSite> {
  const { db, clock, ids } = deps
  const now = clock.now()
  const factsId = ids.next('fac')
  const entry = auditEntry(deps, caller, { act: 'site-facts.recorded', subjectKind: 'site', subjectId: id })
  return db.write(async (q) => {
    const before = await read(q, caller, id)
    if (before.version !== version) throw staleVersion()
    const facts = { ...before.facts, ...change }
    refuseBadFacts(facts, dayOf(now))
    if (JSON.stringify(facts) === JSON.stringify(before.facts)) return before
    const { organisationId } = before.site
    const next = { id: factsId, organisationId, siteId: id, version: version + 1, facts }
    await store.insertFacts(q, [{ ...next, recordedAt: now, recordedBy: caller.principalId }])
    await record(q, { ...entry, organisationId }, { before: before.facts, after: facts })
    return { ...before, version: version + 1, facts }
  })
}

/**
 * Records a list whole or not at all, and returns the sites whose facts it changed. Throws `bad-list`, and what the readers
 * of lists throw.
 */
export async function takeFactList(
  deps: Deps,
  caller: Caller,
  { list, bytes, name }: { list: FactListName; bytes: Buffer; name: string },
): Promise<{ readonly rows: number; readonly changed: number }> {
  const { db, clock, ids } = deps
  const rows = await readList(bytes, name, FACT_LISTS[list].columns as Columns)
  const now = clock.now()
  const act = { act: 'site-facts.recorded', subjectKind: 'site' }
  // A site has a row at least, so that these are enough.
  const prepared = rows.map(() => ({ id: ids.next('fac'), entry: auditEntry(deps, caller, act) }))
  return db.write(async (q) => {
    const names = await loadSiteNames(q, caller.scope)
    const newest = await store.openNewest(q, caller.scope)
    const held = (siteId: string): OpenedFacts => newest.get(siteId)?.facts ?? NO_FACTS
    const changed = applyList(list, rows, { name, names, held, today: dayOf(now) }).filter(
      ({ site, facts }) => JSON.stringify(facts) !== JSON.stringify(held(site.id)),
    )
    const rowOf = ({ site, facts }: ChangedBySite, i: number) => {
      const { id: siteId, organisationId } = site
      const version = (newest.get(siteId)?.version ?? 0) + 1
      return {
        id: prepared[i]!.id,
        organisationId,
        siteId,
        version,
        facts,
        recordedAt: now,
        recordedBy: caller.principalId,
      }
    }
    await store.insertFacts(q, changed.map(rowOf))
    const entries = changed.map(({ site, facts }, i) => {
      const entry = { ...prepared[i]!.entry, subjectId: site.id, organisationId: site.organisationId }
      return { entry, detail: { list: name, before: held(site.id), after: facts } }
    })
    await recordAll(q, entries)
    return { rows: rows.length, changed: changed.length }
  })
}

/** The rows of a list as they stand, what is sealed opened: the look is on record. */
export async function giveFactList(deps: Deps, caller: Caller, list: FactListName): Promise<RowOf<Columns>[]> {
  const rows = await deps.db.snapshot(async (q) => {
    const newest = await store.openNewest(q, caller.scope)
    return listRows(
      list,
      await loadSiteNames(q, caller.scope),
      new Map([...newest].map(([id, { facts }]) => [id, facts])),
    )
  })
  const detail = { list, rows: rows.length }
  await recordRead(deps, caller, { act: 'site-facts.listed', subjectKind: 'site', detail })
  return rows
}
