// What others read of the estate: all of it, nothing opened; or one site or device with what is sealed, on record.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { recordRead } from '../access/audit/record-read.ts'
import type { Caller } from '../access/caller.ts'
import type { Scope } from '../access/scope.ts'
import type { Reads } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { Finding } from '../register/recognise.ts'
import { Failure } from '../shared/failure.ts'
import type { Kind } from '../shared/vocabulary.ts'
import type { Device, Place, PlanningDevice, RecordingDevice } from './device.ts'
import type { Organisation } from './organisation.ts'
import { unknownSite, type Site, type SiteSecrets } from './site.ts'
import { listLatestFindings } from './findings/store.ts'
import * as store from './store.ts'

/** All of a caller's estate, each list in the order of ids. */
export interface Estate {
  readonly organisations: readonly Organisation[]
  readonly sites: readonly Site[]
  readonly devices: readonly Device[]
}

/** Reads the estate in three queries; nothing sealed is opened. Ask within a snapshot, so that the three agree. */
export async function loadEstate(q: Reads, scope: Scope): Promise<Estate> {
  return {
    organisations: await store.listOrganisations(q, scope),
    sites: await store.listSites(q, scope),
    devices: await store.listDevices(q, scope),
  }
}

/** The organisations alone. */
export function loadOrganisations(q: Reads, scope: Scope): Promise<Organisation[]> {
  return store.listOrganisations(q, scope)
}

/** Of one organisation, in the order of ids. */
export function loadPlanningDevices(q: Reads, scope: Scope, organisationId: string): Promise<PlanningDevice[]> {
  return store.listPlanningDevices(q, scope, organisationId)
}

/** The sites alone. */
export function loadSites(q: Reads, scope: Scope): Promise<Site[]> {
  return store.listSites(q, scope)
}

/** Those of the ids, in no order. */
export function findSites(q: Reads, scope: Scope, ids: readonly string[]): Promise<Site[]> {
  return store.findSites(q, scope, ids)
}

/** Of the sites, in no order. */
export function loadDevicesAt(q: Reads, scope: Scope, siteIds: readonly string[]): Promise<Device[]> {
  return store.listDevicesAt(q, scope, siteIds)
}

/** What shows which of an organisation's devices record to which, and how sensitive their sites are. Lets others have their turn. */
export async function loadTies(
  q: Reads,
  scope: Scope,
  of: { organisationId: string; kinds: readonly Kind[] },
): Promise<(RecordingDevice & Pick<Site, 'sensitivity'>)[]> {
  const found: (RecordingDevice & Pick<Site, 'sensitivity'>)[] = []
  for await (const part of store.eachTie(q, scope, of)) {
    for (const device of part) found.push(device)
    await nextTurn()
  }
  return found
}

/** The newest finding of each of the devices, with its evidence. */
export function latestFindings(q: Reads, scope: Scope, deviceIds: readonly string[]): Promise<Map<string, Finding>> {
  return listLatestFindings(q, scope, deviceIds)
}

/** A site with what is sealed. That it was opened is on record before the answer is given. Throws `unknown-site`. */
export async function openSite(deps: Deps, caller: Caller, id: string): Promise<{ site: Site; secrets: SiteSecrets }> {
  const q = deps.db.read
  const found = await store.findSealedSite(q, caller.scope, id)
  if (!found) throw unknownSite(id)
  const { site, sealed } = found
  const secrets = store.unseal(q, id, sealed)
  const { organisationId } = site
  await recordRead(deps, caller, { act: 'site.opened', subjectKind: 'site', subjectId: id, organisationId })
  return { site, secrets }
}

export interface OpenedDevice {
  readonly device: Device
  readonly place: Place | null
  readonly finding: Finding | undefined
}

/** A device with its place and newest finding, on record likewise. Throws `unknown-device`. */
export async function openDevice(deps: Deps, caller: Caller, id: string): Promise<OpenedDevice> {
  const q = deps.db.read
  const device = await store.findDevice(q, caller.scope, id)
  if (!device) {
    throw new Failure(
      'unknown-device',
      `There is no device ${id}.`,
      'GET /api/v1/devices lists those that you may see.',
    )
  }
  const place = await store.openDevicePlace(q, id)
  const findings = await listLatestFindings(q, caller.scope, [id])
  const { organisationId } = device
  await recordRead(deps, caller, { act: 'device.opened', subjectKind: 'device', subjectId: id, organisationId })
  return { device, place, finding: findings.get(id) }
}
