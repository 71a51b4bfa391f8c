// Which device of the estate each row is. Stronger identities choose first, for all rows, so that the order of the rows
// does not matter; and a device is taken by one row only.
import type { Sealer } from '../../shared/sealed.ts'
import type { Place } from '../device.ts'
import { keyOf } from '../key.ts'
import { UNSITED } from '../site.ts'
import { mayBeOne, ownMac, serialKey, type Marks } from './identity.ts'
import { marksOf, type PlacedRow } from './place-rows.ts'
import type { DeviceRow, Held } from './store.ts'

/** Matches the rows to the devices held; a row that is not in the map is a new device. */
export function matchDevices(rows: readonly PlacedRow[], held: Held, sealer: Sealer): Map<PlacedRow, DeviceRow> {
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

  const namesakes = unsitedByLabel(held, keyOfOwner)
  for (const row of rows) {
    if (row.identity.by !== 'label' || matches.has(row)) continue
    const alike = namesakes.get(`${row.organisationKey}\n${keyOf(row.facts.device!)}`) ?? []
    take(
      row,
      alike.find((device) => !taken.has(device.id) && mayBeOne(marksOfHeld(device, sealer), row.facts)),
    )
  }

  const heldByMark = onlyOnes(held.devices, (device) => heldMarks(keyOfOwner(device), device))
  const rowByMark = onlyOnes(rows, marksOf)
  for (const kind of ['serial', 'mac']) {
    for (const row of rows) {
      if (matches.has(row)) continue
      const mark = marksOf(row).find((text) => text.includes(`\n${kind}:`))
      const device = mark === undefined || rowByMark.get(mark) === null ? undefined : heldByMark.get(mark)
      if (device && serialsAgree(device.serial, row.facts.serial)) take(row, device)
    }
  }
  return matches
}

/** A MAC that moved to a device with another serial is a swapped network card, or a mistake: not the same device. */
function serialsAgree(a: string | null, b: string | null): boolean {
  const [x, y] = [serialKey(a), serialKey(b)]
  return x === null || y === null || x === y
}

/** Labels of devices that have no site: there the label alone does not say which device is meant. */
export function unsitedByLabel(held: Held, keyOfOwner: (device: DeviceRow) => string): Map<string, DeviceRow[]> {
  const unsited = new Set(held.sites.filter(({ codeKey }) => codeKey === keyOf(UNSITED)).map(({ id }) => id))
  const labelled = held.devices.filter(({ siteId, label }) => label !== null && unsited.has(siteId))
  return Map.groupBy(labelled, (device) => `${keyOfOwner(device)}\n${keyOf(device.label!)}`)
}

function marksOfHeld({ id, place, serial, mac }: DeviceRow, sealer: Sealer): Marks {
  return { ...openPlace(id, place, sealer), serial, mac }
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
