import { Client } from 'pg'
import { nextMigration, readMigrations, type Applied, type Migration } from '../migrate.ts'
import { writesOn } from '../postgres.ts'
import { tablesInOrder } from './dump-postgres.ts'
import type { Part } from './part.ts'
import { notEmpty, type RestoreOptions } from './restore-sqlite.ts'

/** As restoreSqlite, in one transaction. `migration`: the number that the backup was made at. */
export async function restorePostgres(
  url: string,
  parts: AsyncIterable<Part>,
  { migration, ...options }: RestoreOptions & { readonly migration: number },
): Promise<void> {
  const known = readMigrations(options.migrations)
  const c = new Client({ connectionString: url })
  await c.connect()
  try {
    await c.query('BEGIN')
    if ((await tablesInOrder(c)).length > 0) {
      if (!options.replace) throw notEmpty('There are tables in the database already.')
      await c.query('DROP SCHEMA public CASCADE')
      await c.query('CREATE SCHEMA public')
    }
    await c.query('CREATE TABLE migrations (number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL)')
    for (const { sql } of known.slice(0, migration)) await c.query(sql)
    await load(c, parts)
    await migrateOn(c, known)
    await options.finish(writesOn(c, options.sealer))
    await c.query('COMMIT')
  } finally {
    // Ending the connection rolls back what was not committed.
    await c.end()
  }
}

/** Without the triggers: what they would do or refuse has been done once. */
async function load(c: Client, parts: AsyncIterable<Part>): Promise<void> {
  const tables = await tablesInOrder(c)
  for (const name of tables) await c.query(`ALTER TABLE "${name}" DISABLE TRIGGER USER`)
  await c.query(`TRUNCATE ${tables.map((name) => `"${name}"`).join(', ')}`)
  for await (const { name, bytes } of parts) {
    const table = `"${name.replaceAll('"', '')}"`
    for await (const lines of wholeLines(bytes)) {
      const rows = `[${lines.join(',')}]`
      await c.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(null::${table}, $1::json)`, [rows])
    }
  }
  for (const name of tables) await c.query(`ALTER TABLE "${name}" ENABLE TRIGGER USER`)
}

/** Rows at once: as many as came in a chunk of the backup. */
async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    const all = Buffer.concat([rest, chunk])
    const end = all.lastIndexOf('\n')
    rest = all.subarray(end + 1)
    if (end >= 0) yield all.subarray(0, end).toString('utf8').split('\n')
  }
}

async function migrateOn(c: Client, known: readonly Migration[]): Promise<void> {
  for (;;) {
    const applied = await c.query<Applied>('SELECT number, name, sha256 FROM migrations ORDER BY number')
    const next = nextMigration(known, applied.rows)
    if (!next) return
    await c.query(next.sql)
    await c.query('INSERT INTO migrations VALUES ($1, $2, $3)', [next.number, next.name, next.sha256])
  }
}
