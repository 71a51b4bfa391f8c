import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Contestant } from './contest.ts'

/** An empty database of the contestant's own: a file where no server is named. */
export async function openTestDatabaseOn(server: string | null, { name }: Contestant) {
  if (server === null) {
    const folder = mkdtempSync(join(tmpdir(), 'lenscap-bench-'))
    const source = join(folder, `${name}.sqlite`)
    return { source, settle: async () => {}, close: async () => rmSync(folder, { recursive: true }) }
  }
  const database = `bench_${name.toLowerCase()}`
  const client = new Client({ connectionString: `${server}/postgres` })
  await client.connect()
  await client.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`)
  await client.end()
  const source = `${server}/${database}`
  // What the server would do by itself within a minute, in the midst of somebody's round.
  const settle = async () => {
    const own = new Client({ connectionString: source })
    await own.connect()
    await own.query('VACUUM ANALYZE')
    await own.end()
  }
  // The server goes with its databases.
  return { source, settle, close: async () => {} }
}
