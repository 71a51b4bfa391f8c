import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Contestant } from './contest.ts'

/** An empty database of the contestant's own: a file where no server is named. */
export async function openTestDatabaseOn(server: string | null, { name }: Contestant) {
  if (server === null) {
    const folder = mkdtempSync(join(tmpdir(), 'lenscap-bench-'))
    return { source: join(folder, `${name}.sqlite`), close: async () => rmSync(folder, { recursive: true }) }
  }
  const database = `bench_${name.toLowerCase()}`
  const client = new Client({ connectionString: `${server}/postgres` })
  await client.connect()
  await client.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`)
  await client.end()
  // The server goes with its databases.
  return { source: `${server}/${database}`, close: async () => {} }
}
