// Statements of claims on PostgreSQL: written out once each, and held compiled by each connection.
import { fillPlaceholders } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { types } from 'pg'
import { sha256 } from '../../shared/hash.ts'
import type { Claims, Take } from '../database.ts'
import { objectsOf, writtenOut, type Asked, type Session } from './session-postgres.ts'

/** Half of the hash, 128 bits: PostgreSQL's names end after 63 characters. */
const NAME = 32
/** As many as there may be companies at work at a time; beyond that all are let go, and written out anew as needed. */
const MOST_HELD = 200
const dialect = new PgDialect({ casing: 'snake_case' })

interface Written {
  readonly name: string
  readonly text: string
  readonly params: unknown[]
}
export type WriteOut = (take: Take) => Written

export function writerOut(): WriteOut {
  const held = new Map<string, Written>()
  return ({ key, build }) => {
    const known = held.get(key)
    if (known) return known
    const { sql: text, params } = dialect.sqlToQuery(build())
    const made = { name: `take_${sha256(text).slice(0, NAME)}`, text, params }
    if (held.size >= MOST_HELD) held.clear()
    held.set(key, made)
    return made
  }
}

export function takeOn(session: Session, writeOut: WriteOut): Claims['take'] {
  return async (...takes) => {
    const asked = takes.map((take): Asked => {
      const { name, text, params } = writeOut(take)
      const values = fillPlaceholders(params, take.values).map(writtenOut)
      return { name, text, values, once: take.once ?? false }
    })
    const answers = await session.send(asked)
    return answers.map((answer) => objectsOf(answer, types)) as never
  }
}
