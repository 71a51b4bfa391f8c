// Rows in a file of their own beside the database. To write them out takes most of the time, and holds nobody up; the
// write that merges them is one statement a table, which better-sqlite3 runs without coming back to JavaScript.
import { rmSync } from 'node:fs'
import { threadId } from 'node:worker_threads'
import Connection from 'better-sqlite3'
import type { PgTable } from 'drizzle-orm/pg-core'
import { shapeOf } from '../bulk.ts'
import type { InsertRows, Stage } from '../database.ts'

export interface SqliteStage extends Stage {
  readonly file: string
  readonly tables: ReadonlySet<PgTable>
}

let made = 0

/** One process writes to a database, so that a file of the same name is what a killed one has left behind. */
export function stageBeside(database: string, insertRowsInto: (c: Connection.Database) => InsertRows): SqliteStage {
  const file = `${database}.stage-${threadId}-${++made}`
  rmSync(file, { force: true })
  const c = new Connection(file)
  // If the process dies the rows are worth nothing anyway.
  c.pragma('journal_mode = OFF')
  c.pragma('synchronous = OFF')
  const insertRows = insertRowsInto(c)
  const tables = new Set<PgTable>()
  return {
    file,
    tables,
    async add(table, rows) {
      if (!tables.has(table)) c.exec(`CREATE TABLE ${shapeOf(table).name} (${columnsOf(table)})`)
      tables.add(table)
      c.exec('BEGIN')
      await insertRows(table, rows)
      c.exec('COMMIT')
    },
    async close() {
      c.close()
      rmSync(file, { force: true })
    },
  }
}

/** Kept in mind rather than asked for: every write ends with the question. */
const attachedTo = new WeakSet<Connection.Database>()

/** Inside a transaction of `c`. The file stays attached until `detach`, which must wait for the transaction's end. */
export function mergeInto(c: Connection.Database, { file, tables }: SqliteStage): void {
  c.prepare('ATTACH ? AS staged').run(file)
  attachedTo.add(c)
  for (const table of tables) {
    const { name } = shapeOf(table)
    const columns = columnsOf(table)
    c.exec(`INSERT INTO main.${name} (${columns}) SELECT ${columns} FROM staged.${name}`)
  }
}

export function detach(c: Connection.Database): void {
  if (attachedTo.delete(c)) c.exec('DETACH staged')
}

function columnsOf(table: PgTable): string {
  return shapeOf(table)
    .columns.map(([, name]) => name)
    .join(', ')
}
