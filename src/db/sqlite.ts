import { setTimeout as sleep } from 'node:timers/promises'
import Connection from 'better-sqlite3'
import { sql, type Column } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Sealer } from '../shared/sealed.ts'
import { shapeOf } from './bulk.ts'
import { takeFrom } from './claims/claims-sqlite.ts'
import { outermost, tooBusy, type Claims, type Database, type InsertRows, type Stage, type Writes } from './database.ts'
import { dumpSqlite } from './dump/dump-sqlite.ts'
import { errorKind } from './errors.ts'
import { sqliteKit } from './kit.ts'
import { detach, mergeInto, stageBeside, type SqliteStage, type WriteRows } from './stage/stage-sqlite.ts'
import { defineTables } from './tables.ts'
import { makeWriteQueue, type WriteTurn } from './write-turn.ts'

export const sqliteTables = defineTables(sqliteKit)

/** 200 tries, 50 ms apart: ten seconds, after which the caller is told to come back (design section 4). */
const BUSY_TRIES = 200
const BUSY_PAUSE_MS = 50
/** A hundred times what making or closing a database takes. */
const CONNECT_WAIT_MS = 2000

export interface SqliteOptions {
  readonly file: string
  readonly sealer: Sealer
  /** Given in worker threads, which queue with the rest of their process. */
  readonly turn?: WriteTurn
}

/** Opens an embedded database: one handle that reads, one that writes, in WAL mode, so that readers never wait. */
export function openSqlite({ file, sealer, turn = makeWriteQueue() }: SqliteOptions): Database {
  const queries = (c: Connection.Database) =>
    Object.assign(drizzle(c, { casing: 'snake_case' }), {
      t: sqliteTables,
      sealer,
      insertRows: insertRowsInto(c),
      insertStaged: async (stage: Stage) => mergeInto(c, stage as SqliteStage),
    }) as unknown as Writes
  const writer = connectSqlite(file)
  const reader = connectSqlite(file)
  reader.pragma('query_only = ON')
  const w = queries(writer)
  const claims: Claims = Object.assign(w, { take: takeFrom(writer), skipLocked: sql`` })
  return {
    dialect: 'sqlite',
    read: queries(reader),
    write: (work) => outermost(work, (whole) => turn(() => transact(writer, () => whole(w)))),
    claim: (_turn, work) =>
      outermost(
        () => work(claims),
        (whole) => turn(() => transact(writer, () => whole(claims))),
      ),
    async snapshot(work) {
      const own = connectSqlite(file)
      try {
        own.pragma('query_only = ON')
        own.exec('BEGIN')
        return await work(queries(own))
      } finally {
        own.close()
      }
    },
    stage: () => stageBeside(file, writeRowsInto),
    dump: () => dumpSqlite(file, () => connectSqlite(file)),
    async close() {
      await turn(async () => writer.close())
      reader.close()
    },
  }
}

export function connectSqlite(file: string): Connection.Database {
  const c = new Connection(file)
  // Whoever makes the database, or closes it last, holds all of it for some milliseconds, and two commands may start at
  // the same moment. SQLite waits for no longer than that here.
  c.pragma(`busy_timeout = ${CONNECT_WAIT_MS}`)
  c.pragma('journal_mode = WAL')
  // Zero from here on, because better-sqlite3 would wait inside the event loop: `whenFree` waits outside it.
  c.pragma('busy_timeout = 0')
  // FULL: an order that was acknowledged survives a power cut. NORMAL may lose the last commits in WAL mode.
  c.pragma('synchronous = FULL')
  c.pragma('foreign_keys = ON')
  return c
}

function insertRowsInto(c: Connection.Database): InsertRows {
  const write = writeRowsInto(c)
  return async (table, rows) => write(table, shapeOf(table).name, rows)
}

/** One statement a table, prepared once and run for each row: there is no server to save a journey to. */
function writeRowsInto(c: Connection.Database): WriteRows {
  const prepare = (table: PgTable, name: string) => {
    const { columns } = shapeOf(table)
    const names = columns.map(([, column]) => column)
    const marks = names.map(() => '?')
    const statement = c.prepare(`INSERT INTO ${name} (${names.join(', ')}) VALUES (${marks.join(', ')})`)
    return { statement, keys: columns.map(([key]) => key), writers: columns.map(([, , column]) => writerOf(column)) }
  }
  const held = new Map<string, ReturnType<typeof prepare>>()
  return (table, name, rows) => {
    const insert = held.get(name) ?? prepare(table, name)
    held.set(name, insert)
    const { statement, keys, writers } = insert
    const values: unknown[] = keys.map(() => null)
    for (const row of rows) {
      for (let i = 0; i < keys.length; i++) {
        const value = row[keys[i]!]
        values[i] = value === undefined || value === null ? null : writers[i]!(value)
      }
      statement.run(values)
    }
  }
}

type Writer = (value: unknown) => unknown

/** How a column's values are given to the driver. A word that is none of the column's is refused, as its CHECK would. */
function writerOf(column: Column): Writer {
  const words = column.enumValues && new Set<unknown>(column.enumValues)
  if (!words) return (value) => column.mapToDriverValue(value)
  return (value) => {
    if (!words.has(value)) throw new TypeError(`"${String(value)}" is no word of the column ${column.name}.`)
    return value
  }
}

async function transact<T>(c: Connection.Database, work: () => Promise<T>): Promise<T> {
  await whenFree(() => c.exec('BEGIN IMMEDIATE'))
  try {
    const result = await work()
    c.exec('COMMIT')
    return result
  } catch (error) {
    if (c.inTransaction) c.exec('ROLLBACK')
    throw error
  } finally {
    detach(c)
  }
}

/** Repeats `take` while another process holds the file, letting the event loop run in between. */
export async function whenFree(take: () => void): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return take()
    } catch (error) {
      if (errorKind(error) !== 'busy') throw error
      if (tries >= BUSY_TRIES) throw tooBusy()
      await sleep(BUSY_PAUSE_MS)
    }
  }
}
