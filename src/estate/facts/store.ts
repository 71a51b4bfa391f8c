// Statements on facts of sites, each narrowed to the caller's scope. The newest recording of a site is what counts.
import { and, asc, desc, eq } from 'drizzle-orm'
import { withinSite, type Scope } from '../../access/scope.ts'
import { insertAll } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { ClosedRange, Consent, OpenedFacts, SiteFacts } from './site-facts.ts'
import type { RecordedUpgrade } from './upgrade-history.ts'

/** What counts of each site that has any, by site id; nothing sealed is opened. */
export async function listFacts(q: Reads, scope: Scope): Promise<Map<string, SiteFacts>> {
  const newest = await newestRows(q, scope)
  return new Map([...newest].map(([siteId, row]) => [siteId, factsOf(row)]))
}

/** As listFacts, with what is sealed opened. */
export async function openNewest(q: Reads, scope: Scope): Promise<Map<string, RecordedFacts>> {
  const newest = await newestRows(q, scope)
  return new Map([...newest].map(([siteId, row]) => [siteId, { version: row.version, facts: opened(q, row) }]))
}

export interface RecordedFacts {
  readonly version: number
  readonly facts: OpenedFacts
}

/** Opened. Undefined where nothing is recorded, and for a site outside the scope. */
export async function openFacts(q: Reads, scope: Scope, siteId: string): Promise<RecordedFacts | undefined> {
  const t = q.t.siteFacts
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.siteId, siteId), withinSite(q, scope, t)))
    .orderBy(desc(t.version))
    .limit(1)
  return row && { version: row.version, facts: opened(q, row) }
}

export interface NewFacts {
  readonly id: string
  readonly organisationId: string
  readonly siteId: string
  /** One more than that of the recording before it. */
  readonly version: number
  readonly facts: OpenedFacts
  readonly recordedAt: Date
  readonly recordedBy: string
}

export async function insertFacts(q: Writes, all: readonly NewFacts[]): Promise<void> {
  const rows = all.map(({ facts: { interimCover, ...facts }, ...row }) => {
    const sealed = interimCover === null ? null : q.sealer.seal(interimCover, sealedFor(row.id))
    return { ...row, ...facts, interimCover: sealed }
  })
  await insertAll(q, q.t.siteFacts, rows)
}

export interface DatedUpgrade extends RecordedUpgrade {
  readonly siteId: string
  readonly recordedAt: Date
}

/** What was ever recorded of the upgrades of the scope's sites, or of one; the oldest first. */
export async function listUpgrades(q: Reads, scope: Scope, siteId?: string): Promise<DatedUpgrade[]> {
  const t = q.t.siteUpgrades
  const { upgradeOn, funded, manufacturer, recordedAt } = t
  return q
    .select({ siteId: t.siteId, upgradeOn, funded, manufacturer, recordedAt })
    .from(t)
    .where(and(withinSite(q, scope, t), siteId === undefined ? undefined : eq(t.siteId, siteId)))
    .orderBy(asc(recordedAt), asc(t.id))
}

export interface KnownOfSites {
  readonly facts: ReadonlyMap<string, SiteFacts>
  /** Oldest first. */
  readonly upgrades: ReadonlyMap<string, readonly DatedUpgrade[]>
}

/** By site id: what a plan takes from here. Ask within the snapshot of the estate. */
export async function loadKnownOfSites(q: Reads, scope: Scope): Promise<KnownOfSites> {
  const upgrades = Map.groupBy(await listUpgrades(q, scope), ({ siteId }) => siteId)
  return { facts: await listFacts(q, scope), upgrades }
}

/** The later of a site's rows takes the place of the earlier: sites have few recordings. */
async function newestRows(q: Reads, scope: Scope): Promise<Map<string, Row>> {
  const t = q.t.siteFacts
  const rows = await q
    .select()
    .from(t)
    .where(withinSite(q, scope, t))
    .orderBy(asc(t.siteId), asc(t.version))
  return new Map(rows.map((row) => [row.siteId, row]))
}

type Row = Tables['siteFacts']['$inferSelect']

function factsOf(row: Row): SiteFacts {
  const { leavesOn, leavesBy, noticeDays, photos, personalDevices, permitToWork, loneWorking, contactRole } = row
  return {
    closed: row.closed as ClosedRange[],
    consents: row.consents as Consent[],
    ...{ leavesOn, leavesBy, noticeDays, photos, personalDevices, permitToWork, loneWorking, contactRole },
  }
}

function opened({ sealer }: Reads, row: Row): OpenedFacts {
  const interimCover = row.interimCover === null ? null : sealer.unseal(row.interimCover, sealedFor(row.id))
  return { ...factsOf(row), interimCover }
}

const sealedFor = (id: string): string => `site_facts.interimCover:${id}`
