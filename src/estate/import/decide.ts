// Decides what an import changes, on what the estate held at one moment. Writes nothing: the same decision serves a dry
// run, and can be made again when the estate moved meanwhile. Rows go through some thousands at a time, and what they
// change is staged and let go; of a whole file stay only keys, sites and counts.
import type { Reads } from '../../db/database.ts'
import type { Finding } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import type { Day } from '../../shared/day.ts'
import type { Ids } from '../../shared/ids.ts'
import type { Sealer } from '../../shared/sealed.ts'
import type { FindingState, Kind } from '../../shared/vocabulary.ts'
import { Warnings, type Complaint } from '../inventory/warnings.ts'
import type { RawRow } from '../readers/table.ts'
import { changeDevice } from './changes/device-changes.ts'
import { missDevices } from './changes/miss-devices.ts'
import { Places } from './changes/places.ts'
import { compareRows, warnOfDefaults } from './changes/repetitions.ts'
import type { RowOutcome } from './kept/outcome.ts'
import type { RowsKeeper } from './kept/row-files.ts'
import type { Held } from './load-held.ts'
import { matchRows, type Matched } from './rows/match.ts'
import type { PlacedRow } from './rows/place-row.ts'
import { sayLabelReused, type RowIndex } from './rows/row-index.ts'
import { takeRepeated, takeRow, type Pause, type Taken, type Taking } from './rows/take-rows.ts'
import { loadDevices, noChanges, type Changes, type DeviceRow, type OrganisationRow } from './store.ts'

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
  /** The file is the full inventory of its sites. */
  readonly full: boolean
}

export interface Decision {
  /** What is left of them when the rest is staged. */
  readonly changes: Changes
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly duplicates: number
  readonly rejected: number
  readonly findings: Record<FindingState, number>
  /** Ids of devices that a full inventory of their site did not hold. */
  readonly missing: readonly string[]
  /** The first of them, in the order of the rows. */
  readonly complaints: readonly Complaint[]
  readonly complaintsInAll: number
  readonly warnings: Warnings
}

/** Everything that the parts of a decision share. `changes`, `touched` and `warnings` are filled as they go. */
export interface Work {
  readonly held: Held
  readonly making: Making
  readonly changes: Changes
  readonly warnings: Warnings
  /** Organisations whose estate changes. */
  readonly touched: Set<string>
  readonly fundCodes: Set<string>
  /** Findings so far, by what was said of the device. */
  readonly findings: Map<string, Finding>
  /** Keyed hashes of places so far, by their text. */
  readonly placeHashes: Map<string, string>
  /** The ids of the texts of findings that are staged. */
  readonly texts: Set<string>
}

/** The file, and what of the estate it is decided on. */
export interface Given {
  readonly taking: Taking
  readonly index: RowIndex
  readonly held: Held
  readonly making: Making
  /** Of the moment that the rest was loaded in. */
  readonly q: Reads
}

/** What is done on the way. */
export interface Doing {
  readonly keeper: RowsKeeper
  readonly pause: Pause
  /** Takes what has been decided out of the changes. `added`: the new devices among them, with their rows. */
  stage(changes: Changes, added: readonly AddedDevice[]): Promise<void>
}

export interface AddedDevice {
  readonly row: number
  readonly device: DeviceRow
}

/** Enough that a part costs no more than its rows, and few enough to be told of several times a second. */
const ROWS_AT_ONCE = 5000
/** As many as a person reads; the report of every row has all. */
const COMPLAINTS_NAMED = 1000

export async function decide(given: Given, doing: Doing): Promise<Decision> {
  const { taking, index, held, making } = given
  const work: Work = {
    held,
    making,
    changes: noChanges(),
    warnings: new Warnings(index.warnings),
    touched: new Set(),
    fundCodes: new Set(held.fundCodes),
    findings: new Map(),
    placeHashes: new Map(),
    texts: new Set(),
  }
  const matched = matchRows(index, held.known)
  for (const row of matched.reused) work.warnings.tally('label-reused', index.numberOf(row), sayLabelReused)
  const repeated = await takeRepeated(taking, index, doing.pause)
  const rows = new DecidedRows(given, work, { matched, repeated })
  let part: RawRow[] = []
  const decidePart = async () => {
    const added = await rows.decide(part, doing.keeper)
    await doing.stage(work.changes, added)
    part = []
    await doing.pause(rows.rows)
  }
  for (const row of taking.table.rows) if (part.push(row) === ROWS_AT_ONCE) await decidePart()
  await decidePart()
  await rows.places.change(() => doing.stage(work.changes, []))
  const missing = making.full ? missDevices(matched, rows.places, { work, lost: index.lost }) : []
  claimChanged(work)
  await doing.stage(work.changes, [])
  return { ...rows.counts(), changes: work.changes, missing, warnings: work.warnings }
}

interface Resolved {
  readonly matched: Matched
  /** Rows that others repeat. */
  readonly repeated: ReadonlyMap<number, PlacedRow>
}

/** The rows so far, and what came of them. */
class DecidedRows {
  readonly places: Places
  rows = 0
  readonly #given: Given
  readonly #work: Work
  readonly #resolved: Resolved
  readonly #complaints: Complaint[] = []
  #complaintsInAll = 0
  readonly #outcomes = { created: 0, updated: 0, unchanged: 0, duplicate: 0, rejected: 0 }
  readonly #findings = { flagged: 0, review: 0, unknown: 0, cleared: 0 }

  constructor(given: Given, work: Work, resolved: Resolved) {
    this.#given = given
    this.#work = work
    this.#resolved = resolved
    this.places = new Places(work)
  }

  /** The next rows of the file. Returns the new devices among them. */
  async decide(part: readonly RawRow[], keeper: RowsKeeper): Promise<AddedDevice[]> {
    const { matched } = this.#resolved
    const { ids } = this.#work.held.known
    const numbers = part.map((_, i) => matched.deviceOf(this.rows + i)).filter((device) => device >= 0)
    const known = await loadDevices(
      this.#given.q,
      numbers.map((device) => ids[device]!),
    )
    const added: AddedDevice[] = []
    for (const raw of part) {
      const taken = takeRow(this.#given.taking, raw)
      const device = matched.deviceOf(this.rows)
      const outcome = this.#decideRow(taken, device < 0 ? undefined : known.get(ids[device]!), added)
      this.#outcomes[outcome.is]++
      if (outcome.is === 'rejected') this.#complain(raw, outcome)
      keeper.add(raw, outcome)
      this.rows++
    }
    return added
  }

  counts() {
    const { duplicate: duplicates, ...outcomes } = this.#outcomes
    return {
      ...outcomes,
      duplicates,
      findings: this.#findings,
      complaints: this.#complaints,
      complaintsInAll: this.#complaintsInAll,
    }
  }

  #decideRow(taken: Taken, known: DeviceRow | undefined, added: AddedDevice[]): RowOutcome {
    if (taken.complaints) return { is: 'rejected', complaints: taken.complaints.map(({ row: _, ...said }) => said) }
    const { index } = this.#given
    const same = index.repeated(this.rows)
    if (same !== undefined) return compareRows(taken.placed, this.#resolved.repeated.get(same)!)
    const row = { ...taken.placed, identity: index.identityOf(this.rows, taken.placed.identity) }
    warnOfDefaults(row, this.#work.warnings)
    this.places.hear(row)
    const { device, outcome } = changeDevice(row, known, this.places, this.#work)
    this.#findings[device.finding]++
    if (!known) added.push({ row: row.number, device })
    this.#warnOfRecorder(row)
    return outcome
  }

  #warnOfRecorder({ facts: { recorder }, organisation, number }: PlacedRow): void {
    if (recorder === null) return
    if (this.#given.index.hasLabel(organisation, recorder)) return
    if (this.#work.held.hasLabel(organisation, recorder)) return
    this.#work.warnings.tally('recorder-unknown', number, sayRecorderUnknown)
  }

  #complain({ number: row, cells }: RawRow, { complaints }: Extract<RowOutcome, { is: 'rejected' }>): void {
    this.#complaintsInAll += complaints.length
    const room = COMPLAINTS_NAMED - this.#complaints.length
    if (room <= 0) return
    const { header, namedBy } = this.#given.taking.table
    const named = (namedBy !== undefined && cells[header.indexOf(namedBy)]) || undefined
    const where = { row, ...(named !== undefined && { named }) }
    this.#complaints.push(...complaints.slice(0, room).map((said) => ({ ...where, ...said })))
  }
}

const sayRecorderUnknown = (rows: string) => `${rows} with a recorder that names no device of the organisation.`

/** Every organisation whose estate changes gets a new version, so that whoever decided on the old one starts again. */
function claimChanged({ held, changes: { organisations }, touched }: Work): void {
  const already = new Set(organisations.changed.map(({ id }) => id))
  const more = held.organisations.filter(({ id }) => touched.has(id) && !already.has(id))
  organisations.changed.push(...more.map((row): OrganisationRow => ({ ...row, version: row.version + 1 })))
}
