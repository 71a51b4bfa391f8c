import { createReadStream, rmSync } from 'node:fs'
import type Connection from 'better-sqlite3'
import type { Part } from './part.ts'

export const SQLITE_PART = 'lenscap.sqlite'
/** 4 MB at a time, then others have their turn. */
const PAGES = 1000

/**
 * Copies the file with SQLite's own backup, from a read transaction: writers go on meanwhile, and the copy is of one
 * moment. The copy stands beside the file until it has been read, as readable as the file itself.
 */
export async function* dumpSqlite(file: string, connect: () => Connection.Database): AsyncGenerator<Part> {
  const copy = `${file}.copy`
  // One that a killed process left.
  rmSync(copy, { force: true })
  const c = connect()
  try {
    c.exec('BEGIN')
    c.prepare('SELECT count(*) FROM sqlite_master').get()
    await c.backup(copy, { progress: () => PAGES })
    yield { name: SQLITE_PART, bytes: read(copy) }
  } finally {
    c.close()
    rmSync(copy, { force: true })
  }
}

/** Opened by whoever reads it, and not before. */
async function* read(file: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file)) yield chunk as Buffer
}
