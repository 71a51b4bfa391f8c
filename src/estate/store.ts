// Statements on the estate, each narrowed to the caller's scope. Lists are read in the order of ids, from after the last
// one shown. What is sealed is only opened where the name of the function says so.
import { and, asc, eq, gt, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm'
import { within, withinOrganisation, type Scope } from '../access/scope.ts'
import { inChunks } from '../db/bulk.ts'
import type { Reads, Writes } from '../db/database.ts'
import { given, prepared } from '../db/prepared.ts'
import type { Tables } from '../db/tables.ts'
import type { Sealed } from '../shared/sealed.ts'
import type { FindingState, Kind, Sensitivity, Status } from '../shared/vocabulary.ts'
import type { Device, Place, PlanningDevice, RecordingDevice } from './device.ts'
import type { Organisation } from './organisation.ts'
import type { Address, Limb, Site, SiteSecrets } from './site.ts'

/** A part of a list: what follows `after`, at most `limit`. Left out, all of it. */
export interface Part {
  readonly after?: string | null
  readonly limit?: number
}

export interface SiteFilter {
  readonly organisationId?: string | undefined
  readonly region?: string | undefined
  readonly sensitivity?: Sensitivity | undefined
}

export interface DeviceFilter {
  readonly organisationId?: string | undefined
  readonly siteId?: string | undefined
  readonly finding?: FindingState | undefined
  readonly kind?: Kind | undefined
  readonly status?: Status | undefined
  /** True: only those that the latest full inventory of their site did not hold; false: only the others. */
  readonly notSeen?: boolean | undefined
}

/** No limit: both dialects take this for one. */
const ALL = Number.MAX_SAFE_INTEGER

export async function listOrganisations(q: Reads, scope: Scope, part: Part = {}): Promise<Organisation[]> {
  const { organisations: t, funds } = q.t
  return q
    .select({
      id: t.id,
      version: t.version,
      name: t.name,
      standing: t.standing,
      sector: t.sector,
      fundId: t.fundId,
      fundCode: funds.code,
    })
    .from(t)
    .innerJoin(funds, eq(funds.id, t.fundId))
    .where(and(withinOrganisation(scope, t.id), part.after ? gt(t.id, part.after) : undefined))
    .orderBy(asc(t.id))
    .limit(part.limit ?? ALL)
}

export async function listSites(q: Reads, scope: Scope, filter: SiteFilter = {}, part: Part = {}): Promise<Site[]> {
  const t = q.t.sites
  const where = and(
    within(scope, t),
    part.after ? gt(t.id, part.after) : undefined,
    filter.organisationId === undefined ? undefined : eq(t.organisationId, filter.organisationId),
    filter.region === undefined ? undefined : eq(t.region, filter.region),
    filter.sensitivity === undefined ? undefined : eq(t.sensitivity, filter.sensitivity),
  )
  return q
    .select(siteColumns(q))
    .from(t)
    .where(where)
    .orderBy(asc(t.id))
    .limit(part.limit ?? ALL)
}

/** Undefined also for a site outside the scope: the caller must not learn that it exists. */
export async function findSite(q: Reads, scope: Scope, id: string): Promise<Site | undefined> {
  const t = q.t.sites
  const [site] = await q
    .select(siteColumns(q))
    .from(t)
    .where(and(eq(t.id, id), within(scope, t)))
  return site
}

/** Those of the ids that lie in the scope, in no order. */
export async function findSites(q: Reads, scope: Scope, ids: readonly string[]): Promise<Site[]> {
  const t = q.t.sites
  const found: Site[] = []
  for (const part of inChunks(ids)) {
    const rows = await q
      .select(siteColumns(q))
      .from(t)
      .where(and(inArray(t.id, part), within(scope, t)))
    found.push(...rows)
  }
  return found
}

/** The fields that are sealed, as they are stored. */
export type SealedSecrets = Readonly<Record<keyof SiteSecrets, Sealed | null>>

/** With what is sealed, as it is stored. */
export function selectSealedSite(q: Reads, where: SQL | undefined) {
  const t = q.t.sites
  const sealed = { limbs: t.limbs, address: t.address, accessNotes: t.accessNotes, contacts: t.contacts }
  return q
    .select({ site: siteColumns(q), sealed })
    .from(t)
    .where(where)
}

const siteById = prepared((q, scope: Scope) => {
  return selectSealedSite(q, and(eq(q.t.sites.id, given('id')), within(scope, q.t.sites)))
})

/** As findSite, with what is sealed; nothing is opened. */
export async function findSealedSite(
  q: Reads,
  scope: Scope,
  id: string,
): Promise<{ site: Site; sealed: SealedSecrets } | undefined> {
  const [found] = await siteById(q, scope).execute({ id })
  return found
}

/** Opens what is sealed of a site that the caller may see. */
export async function openSecrets(q: Reads, id: string): Promise<SiteSecrets> {
  const found = await findSealedSite(q, 'everything', id)
  return unseal(q, id, found?.sealed)
}

/** What a site's sealed fields say; all empty for those that are not there. */
export function unseal({ sealer }: Reads, id: string, sealed: SealedSecrets | undefined): SiteSecrets {
  const open = (field: keyof SiteSecrets) => {
    const text = sealed?.[field]
    return text ? sealer.unseal(text, `sites.${field}:${id}`) : null
  }
  const [limbs, address] = [open('limbs'), open('address')]
  return {
    limbs: limbs === null ? [] : (JSON.parse(limbs) as Limb[]),
    address: address === null ? null : (JSON.parse(address) as Address),
    accessNotes: open('accessNotes'),
    contacts: open('contacts'),
  }
}

const DEVICE_FILTERS = ['organisationId', 'siteId', 'finding', 'kind', 'status'] as const

/** What the list is narrowed by, which its text depends on. */
interface DeviceList {
  readonly scope: Scope
  readonly by: readonly (typeof DEVICE_FILTERS)[number][]
  readonly isAfter: boolean
  readonly notSeen: boolean | null
}

const devicesBy = prepared((q, { scope, by, isAfter, notSeen }: DeviceList) => {
  const { devices: t, sites } = q.t
  const where = and(
    within(scope, { organisationId: t.organisationId, region: sites.region }),
    isAfter ? gt(t.id, given('after')) : undefined,
    ...by.map((field) => eq(t[field], given(field))),
    notSeen === null ? undefined : notSeen ? isNotNull(t.notSeenSince) : isNull(t.notSeenSince),
  )
  return selectDevices(q, where).orderBy(asc(t.id)).limit(sql.placeholder('limit'))
})

export async function listDevices(
  q: Reads,
  scope: Scope,
  filter: DeviceFilter = {},
  { after = null, limit = ALL }: Part = {},
): Promise<Device[]> {
  const by = DEVICE_FILTERS.filter((field) => filter[field] !== undefined)
  const { notSeen = null } = filter
  return devicesBy(q, { scope, by, isAfter: after !== null, notSeen }).execute({ ...filter, after, limit })
}

const planningDevices = prepared((q, scope: Scope) => {
  const { devices: t, sites } = q.t
  const { id, organisationId, siteId, label, kind, model, serial, mac, network, internetExposed, recorder } = t
  const { status, finding, manufacturerId, overriddenUntil } = t
  return q
    .select({
      ...{ id, organisationId, siteId, label, kind, model, serial, mac, network, internetExposed, recorder },
      ...{ status, finding, manufacturerId, overriddenUntil },
    })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(
      and(
        eq(t.organisationId, given('organisationId')),
        within(scope, { organisationId: t.organisationId, region: sites.region }),
      ),
    )
    .orderBy(asc(t.id))
})

/** Of one organisation, in the order of ids. */
export function listPlanningDevices(q: Reads, scope: Scope, organisationId: string): Promise<PlanningDevice[]> {
  return planningDevices(q, scope).execute({ organisationId })
}

/** Of the sites, in no order. */
export async function listDevicesAt(q: Reads, scope: Scope, siteIds: readonly string[]): Promise<Device[]> {
  const { devices: t, sites } = q.t
  const mine = within(scope, { organisationId: t.organisationId, region: sites.region })
  const found: Device[] = []
  for (const part of inChunks(siteIds)) {
    for (const device of await selectDevices(q, and(inArray(t.siteId, part), mine))) found.push(device)
  }
  return found
}

/** A few milliseconds of reading. */
const TIES_AT_ONCE = 5000

/** An organisation's devices of the kinds, and all that name a recorder: a part at a time, in the order of ids. */
export async function* eachTie(
  q: Reads,
  scope: Scope,
  { organisationId, kinds }: { organisationId: string; kinds: readonly Kind[] },
): AsyncGenerator<(RecordingDevice & Pick<Site, 'sensitivity'>)[]> {
  const { devices: t, sites } = q.t
  const { id, siteId, label, kind, recorder, status } = t
  for (let after: string | undefined = ''; after !== undefined;) {
    const part = await q
      .select({
        id,
        organisationId: t.organisationId,
        siteId,
        label,
        kind,
        recorder,
        status,
        sensitivity: sites.sensitivity,
      })
      .from(t)
      .innerJoin(sites, eq(sites.id, siteId))
      .where(
        and(
          eq(t.organisationId, organisationId),
          within(scope, { organisationId: t.organisationId, region: sites.region }),
          or(inArray(kind, [...kinds]), isNotNull(recorder)),
          gt(id, after),
        ),
      )
      .orderBy(asc(id))
      .limit(TIES_AT_ONCE)
    yield part
    after = part.length < TIES_AT_ONCE ? undefined : part.at(-1)!.id
  }
}

/** Undefined also for a device outside the scope. */
export async function findDevice(q: Reads, scope: Scope, id: string): Promise<Device | undefined> {
  const { devices: t, sites } = q.t
  const mine = within(scope, { organisationId: t.organisationId, region: sites.region })
  const [device] = await selectDevices(q, and(eq(t.id, id), mine))
  return device
}

/** Opens where a device is; null when nobody has said. */
export async function openDevicePlace(q: Reads, id: string): Promise<Place | null> {
  const t = q.t.devices
  const [row] = await q.select({ place: t.place }).from(t).where(eq(t.id, id))
  return row?.place ? (JSON.parse(q.sealer.unseal(row.place, `devices.place:${id}`)) as Place) : null
}

/** Changes the site and gives it its next version. */
export async function updateSite(
  q: Writes,
  { id, version }: Pick<Site, 'id' | 'version'>,
  change: Partial<Tables['sites']['$inferInsert']>,
): Promise<void> {
  const t = q.t.sites
  const next = version + 1
  await q
    .update(t)
    .set({ ...change, version: next })
    .where(eq(t.id, id))
}

/** Says to whoever decided on the organisation's estate as it was that it has changed. */
export async function bumpOrganisation(q: Writes, id: string): Promise<void> {
  const t = q.t.organisations
  await q
    .update(t)
    .set({ version: sql`${t.version} + 1` })
    .where(eq(t.id, id))
}

export async function insertDesignation(q: Writes, row: Tables['siteDesignations']['$inferInsert']): Promise<void> {
  await q.insert(q.t.siteDesignations).values(row)
}

export async function insertUpgrade(q: Writes, row: Tables['siteUpgrades']['$inferInsert']): Promise<void> {
  await q.insert(q.t.siteUpgrades).values(row)
}

/** In no order. */
export function selectDevices(q: Reads, where: SQL | undefined) {
  const { devices: t, sites } = q.t
  return q
    .select({
      id: t.id,
      organisationId: t.organisationId,
      siteId: t.siteId,
      version: t.version,
      label: t.label,
      kind: t.kind,
      manufacturer: t.manufacturer,
      model: t.model,
      serial: t.serial,
      mac: t.mac,
      firmware: t.firmware,
      ip: t.ip,
      network: t.network,
      internetExposed: t.internetExposed,
      recorder: t.recorder,
      status: t.status,
      installedOn: t.installedOn,
      observedOn: t.observedOn,
      notSeenSince: t.notSeenSince,
      finding: t.finding,
      manufacturerId: t.manufacturerId,
      inspectedManufacturer: t.inspectedManufacturer,
      overriddenUntil: t.overriddenUntil,
    })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(where)
}

function siteColumns({ t: { sites: t } }: Reads) {
  return {
    id: t.id,
    organisationId: t.organisationId,
    version: t.version,
    code: t.code,
    name: t.name,
    region: t.region,
    sensitivity: t.sensitivity,
    vetting: t.vetting,
    upgradeOn: t.upgradeOn,
    upgradeFunded: t.upgradeFunded,
    upgradeManufacturer: t.upgradeManufacturer,
    observedOn: t.observedOn,
  }
}
