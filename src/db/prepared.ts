// Statements that every request makes. To write one out and compile it takes many times what running it does, so it is
// done once for each database, and again for each scope that it is narrowed to.
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

/** As many scopes as there may be principals at work at a time; beyond that all are let go, and made anew as needed. */
const MOST = 200

/** Half of the hash, 128 bits: PostgreSQL's names end after 63 characters. */
const NAME = 32

/**
 * Text that is given when the statement is run. The cast is for SQLite, which else plans some joins anew for every new
 * text (it is built with STAT4, and looks for that text in its statistics): 20 µs, where the look-up itself takes 7.
 */
export const given = (name: string): SQL => sql`cast(${sql.placeholder(name)} as text)`

/**
 * `build` gives the query, with `given(…)` where values come. It may depend on the scope and on nothing else: what
 * it gave before for an equal scope is used again. Scope `null`: the statement is not narrowed.
 */
export function prepared<Rows, Scope = null>(build: (q: Reads, scope: Scope) => Query<Rows>) {
  const byQueries = new WeakMap<Reads, Map<string, Prepared<Rows>>>()
  return (q: Reads, scope: Scope): Prepared<Rows> => {
    const held = byQueries.get(q) ?? new Map<string, Prepared<Rows>>()
    byQueries.set(q, held)
    const key = JSON.stringify(scope)
    const known = held.get(key)
    if (known) return known
    if (held.size >= MOST) held.clear()
    const query = build(q, scope)
    // PostgreSQL holds it for each connection under this name. Scopes of one shape have the same text, and share it.
    const made = query.prepare(sha256(query.toSQL().sql).slice(0, NAME))
    held.set(key, made)
    return made
  }
}
