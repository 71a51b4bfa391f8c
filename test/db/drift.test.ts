// A table changed without its migration fails here: what the migrations make is compared with what the code says.
import { getTableConfig as sqliteConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { getTableConfig as postgresConfig, type PgTable } from 'drizzle-orm/pg-core'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { postgresTables } from '../../src/db/postgres.ts'
import { connectSqlite, sqliteTables } from '../../src/db/sqlite.ts'
import { openTestDatabase, type Dialect } from '../support/dialects.ts'

interface Shape {
  /** `sites.name not null` or `sites.region`, sorted. */
  columns: string[]
  /** `sites_code_key (organisation_id, code_key)`, sorted. */
  uniqueIndexes: string[]
}

const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

function declared(dialect: Dialect): Shape {
  const configs =
    dialect === 'sqlite'
      ? Object.values(sqliteTables).map((t) => sqliteConfig(t as unknown as SQLiteTable))
      : Object.values(postgresTables).map((t) => postgresConfig(t as PgTable))
  const shape: Shape = { columns: [], uniqueIndexes: [] }
  for (const { name, columns, indexes, primaryKeys } of configs) {
    const inKey = new Set(primaryKeys.flatMap((key) => key.columns.map((c) => c.name)))
    for (const c of columns) {
      const required = c.notNull || c.primary || inKey.has(c.name)
      shape.columns.push(`${name}.${snake(c.name)}${required ? ' not null' : ''}`)
    }
    for (const { config } of indexes) {
      const on = config.columns.map((c) => ('name' in c ? snake(c.name ?? '') : '?'))
      if (config.unique) shape.uniqueIndexes.push(`${config.name} (${on.join(', ')})`)
    }
  }
  return { columns: shape.columns.sort(), uniqueIndexes: shape.uniqueIndexes.sort() }
}

function inSqlite(file: string): Shape {
  const c = connectSqlite(file)
  const columns = c
    .prepare(
      `SELECT m.name || '.' || p.name || CASE WHEN p."notnull" OR p.pk THEN ' not null' ELSE '' END
       FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name != 'migrations'`,
    )
    .pluck()
    .all() as string[]
  const uniqueIndexes = c
    .prepare(
      `SELECT i.name || ' (' || (SELECT group_concat(x.name, ', ') FROM pragma_index_info(i.name) x) || ')'
       FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i."unique" AND i.origin = 'c'`,
    )
    .pluck()
    .all() as string[]
  c.close()
  return { columns: columns.sort(), uniqueIndexes: uniqueIndexes.sort() }
}

async function inPostgres(url: string): Promise<Shape> {
  const c = new Client({ connectionString: url })
  await c.connect()
  const columns = await c.query<{ s: string }>(
    `SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS s
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name != 'migrations'`,
  )
  const indexes = await c.query<{ s: string }>(
    `SELECT i.relname || ' (' || string_agg(a.attname, ', ' ORDER BY k.n) || ')' AS s
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
     CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(col, n)
     JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.col
     WHERE x.indisunique AND NOT x.indisprimary AND i.relnamespace = 'public'::regnamespace GROUP BY i.relname`,
  )
  await c.end()
  return { columns: columns.rows.map((r) => r.s).sort(), uniqueIndexes: indexes.rows.map((r) => r.s).sort() }
}

describe('the migrated database', () => {
  const closers: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const close of closers) await close()
  })

  it('has on SQLite the columns and unique indexes that tables.ts declares', async () => {
    const { source, close } = await openTestDatabase('sqlite')
    closers.push(close)
    expect(inSqlite(source)).toEqual(declared('sqlite'))
  })

  it('has on PostgreSQL the columns and unique indexes that tables.ts declares', async () => {
    const { source, close } = await openTestDatabase('postgres')
    closers.push(close)
    expect(await inPostgres(source)).toEqual(declared('postgres'))
  })

  it('has the same columns on both', () => {
    expect(declared('sqlite')).toEqual(declared('postgres'))
  })
})
