// Which organisation and site each row belongs to, and which rows of the file are one device.
import { byCodeUnit, keyOf } from '../../shared/text.ts'
import type { InventoryRow } from '../inventory/coerce.ts'
import { FIELDS, headerOf, type Facts } from '../inventory/columns.ts'
import type { Complaint, Warnings } from '../inventory/warnings.ts'
import { UNSTATED } from '../organisation.ts'
import { UNSITED } from '../site.ts'
import { identify, Namesakes, nth, ownMac, serialKey, type Hash, type Identity } from './identity.ts'

export interface PlacedRow extends InventoryRow {
  readonly organisation: string
  readonly organisationKey: string
  readonly site: string
  /** Null when nothing names the site: the device goes to its organisation's UNSITED. */
  readonly siteKey: string | null
  readonly identity: Identity
}

export interface Placed {
  /** One for each device. */
  readonly rows: readonly PlacedRow[]
  readonly duplicates: readonly { readonly row: number; readonly of: number }[]
  readonly complaints: readonly Complaint[]
}

export interface Target {
  /** For rows that name none. */
  readonly organisation: string | null
  readonly site: string | null
  /** Keys of the organisations that the caller may write to; null for all, and new ones. */
  readonly allowed: ReadonlySet<string> | null
}

export function placeRows(rows: readonly InventoryRow[], target: Target, hash: Hash, warnings: Warnings): Placed {
  const complaints: Complaint[] = []
  const allowed: PlacedRow[] = []
  for (const row of rows) {
    const placed = place(row, target, hash)
    if (target.allowed && !target.allowed.has(placed.organisationKey)) complaints.push(notYours(placed))
    else allowed.push(placed)
  }
  const numbered = numberAlike(allowed)
  const seen = new Seen(warnings)
  const kept: PlacedRow[] = []
  const duplicates: { row: number; of: number }[] = []
  // Labelled rows first: a row without a label is then found to be one of them by its serial or MAC.
  const labelled = (row: PlacedRow) => row.facts.device !== null
  for (const row of [...numbered.filter(labelled), ...numbered.filter((row) => !labelled(row))]) {
    const same = seen.find(row)
    if (!same) {
      seen.add(row)
      kept.push(row)
    } else {
      const differing = FIELDS.filter((field) => String(row.facts[field]) !== String(same.facts[field]))
      if (differing.length === 0) duplicates.push({ row: row.number, of: same.number })
      else complaints.push(conflict(row, same, differing.map(headerOf)))
    }
  }
  for (const row of kept) warnOfDefaults(row, warnings)
  return { rows: kept.sort((a, b) => a.number - b.number), duplicates, complaints }
}

function place(row: InventoryRow, target: Target, hash: Hash): PlacedRow {
  const organisation = row.facts.organisation ?? target.organisation ?? UNSTATED
  const site = row.facts.site ?? row.facts.siteName ?? target.site
  const siteKey = site === null || keyOf(site) === keyOf(UNSITED) ? null : keyOf(site)
  const identity = identify(row.facts, siteKey, hash)
  return {
    ...row,
    organisation,
    organisationKey: keyOf(organisation),
    site: siteKey === null ? UNSITED : site!,
    siteKey,
    identity,
  }
}

/** Rows alike are numbered in the order of what else they say, so that the order of the file does not matter. */
function numberAlike(rows: readonly PlacedRow[]): PlacedRow[] {
  const derived = rows.filter((row) => row.identity.by === 'derived')
  const numbers = new Map<PlacedRow, number>()
  for (const alike of Map.groupBy(derived, inOrganisation).values()) {
    const says = new Map(alike.map((row) => [row, JSON.stringify(row.facts)]))
    const order = alike.toSorted((a, b) => byCodeUnit(says.get(a)!, says.get(b)!))
    order.forEach((row, i) => numbers.set(row, i + 1))
  }
  return rows.map((row) => (numbers.has(row) ? { ...row, identity: nth(row.identity, numbers.get(row)!) } : row))
}

function inOrganisation(row: PlacedRow): string {
  return `${row.organisationKey}\n${row.identity.text}`
}

/** The devices of the file so far, by everything that may show that a row is one of them. */
class Seen {
  readonly #byIdentity = new Map<string, PlacedRow>()
  readonly #namesakes = new Namesakes<PlacedRow>()
  readonly #byMark = new Map<string, PlacedRow>()
  readonly #warnings: Warnings

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  find(row: PlacedRow): PlacedRow | undefined {
    const same = this.#byIdentity.get(inOrganisation(row))
    if (same) return same
    if (row.identity.by === 'label') {
      const one = this.#namesakes.find(labelOf(row), row.facts)
      if (!one && this.#namesakes.has(labelOf(row))) this.#warnings.tally('label-reused', row.number, sayLabelReused)
      return one
    }
    if (row.facts.device !== null) return undefined
    return marksOf(row)
      .map((mark) => this.#byMark.get(mark))
      .find((other) => other !== undefined)
  }

  add(row: PlacedRow): void {
    this.#byIdentity.set(inOrganisation(row), row)
    if (row.identity.by === 'label') this.#namesakes.add(labelOf(row), row.facts, row)
    for (const mark of marksOf(row)) {
      if (this.#byMark.has(mark)) this.#warnings.tally('serial-shared', row.number, saySerialShared)
      else this.#byMark.set(mark, row)
    }
  }
}

/** Of a row that names no site. */
export function labelOf(row: PlacedRow): string {
  return `${row.organisationKey}\n${keyOf(row.facts.device ?? '')}`
}

/** What shows which device a row is besides its label, in the order in which it counts. */
export function marksOf({ organisationKey, facts }: PlacedRow): string[] {
  const serial = serialKey(facts.serial)
  const mac = ownMac(facts.mac)
  return [
    ...(serial === null ? [] : [`${organisationKey}\nserial:${serial}`]),
    ...(mac === null ? [] : [`${organisationKey}\nmac:${mac}`]),
  ]
}

function warnOfDefaults(row: PlacedRow, warnings: Warnings): void {
  if (row.organisationKey === keyOf(UNSTATED)) {
    warnings.tally(
      'organisation-unstated',
      row.number,
      (rows) => `${rows} without an organisation: put under "${UNSTATED}" (say whose they are with --organisation).`,
    )
  }
  if (row.siteKey === null) {
    warnings.tally(
      'unsited',
      row.number,
      (rows) =>
        `${rows} without a site: put under "${UNSITED}", where work can only be assessed (name the site with --site).`,
    )
    if (saysOfSite(row.facts)) {
      warnings.tally(
        'site-facts-without-site',
        row.number,
        (rows) =>
          `${rows} with facts about a site that no column names (sensitivity, vetting, upgrade, …): those facts are not kept.`,
      )
    }
  }
  if (row.identity.by === 'derived') {
    warnings.tally(
      'identity-derived',
      row.number,
      (rows) =>
        `${rows} without label, serial or MAC: known again only while what is said of the device stays the same.`,
    )
  }
}

function saysOfSite(facts: Facts): boolean {
  return [facts.sensitivity, facts.limbs, facts.vetting, facts.scheduledUpgrade].some((fact) => fact !== null)
}

function conflict(row: PlacedRow, same: PlacedRow, differing: readonly string[]): Complaint {
  const message = `Rows ${same.number} and ${row.number} are one device (the same ${sayBy(row, same)}) and differ in ${differing.join(', ')}: expected one row for each device. Row ${same.number} was kept.`
  return { row: row.number, column: differing[0]!, code: 'conflicting-row', message }
}

function sayBy(row: PlacedRow, same: PlacedRow): string {
  if (row.identity.by === 'site-and-label') return 'site and label'
  if (row.identity.by === 'label') return 'label'
  return row.facts.serial !== null && serialKey(row.facts.serial) === serialKey(same.facts.serial) ? 'serial' : 'MAC'
}

function notYours(row: PlacedRow): Complaint {
  const message = `"${row.organisation}" is not an organisation that you may change: expected one of yours.`
  return { row: row.number, column: 'organisation', code: 'organisation-not-yours', message }
}

export const sayLabelReused = (rows: string) =>
  `${rows} with a label that another device has too, in another place or with another serial or MAC: taken as devices of their own.`
const saySerialShared = (rows: string) =>
  `${rows} with the serial or MAC of another row under another label: taken as devices of their own.`
