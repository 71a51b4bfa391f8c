// Which device of the estate each row is. Stronger identities choose first, for all rows, so that the order of the rows
// does not matter; and a device is taken by one row only.
import type { Sealer } from '../../shared/sealed.ts'
import type { Place } from '../device.ts'
import { UNSITED } from '../site.ts'
import { Namesakes, ownMac, serialKey } from './identity.ts'
import { labelOf, marksOf, type PlacedRow } from './place-rows.ts'
import type { DeviceRow, Held } from './store.ts'
import { keyOf } from '../../shared/text.ts'

export interface Matched {
  /** A row that is not here is a new device. */
  readonly devices: ReadonlyMap<PlacedRow, DeviceRow>
  /** Rows that name no site, new, with a label that a device has already. */
  readonly reused: readonly PlacedRow[]
}

export function matchDevices(rows: readonly PlacedRow[], held: Held, sealer: Sealer): Matched {
  const keys = new Map(held.organisations.map(({ id, nameKey }) => [id, nameKey]))
  const keyOfOwner = (device: DeviceRow) => keys.get(device.organisationId)!
  const matches = new Map<PlacedRow, DeviceRow>()
  const taken = new Set<string>()
  const take = (row: PlacedRow, device: DeviceRow | null | undefined) => {
    if (!device || taken.has(device.id) || matches.has(row)) return
    matches.set(row, device)
    taken.add(device.id)
  }
  const byIdentity = new Map(held.devices.map((device) => [`${keyOfOwner(device)}\n${device.identity}`, device]))
  for (const row of rows) take(row, byIdentity.get(`${row.organisationKey}\n${row.identity.text}`))

  const loose = rows.filter((row) => row.identity.by === 'label' && !matches.has(row))
  const namesakes = loose.length === 0 ? new Namesakes<DeviceRow>() : unsitedByLabel(held, keyOfOwner, sealer)
  const isFree = (device: DeviceRow) => !taken.has(device.id)
  for (const row of loose) take(row, namesakes.find(labelOf(row), row.facts, isFree))

  const unmatched = rows.filter((row) => !matches.has(row))
  // Most files are all new or all known: then nobody needs the marks of a hundred thousand devices.
  const marked = unmatched.length === 0 ? [] : held.devices
  const heldByMark = onlyOnes(marked, (device) => heldMarks(keyOfOwner(device), device))
  const rowByMark = onlyOnes(marked.length === 0 ? [] : rows, marksOf)
  for (const kind of ['serial', 'mac']) {
    for (const row of unmatched) {
      if (matches.has(row)) continue
      const mark = marksOf(row).find((text) => text.includes(`\n${kind}:`))
      const device = mark === undefined || rowByMark.get(mark) === null ? undefined : heldByMark.get(mark)
      if (device && serialsAgree(device.serial, row.facts.serial)) take(row, device)
    }
  }
  return { devices: matches, reused: loose.filter((row) => !matches.has(row) && namesakes.has(labelOf(row))) }
}

/** A MAC that moved to a device with another serial is a swapped network card, or a mistake: not the same device. */
function serialsAgree(a: string | null, b: string | null): boolean {
  const [x, y] = [serialKey(a), serialKey(b)]
  return x === null || y === null || x === y
}

/** Devices that have no site, by label: there it does not say alone which device is meant. */
function unsitedByLabel(held: Held, keyOfOwner: (device: DeviceRow) => string, sealer: Sealer): Namesakes<DeviceRow> {
  const unsited = new Set(held.sites.filter(({ codeKey }) => codeKey === keyOf(UNSITED)).map(({ id }) => id))
  const namesakes = new Namesakes<DeviceRow>()
  for (const device of held.devices) {
    const { id, siteId, label, place, serial, mac } = device
    if (label === null || !unsited.has(siteId)) continue
    const marks = { ...openPlace(id, place, sealer), serial, mac }
    namesakes.add(`${keyOfOwner(device)}\n${keyOf(label)}`, marks, device)
  }
  return namesakes
}

export function openPlace(deviceId: string, place: DeviceRow['place'], sealer: Sealer): Place {
  if (place === null) return { location: null, lat: null, lon: null }
  return JSON.parse(sealer.unseal(place, `devices.place:${deviceId}`)) as Place
}

function heldMarks(organisationKey: string, { serial, mac }: DeviceRow): string[] {
  const [serialText, macText] = [serialKey(serial), ownMac(mac)]
  return [
    ...(serialText === null ? [] : [`${organisationKey}\nserial:${serialText}`]),
    ...(macText === null ? [] : [`${organisationKey}\nmac:${macText}`]),
  ]
}

/** By mark, what alone has it; null where several do, so that it tells none of them apart. */
function onlyOnes<T>(items: readonly T[], marks: (item: T) => readonly string[]): Map<string, T | null> {
  const found = new Map<string, T | null>()
  for (const item of items) for (const mark of marks(item)) found.set(mark, found.has(mark) ? null : item)
  return found
}
