// Which row holds the names of the columns, in files that people made: titles, dates and blank rows may stand above it.
import type { Content } from '../content.ts'
import { refuse, refuseWide } from '../refuse.ts'
import type { Remark } from '../table.ts'

/** The header is among the first rows, or nobody would find it. */
export const ROWS_LOOKED_AT = 50

export interface Header {
  readonly names: readonly string[]
  /** How many rows stand before the first row of data. */
  readonly rows: number
  readonly remarks: readonly Remark[]
}

/**
 * `first` is the beginning of the table, blank rows included; `number` what the file's owner calls a row. Throws
 * `not-a-csv` when nothing there is a row of names.
 */
export function findHeader(
  { name, options }: Content,
  first: readonly (readonly string[])[],
  number = (row: number) => row + 1,
): Header {
  if (options.noHeader) return { names: [], rows: 0, remarks: [] }
  const filled = first.map((cells) => cells.filter((cell) => cell.trim() !== '').length)
  const usual = usualOf(filled)
  const at = filled.findIndex((n) => n > 0 && !isTitle(n, usual))
  const names = (first[at] ?? []).map((cell) => cell.trim().replace(/\s+/g, ' '))
  refuseWide(name, names.length)
  if (!looksLikeNames(names)) {
    const hint =
      'If its first row is data, add --no-header, and say what its columns are: --map device=1 --map model=2.'
    throw refuse('not-a-csv', `${name} is not a table: its first line is not a row of column names.`, hint)
  }
  const above = filled.slice(0, at).flatMap((n, row) => (n > 0 ? [number(row)] : []))
  return { names, rows: at + 1, remarks: above.length > 0 ? [titles(above, number(at))] : [] }
}

/** Without a header, columns go by their number, as `--map device=3` names them. */
function columnName(index: number): string {
  return `column ${index + 1}`
}

/** Of a file without a header. Throws `too-many-columns`. */
export function numberedColumns({ name }: Content, columns: number): string[] {
  refuseWide(name, columns)
  return Array.from({ length: columns }, (_, i) => columnName(i))
}

/** `--map device=3` of a file without a header. */
export function columnsByNumber(map: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(map).map(([field, column]) => [
    field,
    /^[1-9]\d{0,3}$/.test(column) ? columnName(Number(column) - 1) : column,
  ])
  return Object.fromEntries(named) as Record<string, string>
}

/** A title, or a title and its date, above rows that have much more. */
function isTitle(filled: number, usual: number): boolean {
  return filled === 1 ? usual >= 2 : filled === 2 && usual > 4
}

/** How many cells a row of the table has: a short list may have more titles above it than rows. */
function usualOf(filled: readonly number[]): number {
  const rows = filled.filter((n) => n > 1).toSorted((a, b) => a - b)
  return rows.length > 1 ? rows[Math.floor(rows.length / 2)]! : 1
}

/** Column names are short and at least one has a letter; prose, logs and data without a header are not so. */
function looksLikeNames(names: readonly string[]): boolean {
  const longestName = 200
  return names.some((name) => /\p{L}/u.test(name)) && names.every((name) => name.length <= longestName)
}

function titles(above: readonly number[], header: number): Remark {
  const [first, last] = [above[0]!, above.at(-1)!]
  const message =
    first === last
      ? `Row ${first} stands above the names of the columns in row ${header}, and is taken as a title.`
      : `Rows ${first} to ${last} stand above the names of the columns in row ${header}, and are taken as titles.`
  return { code: 'rows-above-header', message }
}
