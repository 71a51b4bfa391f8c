// Decides what an import changes, on what the estate held at one moment. Writes nothing: the same decision serves a dry
// run, and can be made again when the estate moved meanwhile.
import type { Finding } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import type { Day } from '../../shared/day.ts'
import type { Ids } from '../../shared/ids.ts'
import type { Sealer } from '../../shared/sealed.ts'
import type { FindingState, Kind } from '../../shared/vocabulary.ts'
import type { InventoryRow } from '../inventory/coerce.ts'
import { Warnings, type Complaint, type Warning } from '../inventory/warnings.ts'
import { changeDevices, missDevices } from './device-changes.ts'
import type { Outcomes } from './kept/outcome.ts'
import { placeRows, type PlacedRow, type Target } from './place-rows.ts'
import { changePlaces } from './site-changes.ts'
import { noChanges, type Changes, type DeviceRow, type Held, type OrganisationRow } from './store.ts'

/** What new rows are made with. */
export interface Making {
  readonly ids: Ids
  readonly sealer: Sealer
  readonly register: Register
  readonly now: Date
  /** Who imports. */
  readonly by: string
  /** The day that the file describes. */
  readonly asOf: Day
  /** Where designations say that they come from. */
  readonly fileName: string
  /** Of rows that do not say; null: told from the model, else a camera. */
  readonly kind: Kind | null
  /** Set when the file is the full inventory of its sites: how many of its rows could not be read. */
  readonly full: { readonly unread: number } | null
  /** Told now and then how many rows are decided. */
  onRows(done: number): void
}

export interface Decision {
  readonly changes: Changes
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly duplicates: number
  readonly outcomes: Outcomes
  /** Devices that a full inventory of their site did not hold. */
  readonly missing: readonly DeviceRow[]
  readonly complaints: readonly Complaint[]
  readonly warnings: readonly Warning[]
  readonly findings: Record<FindingState, number>
  /** New devices with their rows: to be looked for in other organisations. */
  readonly added: readonly { readonly row: PlacedRow; readonly device: DeviceRow }[]
}

/** Everything that the parts of a decision share. `changes` and `warnings` are filled as they go. */
export interface Work {
  readonly held: Held
  readonly making: Making
  readonly changes: Changes
  readonly warnings: Warnings
  /** Findings so far, by what was said of the device. */
  readonly findings: Map<string, Finding>
}

export function decide(rows: readonly InventoryRow[], held: Held, target: Target, making: Making): Decision {
  const warnings = new Warnings()
  const hash = (text: string) => making.sealer.hash(text, 'devices.identity')
  const placed = placeRows(rows, target, hash, warnings)
  const work: Work = { held, making, changes: noChanges(), warnings, findings: new Map() }
  const places = changePlaces(placed.rows, work)
  const { matched, ...devices } = changeDevices(placed.rows, places, work)
  const missing = making.full === null ? [] : missDevices(placed, matched, { work, unread: making.full.unread })
  claimChanged(work)
  for (const { row, of } of placed.duplicates) devices.outcomes[row] = { is: 'duplicate', of }
  return {
    ...devices,
    missing,
    changes: work.changes,
    duplicates: placed.duplicates.length,
    complaints: placed.complaints,
    warnings: warnings.list(),
  }
}

/** Every organisation whose estate changes gets a new version, so that whoever decided on the old one starts again. */
function claimChanged({ held, changes }: Work): void {
  const { sites, devices, organisations } = changes
  const touched = new Set(
    [...sites.added, ...sites.changed, ...devices.added, ...devices.changed].map((row) => row.organisationId),
  )
  const seen = new Set([...sites.seen, ...devices.seen, ...devices.missed])
  for (const row of [...held.sites, ...held.devices]) if (seen.has(row.id)) touched.add(row.organisationId)
  const already = new Set(organisations.changed.map(({ id }) => id))
  const more = held.organisations.filter(({ id }) => touched.has(id) && !already.has(id))
  organisations.changed.push(...more.map((row): OrganisationRow => ({ ...row, version: row.version + 1 })))
}
