// When a row of an inventory is a device that was seen before. Within one organisation, and in this order:
//   1. site and label; a label that names no site is the same device only in the same place, with the same serial and MAC
//   2. serial
//   3. MAC, if it is the device's own
//   4. failing all, a hash of what the row says of the device, and which of several alike it is; never the row number,
//      so that a sorted or shortened file still finds its devices.
import { parseMac } from '../../../register/mac.ts'
import { keyOf } from '../../../shared/text.ts'
import { placeText } from '../../device.ts'
import type { Facts } from '../../inventory/columns.ts'

export interface Identity {
  /** Unique within the organisation; stored with the device. */
  readonly text: string
  readonly by: 'site-and-label' | 'label' | 'serial' | 'mac' | 'derived'
}

/** A keyed hash: a place must not be guessed from it. */
export type Hash = (text: string) => string

/** `siteKey` is null when nothing names the row's site. A derived identity still lacks its number; see `nth`. */
export function identify(facts: Facts, siteKey: string | null, hash: Hash): Identity {
  const label = facts.device === null ? undefined : encoded(keyOf(facts.device))
  if (label !== undefined && siteKey !== null) {
    return { text: `label:${encoded(siteKey)}/${label}`, by: 'site-and-label' }
  }
  if (label !== undefined) {
    const mark = JSON.stringify([placeKey(facts), serialKey(facts.serial), ownMac(facts.mac)])
    return { text: `unsited:${label}/${hash(mark)}`, by: 'label' }
  }
  const serial = serialKey(facts.serial)
  if (serial !== null) return { text: `serial:${serial}`, by: 'serial' }
  const mac = ownMac(facts.mac)
  if (mac !== null) return { text: `mac:${mac}`, by: 'mac' }
  const { kind, manufacturer, model, firmware, ip, recorder, installedOn } = facts
  const what = [kind, manufacturer, model, firmware, ip, recorder, installedOn].map((fact) => fact && keyOf(fact))
  return { text: `derived:${hash(JSON.stringify([siteKey, placeKey(facts), ...what]))}`, by: 'derived' }
}

/** As encodeURIComponent, which takes longer to find out that there is nothing to encode. */
function encoded(text: string): string {
  return PLAIN.test(text) ? text : encodeURIComponent(text)
}

const PLAIN = /^[\w.!~*'()-]*$/

/** The nth of several rows that say the same of a device: the first is 1. */
export function nth(identity: Identity, n: number): Identity {
  return { ...identity, text: `${identity.text}/${n}` }
}

/** Null for what is no serial: blank, or the same digit throughout, as people type to fill a field. */
export function serialKey(serial: string | null): string | null {
  if (serial === null || /^(.)\1*$/.test(serial)) return null
  return keyOf(serial).replace(/\s/g, '')
}

/** As devices hold it. Null for a group or locally administered address: it is kept, and says nothing about which device it is. */
export function ownMac(mac: string | null): string | null {
  const reading = mac === null ? undefined : parseMac(mac)
  return reading?.ok && reading.mac.nature === 'global' ? reading.mac.hex.toLowerCase() : null
}

function placeKey(facts: Facts): string | null {
  const place = placeText(facts)
  return place === null ? null : keyOf(place)
}

/** What tells two devices with one label apart where no site does. */
export interface Marks {
  readonly location: string | null
  readonly lat: number | null
  readonly lon: number | null
  readonly serial: string | null
  readonly mac: string | null
}

/** Location, point, serial, MAC: each null where nothing is said. */
type MarkKeys = readonly (string | null)[]

function keysOf({ location, lat, lon, serial, mac }: Marks): MarkKeys {
  const point = lat === null || lon === null ? null : `${lat.toFixed(6)} ${lon.toFixed(6)}`
  return [location === null ? null : keyOf(location), point, serialKey(serial), ownMac(mac)]
}

/** Whether they may be of one device: nothing that both state differs. */
function agree(a: MarkKeys, b: MarkKeys): boolean {
  return a.every((key, i) => key === null || b[i] === null || key === b[i])
}

interface Namesake<T> {
  readonly item: T
  readonly keys: MarkKeys
}

/**
 * Devices by a label that does not tell them apart. Ten thousand may share one ("camera"), so a look goes only through
 * those that agree on the mark which the fewest do.
 */
export class Namesakes<T> {
  readonly #byLabel = new Map<string, Namesake<T>[]>()
  readonly #byMark = new Map<string, Namesake<T>[]>()

  add(label: string, marks: Marks, item: T): void {
    const namesake = { item, keys: keysOf(marks) }
    append(this.#byLabel, label, namesake)
    namesake.keys.forEach((key, i) => append(this.#byMark, bucket(label, i, key), namesake))
  }

  has(label: string): boolean {
    return this.#byLabel.has(label)
  }

  /** One that may be the device with these marks. */
  find(label: string, marks: Marks, isFree: (item: T) => boolean = () => true): T | undefined {
    const keys = keysOf(marks)
    let candidates = this.#byLabel.get(label) ?? []
    keys.forEach((key, i) => {
      if (key === null) return
      const same = this.#byMark.get(bucket(label, i, key)) ?? []
      const silent = this.#byMark.get(bucket(label, i, null)) ?? []
      if (same.length + silent.length < candidates.length) candidates = [...same, ...silent]
    })
    return candidates.find((other) => agree(other.keys, keys) && isFree(other.item))?.item
  }
}

function bucket(label: string, mark: number, key: string | null): string {
  return JSON.stringify([label, mark, key])
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key)
  if (list) list.push(item)
  else map.set(key, [item])
}
