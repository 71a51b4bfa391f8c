// Rows in unlogged tables of their own, which no other session reads or writes: they are sent before the write, and the
// write merges them on the server.
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { Client } from 'pg'
import { mergeStatement, shapeOf, type Staged, type StagedAs } from '../bulk.ts'
import type { Stage } from '../database.ts'

export interface PostgresStage extends Stage {
  readonly staged: readonly Staged[]
}

type Rows = readonly Readonly<Record<string, unknown>>[]

const PREFIX = 'staged_'

/**
 * The stage's session holds a lock on each table's name. A table whose name nobody holds was left behind by a process that
 * was killed, and is dropped by the next that stages anything.
 */
const LEFT_BEHIND = `
  SELECT tablename FROM pg_tables
  WHERE schemaname = current_schema() AND starts_with(tablename, '${PREFIX}')`

/** A connection of its own: those of the pool are for the writes, which imports that all held one would wait for for ever. */
export function stageInTables(url: string, onIdleError: (error: Error) => void): PostgresStage {
  const staged: Staged[] = []
  let session: Promise<Client> | undefined

  async function open(): Promise<Client> {
    const client = new Client({ connectionString: url })
    // Without a listener, a connection that drops while idle ends the process.
    client.on('error', onIdleError)
    await client.connect()
    const { rows } = await client.query<{ tablename: string }>(LEFT_BEHIND)
    for (const { tablename } of rows) {
      const { rows: held } = await client.query<{ free: boolean }>(`SELECT ${lock('try_', tablename)} AS free`)
      if (!held[0]!.free) continue
      await client.query(`DROP TABLE IF EXISTS ${tablename}`)
      await client.query(`SELECT ${lock('', tablename).replace('lock', 'unlock')}`)
    }
    return client
  }
  async function make(client: Client, table: PgTable, as: StagedAs): Promise<Staged> {
    // The server's own chance and clock: processes do not make the same names.
    const { rows } = await client.query<{ name: string }>(
      `SELECT '${PREFIX}' || replace(gen_random_uuid()::text, '-', '') AS name`,
    )
    const one = { table, as, name: rows[0]!.name }
    await client.query(`SELECT ${lock('', one.name)}`)
    await client.query(`CREATE UNLOGGED TABLE ${one.name} (LIKE ${shapeOf(table).name})`)
    staged.push(one)
    return one
  }
  async function put(table: PgTable, rows: Rows, as: StagedAs): Promise<void> {
    const client = await (session ??= open())
    const known = staged.find((one) => one.table === table && one.as === as)
    const one = known ?? (await make(client, table, as))
    await writeJson(drizzle(client), table, { name: one.name, rows })
  }
  return {
    staged,
    add: (table, rows) => put(table, rows, 'new'),
    replace: (table, rows) => put(table, rows, 'changed'),
    addMissing: (table, rows) => put(table, rows, 'missing'),
    async close() {
      const client = await session
      if (!client) return
      try {
        for (const { name } of staged.splice(0)) await client.query(`DROP TABLE IF EXISTS ${name}`)
      } finally {
        // The locks go with the session.
        await client.end()
      }
    },
  }
}

function lock(how: '' | 'try_', name: string): string {
  return `pg_${how}advisory_lock(hashtextextended('${name}', 0))`
}

/** Inside a transaction. */
export async function mergeTables(q: NodePgDatabase, { staged }: PostgresStage): Promise<void> {
  for (const one of staged) await q.execute(sql.raw(mergeStatement(one, one.name)))
}

/** Rows a statement: tens of megabytes of JSON at once would be slower, and held twice in memory. */
const ROWS_AT_ONCE = 5000

/** One statement for thousands of rows, as one parameter of JSON that the server takes apart, into the table of that name. */
export async function writeJson(
  q: NodePgDatabase,
  table: PgTable,
  { name, rows }: { name: string; rows: Rows },
): Promise<void> {
  const { name: type, columns } = shapeOf(table)
  const names = sql.raw(columns.map(([, column]) => column).join(', '))
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const part = rows.slice(from, from + ROWS_AT_ONCE).map((row) => {
      return Object.fromEntries(columns.map(([key, column]) => [column, asJson(row[key])]))
    })
    const values = sql`json_populate_recordset(null::${sql.raw(type)}, ${JSON.stringify(part)}::json)`
    await q.execute(sql`INSERT INTO ${sql.raw(name)} (${names}) SELECT ${names} FROM ${values}`)
  }
}

/** JSON writes an instant as the server reads it, and knows no bytes. */
export function asJson(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value
}
