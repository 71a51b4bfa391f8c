// Statements that every request makes. To write one out and compile it takes many times what running it does, so it is
// done once for each database, and again for each scope or filter that changes its text.
import { sql, type SQL } from 'drizzle-orm'
import { sha256 } from '../shared/hash.ts'
import type { Reads } from './database.ts'

interface Prepared<Rows> {
  /** Values for the statement's placeholders. */
  execute(values: Readonly<Record<string, unknown>>): Promise<Rows>
}
interface Query<Rows> {
  prepare(name: string): Prepared<Rows>
  toSQL(): { sql: string }
}

/** As many as there may be principals at work at a time; beyond that all are let go, and made anew as needed. */
const MOST = 200

/** Half of the hash, 128 bits: PostgreSQL's names end after 63 characters. */
const NAME = 32

/**
 * Text that is given when the statement is run. The cast is for SQLite, which else plans some joins anew for every new
 * text (it is built with STAT4, and looks for that text in its statistics): 20 µs, where the look-up itself takes 7.
 */
export const given = (name: string): SQL => sql`cast(${sql.placeholder(name)} as text)`

/**
 * `build` gives the query, with `given(…)` where values come. It may depend on its second argument, plain JSON such as a
 * scope, and on nothing else: what it gave before for an equal one is used again. Null: it always gives the same.
 */
export function prepared<Rows, By = null, Q extends Reads = Reads>(build: (q: Q, by: By) => Query<Rows>) {
  const byQueries = new WeakMap<Reads, Map<string, Prepared<Rows>>>()
  return (q: Q, by: By): Prepared<Rows> => {
    const held = byQueries.get(q) ?? new Map<string, Prepared<Rows>>()
    byQueries.set(q, held)
    const key = JSON.stringify(by)
    const known = held.get(key)
    if (known) return known
    if (held.size >= MOST) held.clear()
    const query = build(q, by)
    // PostgreSQL holds it for each connection under this name. What differs in values only has one text, and shares it.
    const made = query.prepare(sha256(query.toSQL().sql).slice(0, NAME))
    held.set(key, made)
    return made
  }
}
