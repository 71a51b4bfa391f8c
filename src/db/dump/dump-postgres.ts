import { Client } from 'pg'
import type { Part } from './part.ts'

/** A row may be a gzipped plan of a megabyte; mostly they are small. */
const ROWS = 500

/** Every table as of one moment, parents before children. */
export async function* dumpPostgres(url: string): AsyncGenerator<Part> {
  const c = new Client({ connectionString: url })
  await c.connect()
  try {
    await c.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    for (const name of await tablesInOrder(c)) yield { name, bytes: rowsOf(c, name) }
  } finally {
    await c.end()
  }
}

/** Numbers and JSON columns are passed through as the server wrote them, never read as JavaScript's. */
async function* rowsOf(c: Client, name: string): AsyncGenerator<Uint8Array> {
  await c.query(`DECLARE rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM "${name}" t`)
  for (;;) {
    const { rows } = await c.query<{ line: string }>(`FETCH ${ROWS} FROM rows`)
    // JSON that was stored with line breaks keeps its meaning without them: within its strings they are escaped.
    if (rows.length > 0) yield Buffer.from(rows.map(({ line }) => `${line.replaceAll('\n', ' ')}\n`).join(''), 'utf8')
    if (rows.length < ROWS) break
  }
  await c.query('CLOSE rows')
}

/** Tables of the schema, each after those that it refers to. */
export async function tablesInOrder(c: Client): Promise<string[]> {
  const tables = await c.query<{ name: string; parents: string[] }>(
    `SELECT t.relname AS name,
            array(SELECT p.relname::text FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid
                  WHERE k.contype = 'f' AND k.conrelid = t.oid AND p.oid != t.oid) AS parents
     FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace ORDER BY t.relname COLLATE "C"`,
  )
  const left = new Map(tables.rows.map(({ name, parents }) => [name, parents]))
  const order: string[] = []
  while (left.size > 0) {
    const ready = [...left].filter(([, parents]) => parents.every((parent) => !left.has(parent)))
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...left.keys()].join(', ')}`)
    for (const [name] of ready) {
      order.push(name)
      left.delete(name)
    }
  }
  return order
}
