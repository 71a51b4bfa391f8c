import Papa from 'papaparse'
import type { EstateFile } from '../src/demo/estate/make-estate.ts'

/** The rows of the demo's files as text, by lower-case column. */
export function rowsOf(files: readonly EstateFile[]): Record<string, string>[] {
  const transformHeader = (header: string): string => header.toLowerCase()
  return files.flatMap(
    ({ csv }) => Papa.parse<Record<string, string>>(csv.replace(/^\uFEFF/, ''), { header: true, transformHeader }).data,
  )
}
