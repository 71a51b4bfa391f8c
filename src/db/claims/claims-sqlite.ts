// Statements of claims on SQLite, where one writes at a time: compiled once each.
import type Connection from 'better-sqlite3'
import type { SQL } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { Claims } from '../database.ts'

/** Texts differ by what each company may do; there are fewer at work at a time. */
const MOST_HELD = 200
const dialect = new SQLiteSyncDialect({ casing: 'snake_case' })

export function takeFrom(c: Connection.Database): Claims['take'] {
  const held = new Map<string, Connection.Statement>()
  return async <Row>(statement: SQL) => {
    const { sql: text, params } = dialect.sqlToQuery(statement)
    const compiled = held.get(text) ?? c.prepare(text)
    if (held.size >= MOST_HELD) held.clear()
    held.set(text, compiled)
    return compiled.all(params) as Row[]
  }
}
