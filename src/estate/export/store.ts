import { and, asc, desc, eq, gt, isNull, lt, notExists, sql } from 'drizzle-orm'
import { within, withinOrganisation, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { byCodeUnit, keyOf } from '../../shared/text.ts'
import type { Kind } from '../../shared/vocabulary.ts'

export type ExportRow = Tables['exports']['$inferSelect']

export async function insertExport(q: Writes, row: Omit<ExportRow, 'fetchedAt'>): Promise<void> {
  await q.insert(q.t.exports).values(row)
}

/** Only the principal's own. */
export async function findExport(q: Reads, principalId: string, id: string): Promise<ExportRow | undefined> {
  const { exports: e } = q.t
  const [row] = await q
    .select()
    .from(e)
    .where(and(eq(e.id, id), eq(e.principalId, principalId)))
  return row
}

/** Newest first; `after` is the id of the last one already shown. */
export async function listExports(
  q: Reads,
  principalId: string,
  { after, rows }: { after: string | undefined; rows: number },
): Promise<ExportRow[]> {
  const { exports: e } = q.t
  return q
    .select()
    .from(e)
    .where(and(eq(e.principalId, principalId), after === undefined ? undefined : lt(e.id, after)))
    .orderBy(desc(e.id))
    .limit(rows)
}

/** False if it was fetched meanwhile. */
export async function useExport(q: Writes, id: string, now: Date): Promise<boolean> {
  const { exports: e } = q.t
  const used = await q
    .update(e)
    .set({ fetchedAt: now })
    .where(and(eq(e.id, id), isNull(e.fetchedAt)))
    .returning({ id: e.id })
  return used.length > 0
}

export async function nameOrganisations(q: Reads, scope: Scope): Promise<string[]> {
  const { organisations: o } = q.t
  const found = await q.select({ name: o.name }).from(o).where(withinOrganisation(scope, o.id))
  return found.map(({ name }) => name).sort(byCodeUnit)
}

/** By its name, however it is spelt. */
export async function findOrganisationId(q: Reads, scope: Scope, name: string): Promise<string | undefined> {
  const { organisations: o } = q.t
  const [found] = await q
    .select({ id: o.id })
    .from(o)
    .where(and(eq(o.nameKey, keyOf(name)), withinOrganisation(scope, o.id)))
  return found?.id
}

/** How many there are of both lists below together. */
export async function countRows(q: Reads, scope: Scope): Promise<number> {
  const { sites: s, devices: d } = q.t
  const count = { rows: sql`count(*)`.mapWith(Number) }
  const [devices] = await q.select(count).from(d).innerJoin(s, eq(s.id, d.siteId)).where(within(scope, s))
  const [empty] = await q
    .select(count)
    .from(s)
    .where(and(within(scope, s), withoutDevices(q)))
  return (devices?.rows ?? 0) + (empty?.rows ?? 0)
}

interface PageOfRows {
  readonly after: string
  readonly rows: number
}

/** What follows the device `after`, in the order of ids. */
export function listDeviceRows(q: Reads, scope: Scope, { after, rows }: PageOfRows) {
  const { devices: d, sites: s, organisations: o } = q.t
  return q
    .select({ deviceId: d.id, ...siteFields(q), ...deviceFields(q) })
    .from(d)
    .innerJoin(s, eq(s.id, d.siteId))
    .innerJoin(o, eq(o.id, s.organisationId))
    .where(and(within(scope, s), gt(d.id, after)))
    .orderBy(asc(d.id))
    .limit(rows)
}

/** Sites that have no device: what follows the site `after`. */
export function listSiteRows(q: Reads, scope: Scope, { after, rows }: PageOfRows) {
  const { sites: s, organisations: o } = q.t
  return q
    .select({ siteId: s.id, ...siteFields(q) })
    .from(s)
    .innerJoin(o, eq(o.id, s.organisationId))
    .where(and(within(scope, s), withoutDevices(q), gt(s.id, after)))
    .orderBy(asc(s.id))
    .limit(rows)
}

function withoutDevices(q: Reads) {
  const { devices: d, sites: s } = q.t
  return notExists(q.select({ id: d.id }).from(d).where(eq(d.siteId, s.id)))
}

/** By the names of an inventory's columns, so that Lenscap reads what it has written. Nothing that is sealed. */
function siteFields({ t: { organisations: o, sites: s } }: Reads) {
  return {
    organisation: o.name,
    standing: o.standing,
    sector: o.sector,
    site: s.code,
    siteName: s.name,
    sensitivity: s.sensitivity,
    region: s.region,
    vetting: s.vetting,
    scheduledUpgrade: s.upgradeOn,
    upgradeFunded: s.upgradeFunded,
    upgradeManufacturer: s.upgradeManufacturer,
  }
}

function deviceFields({ t: { devices: d } }: Reads) {
  return {
    device: d.label,
    // What was only assumed would be stated, were the export read back.
    kind: sql<Kind | null>`CASE WHEN ${d.kindAssumed} THEN NULL ELSE ${d.kind} END`,
    manufacturer: d.manufacturer,
    model: d.model,
    serial: d.serial,
    mac: d.mac,
    firmware: d.firmware,
    ip: d.ip,
    network: d.network,
    internetExposed: d.internetExposed,
    recorder: d.recorder,
    status: d.status,
    installedOn: d.installedOn,
    observedOn: d.observedOn,
    finding: d.finding,
  }
}
