// What work at a site does to the devices of the estate: one leaves, one comes in its place, one goes off the network. Each is
// a part of a write that does more, and puts it on record. Whoever says so was there on that day, so that an inventory of an
// earlier day does not bring back what has gone.
import type { Writes } from '../../db/database.ts'
import { recognise, type Finding } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import type { Day } from '../../shared/day.ts'
import type { Kind, Status } from '../../shared/vocabulary.ts'
import { placeText, recognisable } from '../device.ts'
import { insertFindings } from '../findings/store.ts'
import { ownMac, serialKey } from '../import/rows/identity.ts'
import { bumpOrganisation } from '../store.ts'
import { changeDevice, insertDevice, isIdentityTaken, listMarked, type DeviceRow } from './store.ts'

/** Who changes it, when, and by which register; `newId` as idsUnder makes it. */
export interface Changing {
  readonly register: Register
  readonly newId: (prefix: string) => string
  readonly at: Date
  readonly by: string
}

/** `removed`, or `void` where it was never deployed. Its facts and findings stay as they were. */
export async function retireDevice(
  q: Writes,
  device: DeviceRow,
  { status, on }: { status: 'removed' | 'void'; on: Day },
): Promise<void> {
  await changeDevice(q, device, { status, observedOn: later(on, device.observedOn), notSeenSince: null })
  await bumpOrganisation(q, device.organisationId)
}

/** It stays where it is and in service, and no network can be reached through it any more. */
export async function isolateDevice(q: Writes, device: DeviceRow, on: Day): Promise<void> {
  await changeDevice(q, device, {
    network: 'isolated',
    internetExposed: false,
    observedOn: later(on, device.observedOn),
  })
  await bumpOrganisation(q, device.organisationId)
}

/** Kit as its labels say. */
export interface NewKit {
  readonly kind: Kind
  readonly make: string | null
  readonly model: string | null
  readonly serial: string | null
  /** 12 lower-case hex digits. */
  readonly mac: string | null
}

export interface Installed {
  readonly device: DeviceRow
  readonly finding: Finding
  /** It was in the estate in service already; nothing was changed. */
  readonly wasInService: boolean
}

/** Kit in these is nowhere in service: if it is installed, it is that very device. */
const IN_STORE: readonly Status[] = ['spare', 'planned', 'desired', 'void', 'removed']

/**
 * Kit that stands in the place of `old`, under its label and on its network: an inventory that comes later and lists the label
 * means the new one. A device of the store with the same serial or address is that device; one that is in service elsewhere
 * is not, for a serial mistyped must not move a camera.
 */
export async function installInPlaceOf(
  q: Writes,
  old: DeviceRow,
  { kit, on, changing }: { kit: NewKit; on: Day; changing: Changing },
): Promise<Installed> {
  await changeDevice(q, old, { identity: `replaced:${old.id}` })
  const { siteId, organisationId, label, network, recorder, place, placeHash } = old
  const known = await listMarked(q, organisationId, { ...kit, besides: old.id })
  const stored = known.find(({ status }) => IN_STORE.includes(status))
  const id = stored?.id ?? changing.newId('dev')
  const opened = place === null ? null : q.sealer.unseal(place, `devices.place:${old.id}`)
  const identity = old.identity.startsWith('label:') ? old.identity : await freeIdentity(q, organisationId, { kit, id })
  return put(q, {
    row: {
      ...(stored ?? { ...BLANK, id, version: 0, organisationId, createdAt: changing.at }),
      ...{ siteId, label, network, recorder, identity, placeHash, internetExposed: old.internetExposed },
      place: opened === null ? null : q.sealer.seal(opened, `devices.place:${id}`),
    },
    ...{ stored, kit, on, changing },
  })
}

export interface Where {
  readonly organisationId: string
  readonly siteId: string
  readonly location: string | null
}

/** Kit that somebody found at a site. What stands in service under the serial or address is known, and stays as it is. */
export async function addFound(
  q: Writes,
  { organisationId, siteId, location }: Where,
  { kit, on, changing }: { kit: NewKit; on: Day; changing: Changing },
): Promise<Installed> {
  const known = await listMarked(q, organisationId, { ...kit, besides: null })
  const inService = known.find(({ status }) => !IN_STORE.includes(status))
  if (inService)
    return { device: inService, finding: recognise(changing.register, recognisable(inService)), wasInService: true }
  const [stored] = known
  const id = stored?.id ?? changing.newId('dev')
  const text = placeText({ location, lat: null, lon: null })
  const sealed = text === null ? {} : sealPlace(q, id, text)
  const identity = stored?.identity ?? (await freeIdentity(q, organisationId, { kit, id }))
  return put(q, {
    row: {
      ...(stored ?? { ...BLANK, id, version: 0, organisationId, createdAt: changing.at }),
      ...{ siteId, identity, network: 'unknown', ...sealed },
    },
    ...{ stored, kit, on, changing },
  })
}

function sealPlace({ sealer }: Writes, id: string, text: string): Pick<DeviceRow, 'place' | 'placeHash'> {
  return { place: sealer.seal(text, `devices.place:${id}`), placeHash: sealer.hash(text, 'devices.place') }
}

const BLANK = {
  ...{ label: null, firmware: null, ip: null, internetExposed: null, recorder: null, place: null, placeHash: null },
  ...{ notSeenSince: null, inspectedManufacturer: null, overriddenUntil: null, kindAssumed: false },
} as const

type PutRow = Omit<
  DeviceRow,
  | 'kind'
  | 'manufacturer'
  | 'model'
  | 'serial'
  | 'mac'
  | 'status'
  | 'installedOn'
  | 'observedOn'
  | 'finding'
  | 'manufacturerId'
>

async function put(
  q: Writes,
  {
    row,
    stored,
    kit,
    on,
    changing,
  }: { row: PutRow; stored: DeviceRow | undefined; kit: NewKit; on: Day; changing: Changing },
): Promise<Installed> {
  const { make: manufacturer, ...rest } = kit
  const { register, newId, at: recordedAt, by: recordedBy } = changing
  // What a person decided of it, or found in it, on the shelf is not what stands there now: its labels were read anew.
  const blank = { inspectedManufacturer: null, overriddenUntil: null, kindAssumed: false }
  const facts = { ...row, ...rest, manufacturer, ...blank }
  const finding = recognise(register, facts)
  const { state, manufacturerId } = finding
  const device: DeviceRow = {
    ...facts,
    ...{ finding: state, manufacturerId, status: 'in-service', installedOn: on, notSeenSince: null },
    observedOn: stored ? later(on, stored.observedOn) : on,
    version: row.version + 1,
  }
  const { id: deviceId, organisationId } = device
  if (stored) await changeDevice(q, stored, device)
  else await insertDevice(q, device)
  const about = { organisationId, deviceId, recordedAt, recordedBy }
  await insertFindings(q, [{ ...about, id: newId('fin'), finding }])
  await bumpOrganisation(q, organisationId)
  return { device, finding, wasInService: false }
}

/** As an inventory without a label would name it, else by its own id: nothing else has that. */
async function freeIdentity(
  q: Writes,
  organisationId: string,
  { kit, id }: { kit: NewKit; id: string },
): Promise<string> {
  const serial = serialKey(kit.serial)
  const mac = ownMac(kit.mac)
  const identity = serial !== null ? `serial:${serial}` : mac !== null ? `mac:${mac}` : null
  return identity !== null && !(await isIdentityTaken(q, organisationId, identity)) ? identity : `works:${id}`
}

const later = (a: Day, b: Day): Day => (a > b ? a : b)
