// The rows of a file, by what shows which device each is: which rows are one device, and what each is matched by with the
// estate. Of a row only its keys stay, so that a million rows take some sixty megabytes. Rows are numbered from 0 here, in
// the order of the file; what a person calls a row is its number.
import { ownCopy, keyOf } from '../../../shared/text.ts'
import { Warnings, type Complaint } from '../../inventory/warnings.ts'
import { Namesakes, nth, ownMac, serialKey, type Identity, type Marks } from './identity.ts'
import { hashKey, KeyColumn, KeyIndex, NO_KEY, NumberColumn, type KeyHash } from './key-index.ts'
import type { Named, PlacedRow } from './place-row.ts'

/** What stands for the row that another repeats: it is taken, or it was left out because of what it says. */
const TAKEN = -1
const LEFT_OUT = -2

/** A row with a label and no site: the label does not say alone which device it is. */
export interface LooseRow {
  readonly row: number
  readonly label: string
  readonly marks: Marks
}

export class RowIndex {
  readonly identities = new KeyColumn()
  readonly serials = new KeyColumn()
  readonly macs = new KeyColumn()
  readonly loose: LooseRow[] = []
  /** The first of rows that have a serial or a MAC in common: it tells none of them apart. */
  readonly sharedSerials = new Set<number>()
  readonly sharedMacs = new Set<number>()
  readonly warnings = new Warnings()
  /** Keys of the organisations that the rows belong to. */
  readonly organisationKeys = new Set<string>()
  /** How many rows could not be taken and may be any device; what is no surveillance equipment was rightly left out. */
  lost = 0
  readonly #numbers = new NumberColumn()
  readonly #repeats = new NumberColumn()
  /** Of rows alike, which of them each is; 0 for all others. */
  readonly #alike = new NumberColumn()
  readonly #byIdentity = new KeyIndex(this.identities)
  readonly #bySerial = new KeyIndex(this.serials)
  readonly #byMac = new KeyIndex(this.macs)
  readonly #namesakes = new Namesakes<number>()
  readonly #labels = new KeyIndex(new KeyColumn())
  /** A row without a label may be one of those with one, which therefore go first. */
  readonly #unlabelled: number[] = []
  readonly #derived: { row: number; says: KeyHash }[] = []

  get rows(): number {
    return this.#numbers.length
  }

  leaveOut(number: number, complaints: readonly Complaint[]): void {
    if (complaints.some(({ code }) => code !== 'not-surveillance')) this.lost++
    this.#push(number, LEFT_OUT, [NO_KEY, NO_KEY, NO_KEY])
  }

  add(placed: PlacedRow): void {
    const { facts, organisation, identity } = placed
    const row = this.rows
    this.organisationKeys.add(organisation.key)
    const keys = [
      hashKey(identity.text, organisation.hash),
      markOf(organisation, serialKey(facts.serial)),
      markOf(organisation, ownMac(facts.mac)),
    ] as const
    this.#push(placed.number, TAKEN, keys)
    if (identity.by === 'derived') this.#derived.push({ row, says: hashKey(JSON.stringify(facts)) })
    else if (facts.device === null) this.#unlabelled.push(row)
    else {
      this.#addLabel(labelKey(organisation, facts.device))
      if (identity.by === 'label') this.#addLoose(row, placed)
      else this.#settle(row, this.#byIdentity.find(keys[0]))
    }
  }

  /** After the last row. */
  close(): void {
    for (const row of this.#unlabelled) this.#settle(row, this.#findAlike(row))
    this.#numberAlike()
  }

  /** As its owner calls it. */
  numberOf(row: number): number {
    return this.#numbers.at(row)
  }

  isTaken(row: number): boolean {
    return this.#repeats.at(row) === TAKEN
  }

  /** The row of the same device that was taken; undefined when this one was, or none. */
  repeated(row: number): number | undefined {
    const of = this.#repeats.at(row)
    return of < 0 ? undefined : of
  }

  /** All that another row repeats. */
  repeatedRows(): Set<number> {
    const found = new Set<number>()
    for (let row = 0; row < this.rows; row++) if (this.#repeats.at(row) >= 0) found.add(this.#repeats.at(row))
    return found
  }

  /** With its place among rows alike. */
  identityOf(row: number, identity: Identity): Identity {
    return identity.by === 'derived' ? nth(identity, this.#alike.at(row)) : identity
  }

  /** Whether a row of the organisation has the label. */
  hasLabel(organisation: Named, label: string): boolean {
    return this.#labels.find(labelKey(organisation, label)) >= 0
  }

  #push(number: number, repeats: number, [identity, serial, mac]: readonly [KeyHash, KeyHash, KeyHash]): void {
    this.#numbers.push(number)
    this.#repeats.push(repeats)
    this.#alike.push(0)
    this.identities.push(identity)
    this.serials.push(serial)
    this.macs.push(mac)
  }

  #addLabel(key: KeyHash): void {
    if (this.#labels.find(key) >= 0) return
    this.#labels.keys.push(key)
    this.#labels.add(this.#labels.keys.length - 1)
  }

  #addLoose(row: number, { facts, organisation, number }: PlacedRow): void {
    const label = `${organisation.key}\n${ownCopy(keyOf(facts.device!))}`
    const marks: Marks = {
      ...{ location: owned(facts.location), serial: owned(facts.serial), mac: owned(facts.mac) },
      ...{ lat: facts.lat, lon: facts.lon },
    }
    const same = this.#byIdentity.find(this.identities.at(row))
    const other = same >= 0 ? same : this.#namesakes.find(label, marks)
    if (other === undefined && this.#namesakes.has(label)) this.warnings.tally('label-reused', number, sayLabelReused)
    this.#settle(row, other ?? -1)
    if (!this.isTaken(row)) return
    this.#namesakes.add(label, marks, row)
    this.loose.push({ row, label, marks })
  }

  #findAlike(row: number): number {
    const same = this.#byIdentity.find(this.identities.at(row))
    if (same >= 0) return same
    const bySerial = this.serials.has(row) ? this.#bySerial.find(this.serials.at(row)) : -1
    return bySerial >= 0 || !this.macs.has(row) ? bySerial : this.#byMac.find(this.macs.at(row))
  }

  /** `same`: the row that is the same device; below 0 for none. */
  #settle(row: number, same: number): void {
    if (same >= 0) return this.#repeats.set(row, same)
    this.#byIdentity.add(row)
    this.#addMark(row, this.#bySerial, this.sharedSerials)
    this.#addMark(row, this.#byMac, this.sharedMacs)
  }

  #addMark(row: number, index: KeyIndex, shared: Set<number>): void {
    if (!index.keys.has(row)) return
    const first = index.find(index.keys.at(row))
    if (first < 0) return index.add(row)
    shared.add(first)
    this.warnings.tally('serial-shared', this.numberOf(row), saySerialShared)
  }

  /** Rows alike are numbered in the order of what else they say, so that the order of the file does not matter. */
  #numberAlike(): void {
    const order = this.#derived.sort(
      (a, b) =>
        this.identities.compare(a.row, b.row) || a.says.high - b.says.high || a.says.low - b.says.low || a.row - b.row,
    )
    let [first, n] = [-1, 0]
    for (const { row } of order) {
      n = first >= 0 && this.identities.compare(first, row) === 0 ? n + 1 : 1
      first = row
      this.#alike.set(row, n)
    }
    for (const { row } of order) {
      this.identities.set(row, nthKey(this.identities.at(row), this.#alike.at(row)))
    }
  }
}

/** The key of a device of the estate's identity, made as that of a row is. */
export function identityKey(organisation: Named, identity: string): KeyHash {
  const last = identity.startsWith('derived:') ? identity.lastIndexOf('/') : -1
  if (last < 0) return hashKey(identity, organisation.hash)
  return nthKey(hashKey(identity.slice(0, last), organisation.hash), Number(identity.slice(last + 1)))
}

function nthKey(key: KeyHash, n: number): KeyHash {
  return hashKey(`/${n}`, key)
}

/** `mark`: as serialKey or ownMac give it. */
export function markOf(organisation: Named, mark: string | null): KeyHash {
  return mark === null ? NO_KEY : hashKey(mark, organisation.hash)
}

export function labelKey(organisation: Named, label: string): KeyHash {
  return hashKey(keyOf(label), organisation.hash)
}

function owned(text: string | null): string | null {
  return text === null ? null : ownCopy(text)
}

export const sayLabelReused = (rows: string) =>
  `${rows} with a label that another device has too, in another place or with another serial or MAC: taken as devices of their own.`
const saySerialShared = (rows: string) =>
  `${rows} with the serial or MAC of another row under another label: taken as devices of their own.`
