import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, describe, inject } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { migrateSqlite } from '../../src/db/migrate.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import type { Sealer } from '../../src/shared/sealed.ts'
import { TEMPLATE } from './postgres-server.ts'
import { testSealer } from './sealer.ts'

export const DIALECTS = ['sqlite', 'postgres'] as const
export type Dialect = (typeof DIALECTS)[number]

/** Runs the suite once per dialect. `open` gives a fresh, migrated, empty database that is closed at the end. */
export function eachDialect(name: string, suite: (open: () => Promise<Database>, dialect: Dialect) => void) {
  for (const dialect of DIALECTS) {
    describe(`${name} (${dialect})`, () => {
      const closers: (() => Promise<void>)[] = []
      afterAll(async () => {
        for (const close of closers.reverse()) await close()
      })
      suite(async () => {
        const { db, close } = await openTestDatabase(dialect)
        closers.push(close)
        return db
      }, dialect)
    })
  }
}

/** Opens a new database of the dialect. `source` opens it again: for a second process, or a worker. */
export async function openTestDatabase(dialect: Dialect) {
  const made = dialect === 'sqlite' ? await makeSqlite() : await makePostgres()
  const db = openAgain(made.source)
  return {
    db,
    source: made.source,
    async close() {
      await db.close()
      await made.drop()
    },
  }
}

/** A SQLite file or a Postgres URL. */
export function openAgain(source: string, sealer: Sealer = testSealer): Database {
  if (!source.startsWith('postgres:')) return openSqlite({ file: source, sealer })
  return openPostgres({ url: source, sealer, random: fractions(), onIdleError: () => {} })
}

async function makeSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-test-'))
  const source = join(folder, 'lenscap.sqlite')
  await migrateSqlite(source, 'migrations/sqlite')
  return { source, drop: async () => rmSync(folder, { recursive: true, force: true }) }
}

let made = 0
async function makePostgres() {
  const server = inject('postgresServer')
  const name = `lenscap_${process.pid}_${made++}`
  const asAdmin = async (sql: string) => {
    const admin = new Client({ connectionString: `${server}/postgres` })
    await admin.connect()
    // Cloning needs the template to itself, and other files clone it too: the lock makes them queue.
    await admin.query('SELECT pg_advisory_lock(1)')
    await admin.query(sql)
    await admin.end()
  }
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
  return { source: `${server}/${name}`, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) }
}

function fractions() {
  let last = 0
  return () => (last = (last * 0.61803398875 + 0.3819660113) % 1)
}
