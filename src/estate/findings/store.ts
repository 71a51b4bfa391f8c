// Statements on what people decided and found out about devices, and on the findings that change with it.
import {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  ne,
  notExists,
  notInArray,
  or,
  sql,
  type SQL,
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { within, withinSite, type Scope } from '../../access/scope.ts'
import { inChunks, insertAll } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Finding } from '../../register/recognise.ts'
import type { Day } from '../../shared/day.ts'
import type { FindingState, Status } from '../../shared/vocabulary.ts'
import { findingRow, findingTextId, type NewFinding } from './finding-text.ts'
import type { DeviceWords, HeldDevice, ListedOverride, Override } from './overrides/override.ts'

/** In the order of ids. */
export async function chooseDevices(q: Reads, scope: Scope, wanted: DeviceWords): Promise<HeldDevice[]> {
  const t = q.t.devices
  const words = ['organisationId', 'siteId', 'finding', 'kind', 'manufacturerId', 'model'] as const
  const fit = words.flatMap((word) => (wanted[word] === undefined ? [] : [eq(t[word], wanted[word])]))
  return select(q, scope, and(...fit))
}

/** Those of the ids that lie in the scope, in the order of ids. */
export async function devicesById(q: Reads, scope: Scope, ids: readonly string[]): Promise<HeldDevice[]> {
  const found: HeldDevice[] = []
  for (const part of inChunks(ids)) found.push(...(await select(q, scope, inArray(q.t.devices.id, part))))
  return found
}

/** By id, label, serial or MAC; a site's code narrows it. */
export async function devicesNamed(q: Reads, scope: Scope, name: string, siteCode?: string): Promise<HeldDevice[]> {
  const { devices: t, sites } = q.t
  const named = or(eq(t.id, name), eq(t.label, name), eq(t.serial, name), eq(t.mac, name.toLowerCase()))
  return select(q, scope, and(named, siteCode === undefined ? undefined : eq(sites.code, siteCode)))
}

/** Those whose override ends before or on the day: whose word it was no longer counts. */
export async function lapsedDevices(q: Reads, today: Day): Promise<HeldDevice[]> {
  const t = q.t.devices
  return select(q, 'everything', and(isNotNull(t.overriddenUntil), lte(t.overriddenUntil, today)))
}

/** A part of a scope's devices in the order of ids: what follows `after`. */
export async function nextDevices(q: Reads, scope: Scope, after: string | null, limit: number): Promise<HeldDevice[]> {
  return select(q, scope, after === null ? undefined : gt(q.t.devices.id, after)).limit(limit)
}

function select(q: Reads, scope: Scope, where: SQL | undefined) {
  const { devices: t, sites } = q.t
  const { id, organisationId, siteId, version, label, kind, manufacturer, model, serial, mac, firmware, ip } = t
  const { network, internetExposed, recorder, status, installedOn, observedOn, notSeenSince } = t
  const { finding, manufacturerId, inspectedManufacturer, overriddenUntil, kindAssumed } = t
  return q
    .select({
      ...{ id, organisationId, siteId, version, label, kind, manufacturer, model, serial, mac, firmware, ip },
      ...{ network, internetExposed, recorder, status, installedOn, observedOn, notSeenSince },
      ...{ finding, manufacturerId, inspectedManufacturer, overriddenUntil, kindAssumed },
      ...{ siteCode: sites.code, region: sites.region },
    })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(and(within(scope, { organisationId, region: sites.region }), where))
    .orderBy(asc(id))
    .$dynamic()
}

export interface NewState {
  readonly finding: FindingState
  readonly manufacturerId: string | null
  readonly overriddenUntil: Day | null
}

/** Each device gets its next version. Alike ones are changed in one statement. */
export async function setStates(q: Writes, all: readonly { device: HeldDevice; state: NewState }[]): Promise<void> {
  const t = q.t.devices
  const alike = Map.groupBy(all, ({ device, state }) => JSON.stringify([state, device.version]))
  for (const group of alike.values()) {
    const { device, state } = group[0]!
    const ids = group.map((one) => one.device.id)
    const change = { ...state, version: device.version + 1 }
    for (const part of inChunks(ids)) await q.update(t).set(change).where(inArray(t.id, part))
  }
}

export async function updateSurveyed(
  q: Writes,
  { id, version }: Pick<HeldDevice, 'id' | 'version'>,
  change: Partial<Tables['devices']['$inferInsert']>,
): Promise<void> {
  const t = q.t.devices
  await q
    .update(t)
    .set({ ...change, version: version + 1 })
    .where(eq(t.id, id))
}

export async function insertFindings(q: Writes, made: readonly NewFinding[]): Promise<void> {
  const t = q.t.findingTexts
  const texts = new Map(made.map(({ finding }) => [findingTextId(finding), finding]))
  for (const part of inChunks([...texts])) {
    const rows = part.map(([id, finding]) => ({ id, finding }))
    await q.insert(t).values(rows).onConflictDoNothing()
  }
  await insertAll(q, q.t.findings, made.map(findingRow))
}

/** An estate has some thousands, of two kilobytes each. */
const MOST_TEXTS = 20_000

/**
 * The newest finding of each device that has one. Devices of which the same is found have one object between them; `texts`
 * keeps those that were read for whoever asks part by part.
 */
export async function listLatestFindings(
  q: Reads,
  scope: Scope,
  deviceIds: readonly string[],
  texts = new Map<string, Finding>(),
) {
  const { findings: t, devices, sites } = q.t
  const mine = within(scope, { organisationId: devices.organisationId, region: sites.region })
  const latest = new Map<string, Finding>()
  for (const part of inChunks(deviceIds)) {
    const rows = await q
      .select({ deviceId: t.deviceId, textId: t.textId })
      .from(t)
      .innerJoin(devices, eq(devices.id, t.deviceId))
      .innerJoin(sites, eq(sites.id, devices.siteId))
      .where(and(inArray(t.deviceId, part), mine))
      .orderBy(asc(t.deviceId), asc(t.id))
    const textIds = new Map(rows.map(({ deviceId, textId }) => [deviceId, textId]))
    if (texts.size > MOST_TEXTS) texts.clear()
    await readTexts(q, [...new Set(textIds.values())], texts)
    for (const [deviceId, textId] of textIds) latest.set(deviceId, texts.get(textId)!)
  }
  return latest
}

async function readTexts(q: Reads, ids: readonly string[], known: Map<string, Finding>): Promise<void> {
  const t = q.t.findingTexts
  for (const part of inChunks(ids.filter((id) => !known.has(id)))) {
    const rows = await q.select().from(t).where(inArray(t.id, part))
    for (const { id, finding } of rows) known.set(id, finding as Finding)
  }
}

export async function insertOverrides(q: Writes, rows: readonly Override[]): Promise<void> {
  await insertAll(q, q.t.overrides, rows)
}

export async function insertSurvey(q: Writes, row: Tables['surveys']['$inferInsert']): Promise<void> {
  await q.insert(q.t.surveys).values(row)
}

export async function insertWithdrawal(q: Writes, row: Tables['overrideWithdrawals']['$inferInsert']): Promise<void> {
  await q.insert(q.t.overrideWithdrawals).values(row)
}

export interface OverrideFilter {
  readonly id?: string | undefined
  readonly deviceId?: string | undefined
  /** `in-force` or `lapsed` (withdrawn, too): of each device the newest only. Left out: all there ever were. */
  readonly state?: 'in-force' | 'lapsed' | undefined
}

/** Newest first; `after` is the id of the last one already shown. */
export async function listOverrides(
  q: Reads,
  scope: Scope,
  { filter, today, after, rows }: { filter: OverrideFilter; today: Day; after?: string | undefined; rows: number },
): Promise<ListedOverride[]> {
  const { overrides: t, overrideWithdrawals: withdrawals, devices } = q.t
  const newest = q
    .select({ id: max(t.id) })
    .from(t)
    .groupBy(t.deviceId)
  const { id, deviceId, state } = filter
  const counts = and(gt(t.untilOn, today), isNull(withdrawals.id))
  const over = or(lte(t.untilOn, today), isNotNull(withdrawals.id))
  const where = and(
    withinSite(q, scope, { organisationId: t.organisationId, siteId: devices.siteId }),
    after === undefined ? undefined : lt(t.id, after),
    id === undefined ? undefined : eq(t.id, id),
    deviceId === undefined ? undefined : eq(t.deviceId, deviceId),
    state && and(inArray(t.id, newest), state === 'in-force' ? counts : over),
  )
  const { reason, recordedAt, recordedBy } = withdrawals
  const found = await q
    .select({ override: t, withdrawn: { reason, recordedAt, recordedBy } })
    .from(t)
    .innerJoin(devices, eq(devices.id, t.deviceId))
    .leftJoin(withdrawals, eq(withdrawals.overrideId, t.id))
    .where(where)
    .orderBy(desc(t.id))
    .limit(rows)
  return found.map(({ override, withdrawn }) => ({ ...override, withdrawn }))
}

/** How many devices of the scope there are of each state, but for those of the statuses. */
export async function countStates(
  q: Reads,
  scope: Scope,
  without: readonly Status[],
): Promise<Record<FindingState, number>> {
  const { devices: t, sites } = q.t
  const rows = await q
    .select({ state: t.finding, devices: count() })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(
      and(
        within(scope, { organisationId: t.organisationId, region: sites.region }),
        notInArray(t.status, [...without]),
      ),
    )
    .groupBy(t.finding)
  return {
    flagged: 0,
    review: 0,
    unknown: 0,
    cleared: 0,
    ...Object.fromEntries(rows.map((row) => [row.state, row.devices])),
  }
}

/** How many devices of the scope were last recognised with another register. Most often none: only others' are looked at. */
export async function countStaleFindings(q: Reads, scope: Scope, registerVersion: string): Promise<number> {
  const { findings: t, devices, sites } = q.t
  const later = alias(t, 'later')
  const laterOnes = q
    .select({ one: sql`1` })
    .from(later)
    .where(and(eq(later.deviceId, t.deviceId), gt(later.id, t.id)))
  const [row] = await q
    .select({ stale: count() })
    .from(t)
    .innerJoin(devices, eq(devices.id, t.deviceId))
    .innerJoin(sites, eq(sites.id, devices.siteId))
    .where(
      and(
        within(scope, { organisationId: devices.organisationId, region: sites.region }),
        ne(t.registerVersion, registerVersion),
        notExists(laterOnes),
      ),
    )
  return row?.stale ?? 0
}

/** By id: what a re-evaluation was decided on. */
export async function organisationVersions(q: Reads, ids: readonly string[]): Promise<Map<string, number>> {
  const t = q.t.organisations
  const versions = new Map<string, number>()
  for (const part of inChunks(ids)) {
    const rows = await q.select({ id: t.id, version: t.version }).from(t).where(inArray(t.id, part))
    for (const { id, version } of rows) versions.set(id, version)
  }
  return versions
}
