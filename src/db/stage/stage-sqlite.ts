// Rows in a file of their own beside the database. To write them out takes most of the time, and holds nobody up; the
// write that merges them is a statement or two a table, which better-sqlite3 runs without coming back to JavaScript.
import { rmSync } from 'node:fs'
import { threadId } from 'node:worker_threads'
import Connection from 'better-sqlite3'
import type { PgTable } from 'drizzle-orm/pg-core'
import { mergeStatement, shapeOf, type Staged, type StagedAs } from '../bulk.ts'
import type { Stage } from '../database.ts'

/** Writes rows into the table of that name, which has the columns of the other. */
export type WriteRows = (table: PgTable, name: string, rows: readonly Readonly<Record<string, unknown>>[]) => void

export interface SqliteStage extends Stage {
  readonly file: string
  readonly staged: readonly Staged[]
}

let made = 0

/** One process writes to a database, so that a file of the same name is what a killed one has left behind. */
export function stageBeside(database: string, writeRowsInto: (c: Connection.Database) => WriteRows): SqliteStage {
  const file = `${database}.stage-${threadId}-${++made}`
  rmSync(file, { force: true })
  const c = new Connection(file)
  // If the process dies the rows are worth nothing anyway.
  c.pragma('journal_mode = OFF')
  c.pragma('synchronous = OFF')
  const writeRows = writeRowsInto(c)
  const staged: Staged[] = []
  const put = (table: PgTable, rows: Parameters<WriteRows>[2], as: StagedAs) => {
    let into = staged.find((one) => one.table === table && one.as === as)
    if (!into) {
      into = { table, as, name: `${as}_${shapeOf(table).name}` }
      c.exec(`CREATE TABLE ${into.name} (${columnsOf(table)})`)
      staged.push(into)
    }
    if (rows.length === 0) return
    c.exec('BEGIN')
    writeRows(table, into.name, rows)
    c.exec('COMMIT')
  }
  return {
    file,
    staged,
    add: async (table, rows) => put(table, rows, 'new'),
    replace: async (table, rows) => put(table, rows, 'changed'),
    addMissing: async (table, rows) => put(table, rows, 'missing'),
    async close() {
      c.close()
      rmSync(file, { force: true })
    },
  }
}

/** Kept in mind rather than asked for: every write ends with the question. */
const attachedTo = new WeakSet<Connection.Database>()

/** Inside a transaction of `c`. The file stays attached until `detach`, which must wait for the transaction's end. */
export function mergeInto(c: Connection.Database, { file, staged }: SqliteStage): void {
  c.prepare('ATTACH ? AS staged').run(file)
  attachedTo.add(c)
  // Words were looked at as they were staged. CHECK (… IN …) would look at each again, in a third of the merge's time.
  c.pragma('ignore_check_constraints = ON')
  try {
    for (const one of staged) c.exec(mergeStatement(one, `staged.${one.name}`))
  } finally {
    c.pragma('ignore_check_constraints = OFF')
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
