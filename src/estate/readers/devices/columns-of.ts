// Columns that a format has under names of its own: which of them a file has, what they mean, and what is added to them.
// The file's own columns stay as they are, so that its owner knows them again in a report.
import type { Content } from '../content.ts'
import { mapRows, type RawRow, type RawTable } from '../table.ts'
import { firstCells, isDelimited } from '../text/csv.ts'

/** `Serial number` and `serial_number` are one name. */
export function nameOf(header: string): string {
  return header
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, '_')
    .replace(/^_|_$/g, '')
}

/** The names in the first line of what may be CSV; none for what is something else. */
export function startOfHeader(content: Content): ReadonlySet<string> {
  return new Set(isDelimited(content) ? firstCells(content).map(nameOf) : [])
}

/** Field to header, of the fields that the file has a column for: the first of each field's names that is there. */
export function meaningsOf(
  header: readonly string[],
  means: Readonly<Record<string, readonly string[]>>,
): Record<string, string> {
  const headers = new Map(header.map((name) => [nameOf(name), name]))
  const found: Record<string, string> = {}
  for (const [field, names] of Object.entries(means)) {
    const name = names.find((known) => headers.has(known))
    if (name !== undefined) found[field] = headers.get(name)!
  }
  return found
}

/** What a row says in the column of that name; blank where there is none. */
type Says = (name: string) => string

/** Adds columns by their header. One that is there already, as in a report that is sent again, is told anew. */
export function addColumns(table: RawTable, added: Readonly<Record<string, (says: Says) => string>>): RawTable {
  const header = [...new Set([...table.header, ...Object.keys(added)])]
  const indexes = new Map(table.header.map((name, index) => [nameOf(name), index]))
  const tellers = Object.entries(added).map(([name, tell]) => ({ index: header.indexOf(name), tell }))
  const rows = mapRows(table.rows, (row): RawRow => {
    const given = row.cells
    const cells = header.map((_, index) => given[index] ?? '')
    const says: Says = (name) => given[indexes.get(name) ?? -1]?.trim() ?? ''
    if (!row.broken) for (const { index, tell } of tellers) cells[index] = tell(says)
    return { number: row.number, cells, broken: row.broken }
  })
  const used = new Set([...asked(Object.values(added))].map((name) => table.header[indexes.get(name) ?? -1] ?? ''))
  return { ...table, header, rows, used }
}

/** The names that tellers go by: of a row that says nothing each asks for all that it knows. */
function asked(tellers: readonly ((says: Says) => string)[]): ReadonlySet<string> {
  const names = new Set<string>()
  const nothing: Says = (name) => {
    names.add(name)
    return ''
  }
  for (const tell of tellers) tell(nothing)
  return names
}
