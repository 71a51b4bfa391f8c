import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../../shared/failure.ts'
import type { Sealer } from '../../shared/sealed.ts'
import type { Writes } from '../database.ts'
import { migrateSqlite } from '../migrate.ts'
import { connectSqlite, openSqlite } from '../sqlite.ts'
import type { Part } from './part.ts'

export interface RestoreOptions {
  /** The folder of the dialect's migrations: a backup of an older version is brought up to this one. */
  readonly migrations: string
  readonly sealer: Sealer
  /** Whether what stands there may be replaced; without it, Throws `database-not-empty`. */
  readonly replace: boolean
  /** The last write to what was restored, before anyone can see it. */
  readonly finish: (q: Writes) => Promise<void>
}

/** The new database takes the old one's place in one step, at the very end; until then nothing has changed. */
export async function restoreSqlite(file: string, parts: AsyncIterable<Part>, options: RestoreOptions): Promise<void> {
  if (existsSync(file) && !options.replace) throw notEmpty(`There is a database in ${file} already.`)
  const next = `${file}.restoring`
  removeDatabase(next)
  try {
    for await (const { bytes } of parts) await pipeline(bytes, createWriteStream(next, { mode: 0o600, flush: true }))
    check(next)
    await migrateSqlite(next, options.migrations)
    const db = openSqlite({ file: next, sealer: options.sealer })
    await db.write(options.finish).finally(() => db.close())
    settle(next)
    if (existsSync(file)) settle(file)
    // A log that belongs to the old file must not be played into the new one.
    for (const log of [`${file}-wal`, `${file}-shm`]) rmSync(log, { force: true })
    renameSync(next, file)
  } finally {
    removeDatabase(next)
  }
}

function check(file: string): void {
  const c = connectSqlite(file)
  try {
    const found = c.pragma('integrity_check', { simple: true })
    if (found !== 'ok') throw new Error(`the restored file is not sound: ${String(found)}`)
  } finally {
    c.close()
  }
}

/** Brings everything from the log into the file. An old one that is damaged is left as it is: it is on its way out. */
function settle(file: string): void {
  try {
    const c = connectSqlite(file)
    c.pragma('wal_checkpoint(TRUNCATE)')
    c.close()
  } catch (error) {
    if (file.endsWith('.restoring')) throw error
  }
}

function removeDatabase(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-shm`]) rmSync(part, { force: true })
}

export function notEmpty(message: string): Failure {
  const hint = 'Restore into another place, or say --yes-replace to lose what stands there.'
  return new Failure('database-not-empty', message, hint)
}
