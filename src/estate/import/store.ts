// The statements of an import: what it loads to decide on, and how what it decided is saved. Nothing here decides.
import { toSnakeCase } from 'drizzle-orm/casing'
import { and, eq, getTableColumns, gt, inArray, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { withinOrganisation, withinSite, type Scope } from '../../access/scope.ts'
import { inChunks, insertAll } from '../../db/bulk.ts'
import type { Reads, Stage, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Day } from '../../shared/day.ts'

type Row<T extends keyof Tables> = Tables[T]['$inferSelect']
export type OrganisationRow = Row<'organisations'>
export type SiteRow = Row<'sites'>
export type DeviceRow = Row<'devices'>

/**
 * What an import adds and changes; `changed` rows are whole, `seen` ones only get the day on which they were seen again.
 * There may be a million of most: what is staged is taken out.
 */
export interface Changes {
  readonly funds: Row<'funds'>[]
  readonly organisations: { readonly added: OrganisationRow[]; readonly changed: OrganisationRow[] }
  readonly sites: { readonly added: SiteRow[]; readonly changed: SiteRow[]; readonly seen: string[] }
  readonly devices: {
    readonly added: DeviceRow[]
    readonly changed: DeviceRow[]
    readonly seen: string[]
    /** Not in a full inventory of their site. */
    readonly missed: string[]
  }
  readonly designations: Row<'siteDesignations'>[]
  readonly upgrades: Row<'siteUpgrades'>[]
  readonly findingTexts: Row<'findingTexts'>[]
  readonly findings: Row<'findings'>[]
}

export function noChanges(): Changes {
  return {
    funds: [],
    organisations: { added: [], changed: [] },
    sites: { added: [], changed: [], seen: [] },
    devices: { added: [], changed: [], seen: [], missed: [] },
    designations: [],
    upgrades: [],
    findingTexts: [],
    findings: [],
  }
}

export async function listOwners(q: Reads, organisationKeys: readonly string[]): Promise<OrganisationRow[]> {
  const { organisations: t } = q.t
  const owners: OrganisationRow[] = []
  for (const keys of inChunks(organisationKeys)) {
    owners.push(...(await q.select().from(t).where(inArray(t.nameKey, keys)).orderBy(t.id)))
  }
  return owners
}

export async function listSitesOf(q: Reads, organisationIds: readonly string[]): Promise<SiteRow[]> {
  const { sites: t } = q.t
  const sites: SiteRow[] = []
  for (const ids of inChunks(organisationIds)) {
    for (const row of await q.select().from(t).where(inArray(t.organisationId, ids)).orderBy(t.id)) sites.push(row)
  }
  return sites
}

export async function listFundCodes(q: Reads): Promise<string[]> {
  const codes = await q.select({ code: q.t.funds.code }).from(q.t.funds)
  return codes.map(({ code }) => code)
}

/** What a device is known by, and whether it is to be expected at its site. */
export type KnownRow = Pick<
  DeviceRow,
  'id' | 'siteId' | 'identity' | 'label' | 'serial' | 'mac' | 'place' | 'status' | 'observedOn' | 'notSeenSince'
>

/** A few megabytes. */
const DEVICES_AT_ONCE = 5000

/** An organisation's devices, a part at a time. */
export async function* eachDeviceOf(q: Reads, organisationId: string): AsyncGenerator<KnownRow[]> {
  const { devices: t } = q.t
  for (let after: string | undefined = ''; after !== undefined;) {
    const part: KnownRow[] = await q
      .select({
        ...{ id: t.id, siteId: t.siteId, identity: t.identity, label: t.label, serial: t.serial, mac: t.mac },
        ...{ place: t.place, status: t.status, observedOn: t.observedOn, notSeenSince: t.notSeenSince },
      })
      .from(t)
      .where(and(eq(t.organisationId, organisationId), gt(t.identity, after)))
      .orderBy(t.identity)
      .limit(DEVICES_AT_ONCE)
    yield part
    after = part.length < DEVICES_AT_ONCE ? undefined : part.at(-1)!.identity
  }
}

/** By id; in no order. */
export async function loadDevices(q: Reads, ids: readonly string[]): Promise<Map<string, DeviceRow>> {
  const { devices: t } = q.t
  const found = new Map<string, DeviceRow>()
  for (const part of inChunks(ids)) {
    for (const row of await q.select().from(t).where(inArray(t.id, part))) found.set(row.id, row)
  }
  return found
}

/** Whether anybody has devices: into an empty estate nobody need look for those of others. */
export async function hasDevices(q: Reads): Promise<boolean> {
  const found = await q.select({ id: q.t.devices.id }).from(q.t.devices).limit(1)
  return found.length > 0
}

/** The name keys of the organisations that the scope holds whole. */
export async function listOrganisationKeys(q: Reads, scope: Scope): Promise<string[]> {
  if (scope === 'everything') return []
  const { organisations } = q.t
  const whole = scope.filter(({ region }) => region === null)
  const rows = await q
    .select({ key: organisations.nameKey })
    .from(organisations)
    .where(withinOrganisation(whole, organisations.id))
  return rows.map(({ key }) => key)
}

export interface Elsewhere {
  readonly organisationId: string
  readonly organisation: string
  readonly label: string | null
  readonly serial: string | null
  readonly mac: string | null
}

/** Devices of the scope that have one of the serials or MACs, whoever's they are. */
export async function findByMarks(q: Reads, scope: Scope, marks: { serials: string[]; macs: string[] }) {
  const { devices, organisations } = q.t
  const found: Elsewhere[] = []
  const wanted = [
    ...[...inChunks(marks.serials)].map((part) => inArray(devices.serial, part)),
    ...[...inChunks(marks.macs)].map((part) => inArray(devices.mac, part)),
  ]
  for (const condition of wanted) {
    const rows = await q
      .select({
        organisationId: devices.organisationId,
        organisation: organisations.name,
        label: devices.label,
        serial: devices.serial,
        mac: devices.mac,
      })
      .from(devices)
      .innerJoin(organisations, eq(organisations.id, devices.organisationId))
      .where(and(condition, withinSite(q, scope, devices)))
      .orderBy(devices.id)
    found.push(...rows)
  }
  return found
}

/** Whether everything that the changes were decided on still stands. Asked in the write that saves them. */
export async function isAsDecided(
  q: Writes,
  organisations: readonly OrganisationRow[],
  changes: Changes,
): Promise<boolean> {
  const t = q.t.organisations
  const versions = new Map(organisations.map(({ id, version }) => [id, version]))
  for (const part of inChunks([...versions.keys()])) {
    const now = await q.select({ id: t.id, version: t.version }).from(t).where(inArray(t.id, part))
    if (now.some(({ id, version }) => versions.get(id) !== version)) return false
  }
  for (const part of inChunks(changes.organisations.added.map(({ nameKey }) => nameKey))) {
    const taken = await q.select({ id: t.id }).from(t).where(inArray(t.nameKey, part)).limit(1)
    if (taken.length > 0) return false
  }
  for (const part of inChunks(changes.funds.map(({ code }) => code))) {
    const taken = await q.select({ id: q.t.funds.id }).from(q.t.funds).where(inArray(q.t.funds.code, part)).limit(1)
    if (taken.length > 0) return false
  }
  return true
}

/** Stages what has been decided so far, but for the few organisations, and takes it out of the changes; parents go first. */
export async function stageChanges(t: Tables, changes: Changes, stage: Stage): Promise<void> {
  const { sites, devices, designations, upgrades, findingTexts, findings } = changes
  await stage.add(t.sites, sites.added)
  await stage.replace(t.sites, sites.changed)
  await stage.add(t.siteDesignations, designations)
  await stage.add(t.siteUpgrades, upgrades)
  await stage.add(t.devices, devices.added)
  await stage.replace(t.devices, devices.changed)
  await stage.addMissing(t.findingTexts, findingTexts)
  await stage.add(t.findings, findings)
  forgetStaged(changes)
}

/** What would have been staged of a dry run. */
export function forgetStaged({ sites, devices, designations, upgrades, findingTexts, findings }: Changes): void {
  const { added, changed } = devices
  for (const rows of [sites.added, sites.changed, designations, upgrades, added, changed, findingTexts, findings])
    rows.length = 0
}

/** Saves all of it; parents go before children. */
export async function saveChanges(q: Writes, changes: Changes, { asOf, stage }: { asOf: Day; stage: Stage }) {
  const { t } = q
  await insertAll(q, t.funds, changes.funds)
  await insertAll(q, t.organisations, changes.organisations.added)
  await replaceAll(q, t.organisations, changes.organisations.changed)
  await q.insertStaged(stage)
  for (const ids of inChunks(changes.sites.seen)) {
    await q.update(t.sites).set({ observedOn: asOf }).where(inArray(t.sites.id, ids))
  }
  for (const ids of inChunks(changes.devices.seen)) {
    await q.update(t.devices).set({ observedOn: asOf }).where(inArray(t.devices.id, ids))
  }
  for (const ids of inChunks(changes.devices.missed)) {
    const version = sql`${t.devices.version} + 1`
    await q.update(t.devices).set({ notSeenSince: asOf, version }).where(inArray(t.devices.id, ids))
  }
}

/** Overwrites rows that are there with whole new ones, many a statement: one UPDATE a row would be as many round trips. */
async function replaceAll<T extends PgTable & { id: PgColumn }>(
  q: Writes,
  table: T,
  rows: readonly T['$inferInsert'][],
) {
  const columns = Object.keys(getTableColumns(table)).filter((name) => name !== 'id')
  const set = Object.fromEntries(columns.map((name) => [name, sql`excluded.${sql.identifier(toSnakeCase(name))}`]))
  for (const part of inChunks(rows)) {
    await q
      .insert(table)
      .values(part)
      .onConflictDoUpdate({ target: table.id, set: set as never })
  }
}
