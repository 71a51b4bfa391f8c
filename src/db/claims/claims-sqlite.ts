// Statements of claims on SQLite, where one writes at a time: compiled once each.
import type Connection from 'better-sqlite3'
import { fillPlaceholders } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { Claims, Take } from '../database.ts'

/** Texts differ by what each company may do; there are fewer at work at a time. */
const MOST_HELD = 200
const dialect = new SQLiteSyncDialect({ casing: 'snake_case' })

export function takeFrom(c: Connection.Database): Claims['take'] {
  const held = new Map<string, { statement: Connection.Statement; params: unknown[] }>()
  const compile = ({ key, build }: Take) => {
    const { sql, params } = dialect.sqlToQuery(build())
    const made = { statement: c.prepare(sql), params }
    if (held.size >= MOST_HELD) held.clear()
    held.set(key, made)
    return made
  }
  const run = (asked: Take) => {
    const { statement, params } = held.get(asked.key) ?? compile(asked)
    return statement.all(fillPlaceholders(params, asked.values))
  }
  return async (...asked) => asked.map(run) as never
}
