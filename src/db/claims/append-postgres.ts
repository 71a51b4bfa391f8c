// Rows to be appended, column by column: what all rows have in common is said once, the rest as lists that the server unnests.
// Of ten events most is in common; as JSON, row by row, they cost the server twice as much.
import type { Column } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { sha256 } from '../../shared/hash.ts'
import { shapeOf } from '../bulk.ts'
import type { Statement } from './message-postgres.ts'

type Rows = readonly Readonly<Record<string, unknown>>[]
type Written = Pick<Statement, 'name' | 'text'>

/** Half of the hash, 128 bits: PostgreSQL's names end after 63 characters. */
const NAME = 32

/** By table and by which columns differ: few of either are appended by claims. */
const written = new Map<string, Written>()

/** Columns that a row leaves out are null. */
export function append(table: PgTable, rows: Rows): Statement {
  const { name, columns } = shapeOf(table)
  const differ = columns.map(([key]) => rows.some((row) => row[key] !== rows[0]![key]))
  // Alike to the last: a list says all the same how many there are.
  if (rows.length > 1 && !differ.includes(true)) differ[0] = true
  const pattern = `${name} ${differ.map(Number).join('')}`
  const known = written.get(pattern) ?? writeOut(table, differ)
  written.set(pattern, known)
  const values = columns.map(([key, , column], i) =>
    differ[i] ? asArray(rows.map((row) => asText(column, row[key]))) : asText(column, rows[0]![key]),
  )
  return { ...known, values }
}

function writeOut(table: PgTable, differ: readonly boolean[]): Written {
  const { name, columns } = shapeOf(table)
  const typed = columns.map(([, , column], i) => `$${i + 1}::${column.getSQLType()}${differ[i] ? '[]' : ''}`)
  const names = columns.map(([, column]) => column)
  const lists = typed.filter((_, i) => differ[i])
  const from =
    lists.length === 0 ? '' : ` FROM unnest(${lists.join(', ')}) AS r(${names.filter((_, i) => differ[i]).join(', ')})`
  const said = typed.map((value, i) => (differ[i] ? `r.${names[i]}` : value))
  const text = `INSERT INTO ${name} (${names.join(', ')}) SELECT ${said.join(', ')}${from}`
  return { name: `append_${sha256(text).slice(0, NAME)}`, text }
}

function asText(column: Column, value: unknown): string | null {
  if (value === null || value === undefined) return null
  const given = column.mapToDriverValue(value)
  if (given instanceof Uint8Array) return `\\x${Buffer.from(given).toString('hex')}`
  return String(given)
}

/** As PostgreSQL reads a list. */
function asArray(list: readonly (string | null)[]): string {
  const said = list.map((one) => (one === null ? 'NULL' : `"${one.replace(/["\\]/g, '\\$&')}"`))
  return `{${said.join(',')}}`
}
