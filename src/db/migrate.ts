// Numbered SQL files, run in order at start. Each runs in a transaction of its own that also records it, behind a lock,
// so that two processes that start together do not both run it. There is no way down: restore a backup, or write the
// next file.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { Failure } from '../shared/failure.ts'
import { connectSqlite, whenFree } from './sqlite.ts'

export interface Migration {
  readonly number: number
  /** `0001_init` */
  readonly name: string
  readonly sql: string
  readonly sha256: string
}
export interface Applied {
  readonly number: number
  readonly name: string
  readonly sha256: string
}

const CREATE =
  'CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL)'
const APPLIED = 'SELECT number, name, sha256 FROM migrations ORDER BY number'
/** Any constant will do, as long as every Lenscap asks for the same: "lens" in ASCII. */
const POSTGRES_LOCK = 0x6c656e73

/** Reads `NNNN_name.sql` files; throws if the numbers are not 1, 2, 3 … */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return files.map((file, i) => {
    const number = Number(file.slice(0, 4))
    if (number !== i + 1) throw new Error(`${join(folder, file)}: expected number ${i + 1}`)
    const sql = readFileSync(join(folder, file), 'utf8')
    return { number, name: file.slice(0, -4), sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/** Returns the names of the migrations that ran. Throws `database-newer` or `migration-changed`. */
export async function migrateSqlite(file: string, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder)
  const c = connectSqlite(file)
  const ran: string[] = []
  try {
    for (;;) {
      await whenFree(() => c.exec('BEGIN IMMEDIATE'))
      try {
        c.exec(CREATE)
        const next = nextMigration(migrations, c.prepare(APPLIED).all() as Applied[])
        if (next) {
          c.exec(next.sql)
          c.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(next.number, next.name, next.sha256)
        }
        c.exec('COMMIT')
        if (!next) return ran
        ran.push(next.name)
      } catch (error) {
        if (c.inTransaction) c.exec('ROLLBACK')
        throw error
      }
    }
  } finally {
    c.close()
  }
}

/** As migrateSqlite. */
export async function migratePostgres(url: string, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder)
  const c = new Client({ connectionString: url })
  await c.connect()
  const ran: string[] = []
  try {
    for (;;) {
      await c.query('BEGIN')
      await c.query('SELECT pg_advisory_xact_lock($1)', [POSTGRES_LOCK])
      await c.query(CREATE)
      const next = nextMigration(migrations, (await c.query<Applied>(APPLIED)).rows)
      if (next) {
        await c.query(next.sql)
        await c.query('INSERT INTO migrations VALUES ($1, $2, $3)', [next.number, next.name, next.sha256])
      }
      await c.query('COMMIT')
      if (!next) return ran
      ran.push(next.name)
    }
  } finally {
    // Ending the connection rolls back what was not committed.
    await c.end()
  }
}

/** Rejects with `not-migrated`, `database-newer` or `migration-changed` unless the database is as this version needs it. */
export async function checkSqlite(file: string, folder: string): Promise<void> {
  const c = connectSqlite(file)
  try {
    refuseUnlessDone(readMigrations(folder), c.prepare(APPLIED).all() as Applied[])
  } finally {
    c.close()
  }
}

/** As checkSqlite. */
export async function checkPostgres(url: string, folder: string): Promise<void> {
  const c = new Client({ connectionString: url })
  await c.connect()
  try {
    refuseUnlessDone(readMigrations(folder), (await c.query<Applied>(APPLIED)).rows)
  } finally {
    await c.end()
  }
}

function refuseUnlessDone(known: readonly Migration[], applied: readonly Applied[]): void {
  const next = nextMigration(known, applied)
  if (!next) return
  const hint = 'Run `lenscap migrate`, or start this version of the server.'
  throw new Failure('not-migrated', `The database waits for migration ${next.name}.`, hint)
}

/** Undefined: the database is up to date. Throws `database-newer` or `migration-changed`. */
export function nextMigration(known: readonly Migration[], applied: readonly Applied[]): Migration | undefined {
  const newest = applied.at(-1)
  if (newest && newest.number > known.length) {
    throw new Failure(
      'database-newer',
      `The database is at migration ${newest.name}, and this version of Lenscap knows ${known.length}.`,
      'Run the version of Lenscap that last wrote to it, or a later one; or restore a backup.',
    )
  }
  for (const { number, name, sha256 } of applied) {
    if (known[number - 1]?.sha256 === sha256) continue
    throw new Failure(
      'migration-changed',
      `Migration ${name} has changed since it ran on this database.`,
      'Put the released file back; a change to the tables is a new migration.',
    )
  }
  return known[applied.length]
}
