import { AsyncLocalStorage } from 'node:async_hooks'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT, PgTable } from 'drizzle-orm/pg-core'
import { Failure } from '../shared/failure.ts'
import type { Sealer } from '../shared/sealed.ts'
import type { Part } from './dump/part.ts'
import type { Tables } from './tables.ts'

type Drizzle = PgDatabase<PgQueryResultHKT, Record<string, never>>

/** Enough to look. A store function that asks for `Reads` cannot change anything, and the compiler holds it to that. */
export type Reads = Pick<Drizzle, 'select' | 'selectDistinct' | '$count'> & {
  readonly t: Tables
  readonly sealer: Sealer
}
/** Enough to look and to change; only `write` hands one out. */
export type Writes = Reads &
  Pick<Drizzle, 'insert' | 'update' | 'delete'> & {
    readonly insertRows: InsertRows
    /** Merges what was staged, each table after those that were staged before it; once a write. */
    readonly insertStaged: (stage: Stage) => Promise<void>
  }

/** A statement written out for both dialects, once for all that are alike: to write it out costs more than to run it. */
export interface Take {
  /** Alike are those of the same text here. */
  readonly key: string
  readonly build: () => SQL
  /** Of its placeholders. */
  readonly values: Readonly<Record<string, unknown>>
  /** It looks at what is the same for whoever asks at the same time: asked by several, it is run once, with the values of the first. */
  readonly once?: true
}

/** Enough to take rows that others are after at the same moment. What insertAll adds is written at the end, with the commit. */
export type Claims = Writes & {
  /** Runs them one after another, in one message to a server, and gives the rows of each as the driver has them. */
  readonly take: <Rows extends readonly unknown[]>(
    ...asked: { [K in keyof Rows]: Take }
  ) => Promise<{ [K in keyof Rows]: Rows[K][] }>
  /** Ends a SELECT that locks what it finds and passes over what others have locked; empty where one writes at a time. */
  readonly skipLocked: SQL
}

/** The dialect's fastest way to add many rows; see bulk.ts. */
export type InsertRows = (table: PgTable, rows: readonly Readonly<Record<string, unknown>>[]) => Promise<void>

/** Many rows that wait until a write adds them: what can be done to them before is done without holding anyone up. */
export interface Stage {
  /** Thousands at a time: each call holds the thread while it runs. None at all fixes the table's turn. */
  add: InsertRows
  /** Rows that take the place of those with the same id. */
  replace: InsertRows
  /** As add, for rows whose keys may be there already, or be put there meanwhile: what is there stays as it is. */
  addMissing: InsertRows
  /** Lets them go. Call it after the write, however that ended. */
  close(): Promise<void>
}

export interface ClaimHow {
  /** It may share its transaction with others who wait: for work that asks little, prepared statements only, and seldom fails. */
  readonly together?: true
}

export interface Database {
  readonly dialect: 'sqlite' | 'postgres'
  /** Committed data only; each statement sees the newest. */
  readonly read: Reads
  /** Several reads of one moment: what others commit meanwhile stays unseen. */
  snapshot<T>(work: (q: Reads) => Promise<T>): Promise<T>
  /**
   * One serialised transaction: writes happen as if one after another, on both dialects. `work` may run more than once
   * (Postgres repeats what it cannot serialise), so it touches nothing but `q`: ids and the time are taken before it.
   * A write inside a write throws. Throws `database-busy` when another process holds the file for over ten seconds.
   */
  write<T>(work: (q: Writes) => Promise<T>): Promise<T>
  /**
   * One transaction that takes rows which many are after at once, and appends what goes with it. On PostgreSQL it is READ
   * COMMITTED, so that takers do not make each other fail; those of the same `turn` (a company) come one after another,
   * and see what the one before them took. On SQLite it is as `write`. What holds for `work` of `write` holds here.
   */
  claim<T>(turn: string, work: (q: Claims) => Promise<T>, how?: ClaimHow): Promise<T>
  stage(): Stage
  /** Everything as of one moment, for a backup; read each part to its end before the next. Writers go on meanwhile. */
  dump(): AsyncIterable<Part>
  close(): Promise<void>
}

const writing = new AsyncLocalStorage<true>()

/** What is to be committed together with the first write of some work: with it or not at all. */
export interface Rider {
  readonly add: (q: Writes) => Promise<void>
  /** `aboard` while the write that carries it is under way. */
  state: 'waiting' | 'aboard' | 'committed'
}
const riders = new AsyncLocalStorage<Rider>()

/** Runs the work, whose first write commits the rider too. What `add` throws fails that write. */
export function withRider<T>(rider: Rider, run: () => Promise<T>): Promise<T> {
  return riders.run(rider, run)
}

/** For a write that several works share: none of their riders is of it. */
export function withoutRider<T>(run: () => Promise<T>): Promise<T> {
  return riders.exit(run)
}

type Work<T> = (q: Writes) => Promise<T>

/** Refuses a write inside a write: on SQLite it would wait for itself for ever. */
export async function outermost<T>(work: Work<T>, run: (work: Work<T>) => Promise<T>): Promise<T> {
  if (writing.getStore()) throw new Error('write() inside write(): pass the queries object down instead')
  const rider = riders.getStore()
  if (rider?.state !== 'waiting') return writing.run(true, () => run(work))
  rider.state = 'aboard'
  try {
    const together: Work<T> = async (q) => {
      await rider.add(q)
      return work(q)
    }
    const result = await writing.run(true, () => run(together))
    rider.state = 'committed'
    return result
  } finally {
    if (rider.state === 'aboard') rider.state = 'waiting'
  }
}

/** What `make` yields, all of it from one snapshot, which ends when the last is read or the reader goes: for long lists. */
export async function* fromSnapshot<T>(db: Database, make: (q: Reads) => AsyncIterable<T>): AsyncGenerator<T> {
  const between = new PassThrough({ objectMode: true })
  const done = db
    .snapshot((q) => pipeline(Readable.from(make(q)), between))
    .catch((error: unknown) => void between.destroy(error as Error))
  try {
    for await (const one of between) yield one as T
  } finally {
    between.destroy()
    await done
  }
}

export function tooBusy(): Failure {
  return new Failure(
    'database-busy',
    'The database is busy: another process has held it for over ten seconds.',
    'Try again. One process at a time may write to a SQLite file: see whether an old lenscap process still runs.',
  )
}
