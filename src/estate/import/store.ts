// The statements of an import: what it loads to decide on, and how what it decided is saved. Nothing here decides.
import { toSnakeCase } from 'drizzle-orm/casing'
import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
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

/** The part of the estate that a file speaks of. */
export interface Held {
  readonly organisations: readonly OrganisationRow[]
  readonly sites: readonly SiteRow[]
  readonly devices: readonly DeviceRow[]
  readonly fundCodes: readonly string[]
}

/** What an import adds and changes; `changed` rows are whole, `seen` ones only get the day on which they were seen again. */
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
    findings: [],
  }
}

/** A handful of statements, whatever the number of rows: an organisation's estate is read whole. */
export async function loadHeld(q: Reads, organisationKeys: readonly string[]): Promise<Held> {
  const { organisations, sites, devices, funds } = q.t
  const owners: OrganisationRow[] = []
  for (const keys of inChunks(organisationKeys)) {
    owners.push(...(await q.select().from(organisations).where(inArray(organisations.nameKey, keys))))
  }
  const heldSites: SiteRow[] = []
  const heldDevices: DeviceRow[] = []
  for (const ids of inChunks(owners.map(({ id }) => id))) {
    heldSites.push(...(await q.select().from(sites).where(inArray(sites.organisationId, ids)).orderBy(sites.id)))
    heldDevices.push(
      ...(await q.select().from(devices).where(inArray(devices.organisationId, ids)).orderBy(devices.id)),
    )
  }
  const codes = await q.select({ code: funds.code }).from(funds)
  return { organisations: owners, sites: heldSites, devices: heldDevices, fundCodes: codes.map(({ code }) => code) }
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
export async function isAsDecided(q: Writes, { organisations }: Held, changes: Changes): Promise<boolean> {
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

export interface Saving {
  readonly asOf: Day
  /** With the new devices and findings. */
  readonly stage: Stage
}

/** Few enough to be told of and interrupted several times a second. */
const ROWS_AT_ONCE = 5000

/** New devices and findings, which are most of an import, a part at a time: yields how many are staged. */
export async function* stageChanges(t: Tables, { devices, findings }: Changes, stage: Stage): AsyncGenerator<number> {
  let staged = 0
  for (const [table, rows] of [
    [t.devices, devices.added],
    [t.findings, findings],
  ] as const) {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const part = rows.slice(from, from + ROWS_AT_ONCE)
      await stage.add(table, part)
      yield (staged += part.length)
    }
  }
}

/** Saves all of it. Parents go before children. */
export async function saveChanges(q: Writes, changes: Changes, { asOf, stage }: Saving): Promise<void> {
  const { t } = q
  await insertAll(q, t.funds, changes.funds)
  await insertAll(q, t.organisations, changes.organisations.added)
  await replaceAll(q, t.organisations, changes.organisations.changed)
  await insertAll(q, t.sites, changes.sites.added)
  await replaceAll(q, t.sites, changes.sites.changed)
  await insertAll(q, t.siteDesignations, changes.designations)
  await insertAll(q, t.siteUpgrades, changes.upgrades)
  await q.insertStaged(stage)
  await replaceAll(q, t.devices, changes.devices.changed)
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
