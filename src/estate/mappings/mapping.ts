// A saved mapping: which column is which field in the files of one organisation that have a certain header.
import { createHash } from 'node:crypto'
import { lettersOf } from '../inventory/spelling.ts'
import { headerOf } from '../inventory/columns.ts'
import type { ColumnMap, Mapping } from '../inventory/map-columns.ts'

export interface SavedMapping {
  readonly id: string
  readonly organisationId: string
  readonly organisation: string
  /** Counts how often it was saved or renamed. */
  readonly version: number
  readonly name: string
  readonly headerKey: string
  readonly mapping: Mapping
  readonly recordedAt: Date
  readonly recordedBy: string
}

/** Files with the same columns in the same order have the same key, whatever is between the letters of their names. */
export function headerKeyOf(header: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(header.map(lettersOf)))
    .digest('hex')
}

/** What was taken for what, however it came about. */
export function mappingTaken({ mapped }: ColumnMap): Mapping {
  return Object.fromEntries(mapped.map(({ field, header }) => [headerOf(field), header]))
}

export function isSameMapping(a: Mapping, b: Mapping): boolean {
  const [ours, theirs] = [Object.entries(a), Object.keys(b)]
  return ours.length === theirs.length && ours.every(([field, column]) => b[field] === column)
}
