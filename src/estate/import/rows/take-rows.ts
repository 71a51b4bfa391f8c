// A file's rows as they are taken: read, screened, placed, and each either such a row or what is wrong with it. A file is
// gone through more than once, and nothing of a row is kept in between but its keys.
import type { Register } from '../../../register/register.ts'
import { ownCopy } from '../../../shared/text.ts'
import { onlySurveillance } from '../../inventory/screening/only-surveillance.ts'
import type { RowReader } from '../../inventory/rows/read-rows.ts'
import type { Complaint } from '../../inventory/warnings.ts'
import type { RawRow, RawTable } from '../../readers/table.ts'
import type { PlacedRow, RowPlacer } from './place-row.ts'
import { RowIndex } from './row-index.ts'

export interface Taking {
  readonly table: RawTable
  readonly register: Register
  readonly reader: RowReader
  readonly placer: RowPlacer
  /** Keys of the organisations that the caller may write to; null for all, and new ones. */
  readonly allowed: ReadonlySet<string> | null
}

export type Taken =
  { readonly placed: PlacedRow; readonly complaints?: undefined } | { readonly complaints: readonly Complaint[] }

export function takeRow({ table, register, reader, placer, allowed }: Taking, row: RawRow): Taken {
  const found = reader.read(row)
  const read = table.mixed ? onlySurveillance(row.number, found, register) : found
  if (read.complaints) return read
  const placed = placer.place(row.number, read.facts)
  if (allowed && !allowed.has(placed.organisation.key)) return { complaints: [notYours(placed)] }
  return { placed }
}

/** Often enough to be stopped at once, and seldom enough to cost nothing. */
const ROWS_A_PAUSE = 5000

/** A pause lets whoever cancelled be heard; it is told how many rows lie behind. */
export type Pause = (rows: number) => Promise<void>

/** Goes through the whole file, twice where that shows that a column was misread. */
export async function indexRows(taking: Taking, pause: Pause): Promise<{ index: RowIndex; reader: RowReader }> {
  const index = new RowIndex()
  for (const row of taking.table.rows) {
    const taken = takeRow(taking, row)
    if (taken.complaints) index.leaveOut(row.number, taken.complaints)
    else index.add(taken.placed)
    if (index.rows % ROWS_A_PAUSE === 0) await pause(index.rows)
  }
  const reader = taking.reader.reconsidered()
  if (reader) return indexRows({ ...taking, reader }, pause)
  index.close()
  return { index, reader: taking.reader }
}

/** The rows that others repeat: a repetition may stand before what it repeats. */
export async function takeRepeated(taking: Taking, index: RowIndex, pause: Pause): Promise<Map<number, PlacedRow>> {
  const wanted = index.repeatedRows()
  const found = new Map<number, PlacedRow>()
  if (wanted.size === 0) return found
  let at = 0
  for (const row of taking.table.rows) {
    if (wanted.has(at)) {
      const { placed } = takeRow(taking, row) as { placed: PlacedRow }
      found.set(at, { ...placed, facts: owned(placed.facts), identity: owned(placed.identity) })
    }
    if (++at % ROWS_A_PAUSE === 0) await pause(at)
  }
  return found
}

/** Its texts by themselves: each kept row would else keep the megabyte of the file that it was cut from. */
function owned<T extends object>(of: T): T {
  const own = Object.entries(of).map(([name, value]) => [name, typeof value === 'string' ? ownCopy(value) : value])
  return Object.fromEntries(own) as T
}

function notYours({ number, organisation }: PlacedRow): Complaint {
  const message = `"${organisation.name}" is not an organisation that you may change: expected one of yours.`
  return { row: number, column: 'organisation', code: 'organisation-not-yours', message }
}
