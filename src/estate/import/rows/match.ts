// Which device of the estate each row is. Stronger identities choose first, for all rows, so that the order of the rows
// does not matter; and a device is taken by one row only.
import type { Named } from './place-row.ts'
import { ownMac, serialKey, Namesakes } from './identity.ts'
import { KeyColumn, KeyIndex, NumberColumn } from './key-index.ts'
import { identityKey, markOf, type RowIndex } from './row-index.ts'

/** What a device of the estate is known by. */
export interface KnownDevice {
  readonly id: string
  readonly identity: string
  readonly serial: string | null
  readonly mac: string | null
}

/** The devices that a file may speak of, by their keys: each has a number, in the order in which they were added. */
export class KnownDevices {
  readonly ids: string[] = []
  readonly identities = new KeyColumn()
  readonly serials = new KeyColumn()
  readonly macs = new KeyColumn()
  readonly byIdentity = new KeyIndex(this.identities)
  /** Those that have a label and no site. */
  readonly unsited = new Namesakes<number>()

  /** Returns its number. */
  add(organisation: Named, { id, identity, serial, mac }: KnownDevice): number {
    this.identities.push(identityKey(organisation, identity))
    this.serials.push(markOf(organisation, serialKey(serial)))
    this.macs.push(markOf(organisation, ownMac(mac)))
    const device = this.ids.push(id) - 1
    this.byIdentity.add(device)
    return device
  }
}

export interface Matched {
  /** The number of a row's device; below 0 for a new one. */
  deviceOf(row: number): number
  isTaken(device: number): boolean
  /** Rows that name no site, new, with a label that a device has already. */
  readonly reused: readonly number[]
}

export function matchRows(rows: RowIndex, known: KnownDevices): Matched {
  const devices = new NumberColumn()
  const taken = new Uint8Array(known.ids.length)
  for (let row = 0; row < rows.rows; row++) devices.push(-1)
  const isNew = (row: number) => rows.isTaken(row) && devices.at(row) < 0
  const take = (row: number, device: number) => {
    if (device < 0 || taken[device] === 1) return
    devices.set(row, device)
    taken[device] = 1
  }
  const matched = {
    deviceOf: (row: number) => devices.at(row),
    isTaken: (device: number) => taken[device] === 1,
    reused: [] as number[],
  }
  if (known.ids.length === 0) return matched

  for (let row = 0; row < rows.rows; row++) {
    if (isNew(row)) take(row, known.byIdentity.find(rows.identities.at(row)))
  }
  for (const { row, label, marks } of rows.loose) {
    if (isNew(row)) take(row, known.unsited.find(label, marks, (device) => taken[device] === 0) ?? -1)
  }
  for (const [mark, shared] of [
    ['serials', rows.sharedSerials],
    ['macs', rows.sharedMacs],
  ] as const) {
    const byMark = onlyOnes(known[mark])
    const firsts = new KeyIndex(rows[mark])
    for (const row of shared) firsts.add(row)
    for (let row = 0; row < rows.rows; row++) {
      if (!isNew(row) || !rows[mark].has(row) || firsts.find(rows[mark].at(row)) >= 0) continue
      const device = byMark(row, rows[mark])
      if (device >= 0 && serialsAgree(rows, row, known, device)) take(row, device)
    }
  }
  matched.reused.push(
    ...rows.loose.filter(({ row, label }) => isNew(row) && known.unsited.has(label)).map(({ row }) => row),
  )
  return matched
}

/** A MAC that moved to a device with another serial is a swapped network card, or a mistake: not the same device. */
function serialsAgree(rows: RowIndex, row: number, known: KnownDevices, device: number): boolean {
  if (!rows.serials.has(row) || !known.serials.has(device)) return true
  return known.serials.is(device, rows.serials.at(row))
}

/** Finds what alone has a mark: where several do, it tells none of them apart. */
function onlyOnes(marks: KeyColumn): (row: number, of: KeyColumn) => number {
  const index = new KeyIndex(marks)
  const several = new Set<number>()
  for (let device = 0; device < marks.length; device++) {
    if (!marks.has(device)) continue
    const first = index.find(marks.at(device))
    if (first < 0) index.add(device)
    else several.add(first)
  }
  return (row, of) => {
    const device = index.find(of.at(row))
    return several.has(device) ? -1 : device
  }
}
