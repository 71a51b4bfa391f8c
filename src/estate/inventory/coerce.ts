// A table's rows as facts, all at once: for lists that are short enough to be held.
import type { RawTable } from '../readers/table.ts'
import type { Facts } from './columns.ts'
import type { ColumnMap } from './map-columns.ts'
import { RowReader, type ReadOptions } from './rows/read-rows.ts'
import type { Complaint, Warning } from './warnings.ts'

export interface InventoryRow {
  /** 1-based, as a person sees it in the file. */
  readonly number: number
  readonly facts: Facts
}

export interface Coerced {
  readonly rows: readonly InventoryRow[]
  readonly complaints: readonly Complaint[]
  readonly warnings: readonly Warning[]
  /** Headers of columns that were mapped, and are not read after all. */
  readonly leftOut: readonly string[]
}

export function coerce(table: RawTable, map: ColumnMap, options: ReadOptions = {}): Coerced {
  for (let reader = RowReader.of(map, options); ;) {
    const rows: InventoryRow[] = []
    const complaints: Complaint[] = []
    for (const row of table.rows) {
      const read = reader.read(row)
      if (read.complaints) complaints.push(...read.complaints)
      else rows.push({ number: row.number, facts: read.facts })
    }
    const better = reader.reconsidered()
    if (!better) return { rows, complaints, warnings: reader.warnings(), leftOut: reader.leftOut }
    reader = better
  }
}
