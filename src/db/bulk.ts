import type { PgTable } from 'drizzle-orm/pg-core'
import type { Writes } from './database.ts'

/**
 * Postgres takes 65,535 parameters in a statement and SQLite 32,766; 500 rows of up to 40 columns stay below both, and
 * longer statements measured no faster.
 */
const ROWS_A_STATEMENT = 500

/** Inserts all rows, in statements of bounded size. Nothing for an empty list. */
export async function insertAll<T extends PgTable>(q: Writes, table: T, rows: readonly T['$inferInsert'][]) {
  for (const part of inChunks(rows)) await q.insert(table).values(part)
}

/** Splits what will become parameters of one statement (`in (…)`, `values …`). */
export function* inChunks<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += ROWS_A_STATEMENT) yield items.slice(from, from + ROWS_A_STATEMENT)
}
