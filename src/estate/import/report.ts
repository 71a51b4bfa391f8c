// What an import tells the person who asked for it. The keys are a contract: scripts read them.
import type { FindingState } from '../../shared/vocabulary.ts'
import type { Coerced } from '../inventory/coerce.ts'
import type { ColumnMap, Unmapped } from '../inventory/columns.ts'
import { shorten, type Complaint, type Warning } from '../inventory/warnings.ts'
import type { Format, RawTable } from '../readers/table.ts'
import type { Decision } from './decide.ts'

export interface ImportReport {
  readonly format: Format
  readonly encoding: string
  /** Rows of data: the sum of the five that follow, unless `--strict` kept everything out. */
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly duplicates: number
  readonly rejected: number
  readonly warnings: readonly Warning[]
  readonly complaints: readonly Complaint[]
  /** Of the devices in the file. */
  readonly findings: Readonly<Record<FindingState, number>>
}

/** Without its cells: of a large file they would take as much memory again as what was read from them. */
export interface FileRead {
  readonly table: Pick<RawTable, 'format' | 'encoding' | 'remarks'>
  readonly rows: number
  readonly map: ColumnMap
  readonly coerced: Coerced
}

export function reportOf(
  { table, rows, map, coerced }: FileRead,
  decision: Decision,
  more: readonly Warning[],
): ImportReport {
  const { created, updated, unchanged, duplicates, findings } = decision
  const complaints = [...coerced.complaints, ...decision.complaints].sort((a, b) => a.row - b.row)
  return {
    format: table.format,
    encoding: table.encoding,
    rows,
    created,
    updated,
    unchanged,
    duplicates,
    rejected: new Set(complaints.map(({ row }) => row)).size,
    warnings: [
      ...table.remarks,
      ...shorten(map.unmapped.map(sayUnmapped)),
      ...coerced.warnings,
      ...decision.warnings,
      ...shorten(more),
    ],
    complaints,
    findings,
  }
}

/** What `--strict` answers when a row was rejected: the same report, with nothing done. */
export function nothingSaved(report: ImportReport): ImportReport {
  const message = 'Nothing was saved: rows were rejected, and the import is all or nothing (--strict).'
  const findings = { flagged: 0, review: 0, unknown: 0, cleared: 0 }
  const warnings = [{ code: NOTHING_SAVED, message }, ...report.warnings]
  return { ...report, created: 0, updated: 0, unchanged: 0, duplicates: 0, findings, warnings }
}

const NOTHING_SAVED = 'nothing-saved'

export function isNothingSaved({ warnings }: ImportReport): boolean {
  return warnings.some(({ code }) => code === NOTHING_SAVED)
}

function sayUnmapped({ header, nearest, sameAs }: Unmapped): Warning {
  if (sameAs !== undefined) {
    const message = `Column "${header}" is left out: "${sameAs}" already gives ${nearest}.`
    return { code: 'column-repeated', message }
  }
  return {
    code: 'unknown-column',
    message: `Column "${header}" is not known and is left out. The nearest known one is ${nearest}.`,
  }
}
