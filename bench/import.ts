import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import Papa from 'papaparse'
import { migrateSqlite } from '../src/db/migrate.ts'
import { connectSqlite, openSqlite } from '../src/db/sqlite.ts'
import { makeDemoEstate } from '../src/demo/estate/make-estate.ts'
import { importInventoryWith } from '../src/estate/import/import-inventory.ts'
import type { Progress } from '../src/jobs/job.ts'
import { readReference } from '../src/reference.ts'
import { day } from '../src/shared/day.ts'
import { countingIds, fakeClock } from '../test/support/clock.ts'
import { testSealer } from '../test/support/sealer.ts'
import { jobContext } from '../test/support/estate.ts'
import { atMost, exponent, type Bench } from './figure.ts'
import { rowsOf } from './rows.ts'

const seed = 1

/** What a programme manager's list has, and no more: an import of all columns would be compared with a longer file. */
const COLUMNS = [
  ...['organisation', 'site', 'sensitivity', 'region', 'device', 'kind', 'manufacturer', 'model', 'serial', 'mac'],
  ...['location', 'installed_on'],
]
const ROWS_AT_ONCE = 10_000

/** Copies of the demo's estate under other sites, so that every row is a device of its own. */
function writeInventory(file: string, n: number): void {
  const rows = rowsOf(makeDemoEstate({ seed, startOn: day('2026-11-23') }))
  writeFileSync(file, `${COLUMNS.join(',')}\n`)
  for (let from = 0; from < n; from += ROWS_AT_ONCE) {
    const part = Array.from({ length: Math.min(ROWS_AT_ONCE, n - from) }, (_, i) => {
      const copy = Math.floor((from + i) / rows.length)
      const row = rows[(from + i) % rows.length]!
      const mac = (row['mac'] ?? '').replace(/[^0-9a-f]/gi, '').slice(0, 6)
      const own = (((from + i) * 2654435761) & 0xffffff).toString(16).padStart(6, '0')
      const changed = { site: `${row['site']}-${copy}`, serial: row['serial'] && `${row['serial']}-${copy}` }
      return { ...row, ...changed, mac: mac && `${mac}${own}` }
    })
    appendFileSync(file, `${Papa.unparse(part, { columns: COLUMNS, header: false, newline: '\n' })}\n`)
  }
}

interface Timed {
  /** Milliseconds; the merge is the write that holds up others. */
  readonly first: number
  readonly again: number
  readonly merge: number
  /** Of writing alone what the import has made. */
  readonly rows: number
}

async function timeImport(folder: string, file: string): Promise<Timed> {
  const { register } = readReference('data')
  const source = join(folder, 'import.sqlite')
  await migrateSqlite(source, 'migrations/sqlite')
  const db = openSqlite({ file: source, sealer: testSealer })
  const deps = { db, clock: fakeClock(), ids: countingIds() }
  const timed = { first: 0, again: 0, merge: 0, rows: 0 }
  for (const round of ['first', 'again'] as const) {
    let merging = 0
    const report = ({ doing }: Progress) => void (doing === 'saving' && (merging = performance.now()))
    const began = performance.now()
    const context = { ...jobContext, jobId: deps.ids.next('job'), report }
    await importInventoryWith(register, join(folder, 'kept'))(deps, { file, fileName: 'bench.csv' }, context)
    timed[round] = performance.now() - began
    if (round === 'first') timed.merge = performance.now() - merging
  }
  await db.close()
  timed.rows = await timeRows(source, join(folder, 'rows.sqlite'))
  remove(source)
  return timed
}

/**
 * What no import is below: the devices and findings of a database, ready made, into the tables of another, by a prepared
 * statement a row in one transaction. Nothing is read, decided or sealed.
 */
async function timeRows(source: string, into: string): Promise<number> {
  await migrateSqlite(into, 'migrations/sqlite')
  const from = new Connection(source, { readonly: true })
  const c = connectSqlite(into)
  c.prepare('ATTACH ? AS made').run(source)
  for (const parent of ['funds', 'organisations', 'sites', 'finding_texts']) {
    c.exec(`INSERT INTO main.${parent} SELECT * FROM made.${parent}`)
  }
  let ms = 0
  c.exec('DETACH made; BEGIN')
  for (const table of ['devices', 'findings']) {
    const read = from.prepare(`SELECT * FROM ${table}`).raw()
    const insert = c.prepare(
      `INSERT INTO ${table} VALUES (${read
        .columns()
        .map(() => '?')
        .join(', ')})`,
    )
    for (const part of inParts(read.iterate() as Iterable<unknown[]>)) {
      const began = performance.now()
      for (const row of part) insert.run(row)
      ms += performance.now() - began
    }
  }
  const began = performance.now()
  c.exec('COMMIT')
  ms += performance.now() - began
  c.close()
  from.close()
  remove(into)
  return ms
}

function* inParts<T>(rows: Iterable<T>): Generator<T[]> {
  let part: T[] = []
  for (const row of rows) {
    if (part.push(row) < ROWS_AT_ONCE) continue
    yield part
    part = []
  }
  yield part
}

function remove(database: string): void {
  for (const left of ['', '-wal', '-shm']) rmSync(`${database}${left}`, { force: true })
}

/** What README says an import of a million rows needs, with the young space of a job's thread: 24 MB are three semi-spaces. */
const JOB_MEMORY_MB = 200
const HEAP = [`--max-old-space-size=${JOB_MEMORY_MB}`, '--max-semi-space-size=8']

/** One import in a process of its own, which has no other memory and the limits of a job's thread: megabytes at the most. */
function peakOf(folder: string, file: string): number {
  const once = [...HEAP, 'bench/import-once.ts', folder, file]

  return Number(execFileSync(process.execPath, once, { encoding: 'utf8' }))
}

async function measure(folder: string, n: number, runs: number) {
  const file = join(folder, `${n}.csv`)
  writeInventory(file, n)
  const best = { first: Infinity, again: Infinity, merge: Infinity, rows: Infinity, raw: Infinity }
  for (let run = 0; run < runs; run++) {
    const timed = await timeImport(folder, file)
    const began = performance.now()
    const raw = join(folder, 'raw.sqlite')
    rawImport(file, raw)
    const ended = performance.now()
    rmSync(raw)
    for (const [name, ms] of Object.entries({ ...timed, raw: ended - began })) {
      best[name as keyof typeof best] = Math.min(best[name as keyof typeof best], ms)
    }
  }
  return { ...best, file }
}

export const bench: Bench = async function* ({ short }) {
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-bench-'))
  try {
    const [small, large] = short ? [2_000, 20_000] : [100_000, 1_000_000]
    const one = await measure(folder, small, short ? 3 : 2)
    const ten = await measure(folder, large, short ? 2 : 1)
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
    yield atMost(5, {
      figure: 'import ÷ .import of the sqlite3 shell',
      value: ten.first / ten.raw,
      unit: 'ratio',
      seed,
      note: `${large} rows: ${seconds(ten.first)}, and ${seconds(ten.raw)} by the shell, or by a prepared statement where there is none`,
    })
    yield atMost(null, {
      figure: 'its rows, ready made, ÷ .import',
      value: ten.rows / ten.raw,
      unit: 'ratio',
      seed,
      note: `${seconds(ten.rows)} for devices and findings by a prepared statement a row, in one transaction`,
    })
    yield atMost(1, {
      figure: 'unchanged import ÷ first',
      value: ten.again / ten.first,
      unit: 'ratio',
      seed,
      note: seconds(ten.again),
    })
    yield atMost(null, {
      figure: 'other writes wait for',
      value: ten.merge / 1000,
      unit: 'seconds',
      seed,
      note: `the write that saves, at the longest: ${Math.round((100 * ten.merge) / ten.first)} % of the import`,
    })
    yield atMost(1.1, {
      figure: 'growth',
      value: exponent([small, one.first], [large, ten.first]),
      unit: 'exponent',
      seed,
      note: `${small} to ${large} rows`,
    })
    yield atMost(400, {
      figure: 'memory',
      value: peakOf(folder, ten.file),
      unit: 'MB',
      seed,
      note: `the most that a process of its own held while it imported ${large} rows, with LENSCAP_JOB_MEMORY_MB=${JOB_MEMORY_MB}`,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What the file costs to take in without a look at it. */
function rawImport(file: string, into: string): void {
  try {
    execFileSync('sqlite3', [into, '-cmd', '.mode csv', `.import ${file} raw`], { stdio: 'ignore' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const { data } = Papa.parse<string[]>(readFileSync(file, 'utf8'), { skipEmptyLines: true })
    const [header, ...rows] = data
    const c = new Connection(into)
    c.exec(`CREATE TABLE raw (${header!.map((name) => `"${name}"`).join(', ')})`)
    const insert = c.prepare(`INSERT INTO raw VALUES (${header!.map(() => '?').join(', ')})`)
    c.transaction(() => rows.forEach((row) => insert.run(row)))()
    c.close()
  }
}
