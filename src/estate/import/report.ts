// What an import tells the person who asked for it. The keys are a contract: scripts read them.
import type { Day } from '../../shared/day.ts'
import type { FindingState } from '../../shared/vocabulary.ts'
import type { MappingLine } from '../inventory/map-columns.ts'
import type { Complaint, Warning } from '../inventory/warnings.ts'
import type { MappedFile } from '../mappings/map-file.ts'
import type { Format, RawTable } from '../readers/table.ts'
import type { Decision } from './decide.ts'

export interface ImportReport {
  /** What the import is asked for by, and a dry run committed. */
  readonly importId: string
  readonly format: Format
  readonly encoding: string
  /** Of a spreadsheet, the one that was read. */
  readonly sheet?: string
  /** Every column of the file: which field it was taken for, and how that came about. */
  readonly mapping: readonly MappingLine[]
  /** Rows of data: the sum of the five that follow, unless `--strict` kept everything out. */
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly duplicates: number
  readonly rejected: number
  /** Devices that a full inventory (--complete) of their site did not hold. */
  readonly notSeen: number
  /** The first of those. */
  readonly missing: readonly Missing[]
  readonly warnings: readonly Warning[]
  /** The first thousand; the report of every row has all. */
  readonly complaints: readonly Complaint[]
  readonly complaintsInAll: number
  /** Of the devices in the file. */
  readonly findings: Readonly<Record<FindingState, number>>
}

export interface Missing {
  readonly id: string
  readonly site: string
  readonly label: string | null
  /** When it was last seen. */
  readonly observedOn: Day
}

/** As many as a person goes after by hand; GET /devices?notSeen=true lists all. */
export const MISSING_NAMED = 1000

/** What of the report does not depend on what the estate holds. */
export interface FileRead extends MappedFile {
  readonly table: Pick<RawTable, 'format' | 'encoding' | 'sheet' | 'remarks'>
  readonly rows: number
  /** Headers of columns that were mapped, and are not read after all. */
  readonly leftOut: readonly string[]
  readonly warnings: readonly Warning[]
}

export interface Decided {
  readonly decision: Decision
  readonly missing: readonly Missing[]
  /** Ten of a code at most, and how many more there are. */
  readonly more: readonly Warning[]
}

export function reportOf(
  importId: string,
  { table, rows, mapping, mapWarnings, leftOut, warnings }: FileRead,
  { decision, missing, more }: Decided,
): ImportReport {
  const { created, updated, unchanged, duplicates, rejected, findings, complaints, complaintsInAll } = decision
  return {
    importId,
    format: table.format,
    encoding: table.encoding,
    ...(table.sheet !== undefined && { sheet: table.sheet }),
    mapping: mapping.map((line) => (leftOut.includes(line.column) ? { ...line, field: null, how: null } : line)),
    rows,
    created,
    updated,
    unchanged,
    duplicates,
    rejected,
    notSeen: decision.missing.length,
    missing,
    warnings: [...table.remarks, ...mapWarnings, ...warnings, ...decision.warnings.list(), ...more],
    complaints,
    complaintsInAll,
    findings,
  }
}

/** What `--strict` answers when a row was rejected: the same report, with nothing done. */
export function nothingSaved(report: ImportReport): ImportReport {
  const message = 'Nothing was saved: rows were rejected, and the import is all or nothing (--strict).'
  const findings = { flagged: 0, review: 0, unknown: 0, cleared: 0 }
  const warnings = [{ code: NOTHING_SAVED, message }, ...report.warnings]
  return { ...report, created: 0, updated: 0, unchanged: 0, duplicates: 0, notSeen: 0, missing: [], findings, warnings }
}

const NOTHING_SAVED = 'nothing-saved'

export function isNothingSaved({ warnings }: ImportReport): boolean {
  return warnings.some(({ code }) => code === NOTHING_SAVED)
}

/** Something was to go in, and nothing could. */
export function isAllToCorrect(report: ImportReport): boolean {
  return report.rows === report.rejected && hasToCorrect(report)
}

/** Whether a row was rejected that was meant to go in: what is no surveillance equipment is rightly left out. */
export function hasToCorrect({ complaints }: ImportReport): boolean {
  return complaints.some(({ code }) => code !== 'not-surveillance')
}
