import { and, asc, eq, getTableColumns, getTableName, gt, isNotNull, not, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Reads, Writes } from '../db/database.ts'
import type { Sealed } from '../shared/sealed.ts'
import type { SealedColumn } from './sealed-columns.ts'

/** How many fields of the column are wrapped by the key. */
export function countWrappedBy(q: Reads, where: SealedColumn, keyId: string): Promise<number> {
  const { table, sealed } = columnsOf(q, where)
  return q.$count(table, isWrappedBy(sealed, keyId))
}

/** How many fields of the column another key than this one wraps. */
export function countOthers(q: Reads, where: SealedColumn, keyId: string): Promise<number> {
  const { table, sealed } = columnsOf(q, where)
  return q.$count(table, and(isNotNull(sealed), not(isWrappedBy(sealed, keyId))))
}

/**
 * Wraps up to `rows` fields of the column anew that the current key does not wrap yet. Returns how many, and where to go
 * on; undefined at the end. What is done is not found again, so that it may be stopped and repeated at any point.
 */
export async function rewrapSome(q: Writes, where: SealedColumn, { after, rows }: { after?: string; rows: number }) {
  const { table, sealed, by } = columnsOf(q, where)
  const names = Object.fromEntries(where.by.map((name, i) => [name, by[i]!]))
  // A row that has one name is passed over quickly by it.
  const [first] = by.length === 1 ? by : []
  const found = await q
    .select({ ...names, sealed })
    .from(table)
    .where(
      and(
        isNotNull(sealed),
        not(isWrappedBy(sealed, q.sealer.currentKey)),
        first && after !== undefined ? gt(first, after) : undefined,
      ),
    )
    .orderBy(...by.map((column) => asc(column)))
    .limit(rows)
  for (const { sealed: old, ...row } of found as { [name: string]: unknown; sealed: Sealed }[]) {
    const anew = q.sealer.rewrap(old, contextOf(q, where, row))
    await q
      .update(table)
      .set({ [where.column]: anew })
      .where(and(...where.by.map((name, i) => eq(by[i]!, row[name]))))
  }
  const last = found.length < rows ? undefined : String((found.at(-1) as Record<string, unknown>)[where.by[0]!])
  return { done: found.length, next: last }
}

/** Whether a job is being worked on: it may hold fields that are sealed and not yet written. */
export function countRunningJobs(q: Reads): Promise<number> {
  return q.$count(q.t.jobs, eq(q.t.jobs.state, 'running'))
}

function columnsOf(q: Reads, { table: name, column, by }: SealedColumn) {
  const table = q.t[name]
  const columns: Record<string, PgColumn> = getTableColumns(table)
  return { table, sealed: columns[column]!, by: by.map((key) => columns[key]!) }
}

/** What the text in the column of this row is sealed for. */
function contextOf(q: Reads, { table, column, by }: SealedColumn, row: Record<string, unknown>): string {
  return `${getTableName(q.t[table])}.${column}:${by.map((key) => String(row[key])).join(':')}`
}

/** `s1.KEY.…` or `s2.KEY.…`, within quotes in a column of JSON. Key ids hold nothing that LIKE reads otherwise. */
function isWrappedBy(sealed: PgColumn, keyId: string): SQL {
  const text = sql`cast(${sealed} as text)`
  return or(sql`${text} like ${`s_.${keyId}.%`}`, sql`${text} like ${`"s_.${keyId}.%`}`)!
}
