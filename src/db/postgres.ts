import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { Pool, type Client } from 'pg'
import type { Sealer } from '../shared/sealed.ts'
import { shapeOf } from './bulk.ts'
import { claimsOn } from './claims/claims-postgres.ts'
import {
  outermost,
  tooBusy,
  type Claims,
  type Database,
  type InsertRows,
  type Reads,
  type Stage,
  type Writes,
} from './database.ts'
import { dumpPostgres } from './dump/dump-postgres.ts'
import { errorKind } from './errors.ts'
import { postgresKit } from './kit.ts'
import { mergeTables, stageInTables, writeJson, type PostgresStage } from './stage/stage-postgres.ts'
import { defineTables } from './tables.ts'

export const postgresTables = defineTables(postgresKit)

/** Five tries without back-off lost one update of eight at once; ten with it lost none (toolchain.md). */
const TRIES = 10
const FIRST_PAUSE_MS = 5

export interface PostgresOptions {
  readonly url: string
  readonly sealer: Sealer
  /** From 0 to 1, for the back-off; main.ts gives the real one. */
  readonly random: () => number
  /** A pooled connection that broke while nobody used it: worth a line in the log, no more. */
  readonly onIdleError: (error: Error) => void
  readonly connections?: number
}

/** Opens PostgreSQL: a pool that writes, serialisable with retry, and one that can only read. */
export function openPostgres({ url, sealer, random, onIdleError, connections = 5 }: PostgresOptions): Database {
  const writers = new Pool({ connectionString: url, max: connections })
  const readers = new Pool({
    connectionString: url,
    max: connections,
    options: '-c default_transaction_read_only=on',
  })
  // Without a listener, a connection that drops while idle ends the process.
  for (const pool of [writers, readers]) {
    pool.on('error', onIdleError)
    // So does one that drops while in use, although whoever asked is told by what they asked.
    pool.on('connect', (client) => void client.on('error', () => {}))
  }

  const queries = (q: NodePgDatabase) => queriesOn(q, sealer)
  const db = drizzle(writers, { casing: 'snake_case' })
  const view = drizzle(readers, { casing: 'snake_case' })

  async function attempt<T>(run: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await run()
      } catch (error) {
        if (errorKind(error) !== 'not-serialisable') throw error
        if (tries >= TRIES) throw tooBusy()
        await sleep(random() * FIRST_PAUSE_MS * 2 ** tries)
      }
    }
  }
  const serialised = <T>(work: (q: Writes) => Promise<T>) =>
    db.transaction((tx) => work(queries(tx)), { isolationLevel: 'serializable' })
  const claim = claimsOn(writers, queries)
  return {
    dialect: 'postgres',
    read: queries(view),
    write: (work) => outermost(work, (whole) => attempt(() => serialised(whole))),
    claim: (turn, work, how = {}) =>
      outermost(
        (q) => work(q as Claims),
        (whole) => attempt(() => claim(turn, whole, how)),
      ),
    snapshot: (work) =>
      view.transaction((tx) => work(queries(tx) as Reads), {
        isolationLevel: 'repeatable read',
        accessMode: 'read only',
      }),
    stage: () => stageInTables(url, onIdleError),
    dump: () => dumpPostgres(url),
    async close() {
      await Promise.all([readers.end(), writers.end()])
    },
  }
}

function queriesOn(q: NodePgDatabase, sealer: Sealer): Writes {
  const insertRows: InsertRows = (table, rows) => writeJson(q, table, { name: shapeOf(table).name, rows })
  const insertStaged = (stage: Stage) => mergeTables(q, stage as PostgresStage)
  return Object.assign(q, { t: postgresTables, sealer, insertRows, insertStaged }) as unknown as Writes
}

/** For a restore, which writes in a transaction of its own. */
export function writesOn(client: Client, sealer: Sealer): Writes {
  return queriesOn(drizzle(client, { casing: 'snake_case' }), sealer)
}
