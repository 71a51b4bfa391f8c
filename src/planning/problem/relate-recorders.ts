// Which recorder each device records to: the one of that label at its own site, else the only one of that label in its
// organisation.
import type { RecordingDevice as Device } from '../../estate/device.ts'
import { count, keyOf } from '../../shared/text.ts'
import type { Sensitivity } from '../../shared/vocabulary.ts'
import type { Warning } from './warning.ts'
import { isHeadEnd } from './pack.ts'

export interface Recorders {
  /** The urgencies of the sites whose cameras record to it. */
  readonly serves: (deviceId: string) => readonly Sensitivity[]
  /** By recorder id: the devices in service that record to it and are not themselves taken away. */
  readonly stayingOn: (takenAway: ReadonlySet<string>) => Map<string, number>
  /** The sites, and those that are tied to one of them: a recorder at the one serves a device at the other. */
  readonly tiedTo: (siteIds: readonly string[]) => Set<string>
  readonly unrelated: Unrelated
}

/** Devices that name a recorder which they are not planned together with: in no inventory, or at several sites. */
export interface Unrelated {
  readonly missing: number
  readonly several: number
}

interface Related {
  readonly sites: readonly { readonly id: string; readonly sensitivity: Sensitivity }[]
  readonly devices: readonly Device[]
}

/** Two passes over the devices: of one organisation, or of several. */
export function relateRecorders({ sites, devices }: Related): Recorders {
  const sensitivities = new Map(sites.map((site) => [site.id, site.sensitivity]))
  const find = recorderFinder(devices)
  const recorderOf = new Map<string, string>()
  const serves = new Map<string, Set<Sensitivity>>()
  const across: (readonly [siteId: string, recorderSiteId: string])[] = []
  let missing = 0
  let several = 0
  for (const device of devices) {
    if (device.recorder === null || device.status !== 'in-service') continue
    const found = find(device, device.recorder)
    if (found === undefined) missing++
    else if (found === 'several') several++
    else {
      recorderOf.set(device.id, found.id)
      if (found.siteId !== device.siteId) across.push([device.siteId, found.siteId])
      const sensitivity = sensitivities.get(device.siteId)
      if (sensitivity) serves.set(found.id, (serves.get(found.id) ?? new Set()).add(sensitivity))
    }
  }
  return {
    serves: (deviceId) => [...(serves.get(deviceId) ?? [])],
    stayingOn(takenAway) {
      const staying = new Map<string, number>()
      for (const [id, recorder] of recorderOf) {
        if (!takenAway.has(id)) staying.set(recorder, (staying.get(recorder) ?? 0) + 1)
      }
      return staying
    },
    tiedTo(siteIds) {
      const named = new Set(siteIds)
      const tied = new Set(siteIds)
      for (const [siteId, recorderSiteId] of across) {
        if (named.has(siteId)) tied.add(recorderSiteId)
        if (named.has(recorderSiteId)) tied.add(siteId)
      }
      return tied
    },
    unrelated: { missing, several },
  }
}

export function recorderWarnings({ missing, several }: Unrelated): Warning[] {
  return [
    ...warning(missing, 'recorder-not-found', 'a recorder that is not in the inventory'),
    ...warning(several, 'recorder-not-unique', 'a recorder whose label several of the organisation’s sites have'),
  ]
}

function recorderFinder(devices: readonly Device[]) {
  const atSite = new Map<string, Device>()
  const inOrganisation = new Map<string, Device | 'several'>()
  for (const device of devices) {
    if (!isHeadEnd(device.kind) || device.label === null) continue
    const label = keyOf(device.label)
    atSite.set(`${device.siteId}\n${label}`, device)
    const key = `${device.organisationId}\n${label}`
    inOrganisation.set(key, inOrganisation.has(key) ? 'several' : device)
  }
  return ({ siteId, organisationId }: Device, label: string): Device | 'several' | undefined =>
    atSite.get(`${siteId}\n${keyOf(label)}`) ?? inOrganisation.get(`${organisationId}\n${keyOf(label)}`)
}

function warning(devices: number, code: string, what: string): Warning[] {
  if (devices === 0) return []
  const message = `${count(devices, 'device')} ${devices === 1 ? 'names' : 'name'} ${what}: not planned together with it.`
  return [{ code, message }]
}
