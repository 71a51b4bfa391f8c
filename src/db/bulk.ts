// Many rows at once. Drizzle's builder writes the statement anew for every batch, which took a third of an import; so
// rows go in through what each dialect does best: one prepared statement run for each row on SQLite, rows as one JSON
// parameter on PostgreSQL.
import { getTableColumns, getTableName, type Column } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Writes } from './database.ts'

/** Inserts all rows; nothing for an empty list. Columns that a row leaves out are null. */
export async function insertAll<T extends PgTable>(q: Writes, table: T, rows: readonly T['$inferInsert'][]) {
  if (rows.length > 0) await q.insertRows(table, rows)
}

interface TableShape {
  readonly name: string
  readonly columns: readonly (readonly [key: string, name: string, column: Column])[]
}
const shapes = new WeakMap<PgTable, TableShape>()

/** The table's name in SQL, and its columns: key in code, name in SQL, and how a value is written. */
export function shapeOf(table: PgTable): TableShape {
  const known = shapes.get(table)
  if (known) return known
  const columns = Object.entries(getTableColumns(table)).map(
    ([key, column]) => [key, toSnakeCase(key), column] as const,
  )
  const shape = { name: getTableName(table), columns }
  shapes.set(table, shape)
  return shape
}

/** `changed` rows take the place of those with the same id; of `missing` ones only those are added that are not there. */
export type StagedAs = 'new' | 'changed' | 'missing'

/** Rows of a table that lie in another one, of that name. */
export interface Staged {
  readonly table: PgTable
  readonly name: string
  readonly as: StagedAs
}

/** Merges the rows that lie in `from`; the same on both dialects. */
export function mergeStatement({ table, as }: Staged, from: string): string {
  const { name, columns } = shapeOf(table)
  const names = columns.map(([, column]) => column)
  const insert = `INSERT INTO ${name} (${names.join(', ')}) SELECT ${names.join(', ')} FROM ${from}`
  if (as === 'new') return insert
  // Without a WHERE, SQLite takes ON for the beginning of a join.
  if (as === 'missing') return `${insert} WHERE true ON CONFLICT DO NOTHING`
  const set = names.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`)
  return `${insert} WHERE true ON CONFLICT (id) DO UPDATE SET ${set.join(', ')}`
}

/**
 * Postgres takes 65,535 parameters in a statement and SQLite 32,766; 500 rows of up to 40 columns stay below both, and
 * longer statements measured no faster.
 */
const ROWS_A_STATEMENT = 500

/** Splits what will become parameters of one statement (`in (…)`, `values …`). */
export function* inChunks<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += ROWS_A_STATEMENT) yield items.slice(from, from + ROWS_A_STATEMENT)
}
