// A sheet as its maker sees it: columns that say what is in them, and rows that come one at a time.
import type { Day } from '../../../shared/day.ts'

/** `money` is whole pence, `day` a calendar day, `count` a whole number. */
export type Shows = 'text' | 'money' | 'day' | 'count'

export interface SheetColumn {
  readonly title: string
  readonly shows: Shows
  /** In characters. */
  readonly width: number
  /** Added up below the rows. Money and counts only. */
  readonly summed?: true
}

/** As its column says; null: nothing. */
export type Cell = string | number | Day | null

export interface Sheet {
  /** At most 31 characters, none of []:*?/\ */
  readonly name: string
  readonly columns: readonly SheetColumn[]
  readonly rowCount: number
  /** So many, and read once. */
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>
}

/** What came of a sheet when it was written. */
export interface WrittenSheet {
  readonly name: string
  readonly rows: number
  /** By column title: the sum, and the cell that holds it. */
  readonly sums: ReadonlyMap<string, { readonly sum: number; readonly cell: string }>
}

/** A line of the first sheet, written last: words, and beside them text, a number, or a sum taken from another sheet. */
export interface SummaryLine {
  readonly says: string
  readonly value?: { readonly shows: Shows; readonly is: Cell; readonly formula?: string }
  readonly isTitle?: true
}
