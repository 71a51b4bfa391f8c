import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import Papa from 'papaparse'
import { migrateSqlite } from '../src/db/migrate.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { makeDemoEstate } from '../src/demo/estate/make-estate.ts'
import { importInventoryWith } from '../src/estate/import/import-inventory.ts'
import type { Progress } from '../src/jobs/job.ts'
import { readReference } from '../src/reference.ts'
import { day } from '../src/shared/day.ts'
import { countingIds, fakeClock } from '../test/support/clock.ts'
import { testSealer } from '../test/support/sealer.ts'
import { jobContext } from '../test/support/estate.ts'
import { atMost, exponent, fastest, type Bench } from './figure.ts'
import { rowsOf } from './rows.ts'

const seed = 1

export const bench: Bench = async function* ({ short }) {
  const { register } = readReference('data')
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-bench-'))
  const rows = rowsOf(makeDemoEstate({ seed, startOn: day('2026-11-23') }))
  let made = 0
  const time = async (n: number) => {
    // Copies of the estate under other sites, so that every row is a device of its own.
    const copies = Array.from({ length: n }, (_, i) => {
      const row = rows[i % rows.length]!
      return { ...row, site: `${row['site']}-${Math.floor(i / rows.length)}`, mac: '', serial: '' }
    })
    const csv = Papa.unparse(copies)
    const file = join(folder, `${n}.csv`)
    writeFileSync(file, csv)
    const best = { first: Infinity, again: Infinity, merge: Infinity }
    for (let run = 0; run < 3; run++) {
      const source = join(folder, `${made++}.sqlite`)
      await migrateSqlite(source, 'migrations/sqlite')
      const db = openSqlite({ file: source, sealer: testSealer })
      const deps = { db, clock: fakeClock(), ids: countingIds() }
      for (const round of ['first', 'again'] as const) {
        let merging = 0
        const report = ({ doing }: Progress) => void (doing === 'saving' && (merging = performance.now()))
        const began = performance.now()
        const input = { file, fileName: 'bench.csv' }
        await importInventoryWith(register, join(folder, 'kept'))(deps, input, { ...jobContext, report })
        best[round] = Math.min(best[round], performance.now() - began)
        if (round === 'first') best.merge = Math.min(best.merge, performance.now() - merging)
      }
      await db.close()
    }
    const parse = await fastest(() => Papa.parse(csv, { header: true }))
    return { ...best, parse, raw: await fastest(() => rawImport(file, join(folder, `${made++}.raw`))) }
  }
  try {
    const [small, large] = short ? [2_000, 20_000] : [10_000, 100_000]
    const [one, ten] = [await time(small), await time(large)]
    yield atMost(null, {
      figure: 'import ÷ parse the CSV',
      value: ten.first / ten.parse,
      unit: 'ratio',
      seed,
      note: `${large} rows into SQLite: ${Math.round(ten.first)} ms`,
    })
    yield atMost(5, {
      figure: 'import ÷ .import of the sqlite3 shell',
      value: ten.first / ten.raw,
      unit: 'ratio',
      seed,
      note: `${large} rows: ${Math.round(ten.raw)} ms by the shell, or by a prepared statement where there is none`,
    })
    yield atMost(1, {
      figure: 'unchanged import ÷ first',
      value: ten.again / ten.first,
      unit: 'ratio',
      seed,
      note: `${Math.round(ten.again)} ms`,
    })
    yield atMost(null, {
      figure: 'write that saves ÷ import',
      value: ten.merge / ten.first,
      unit: 'ratio',
      seed,
      note: `other writes wait for ${Math.round(ten.merge)} ms`,
    })
    yield atMost(1.15, {
      figure: 'growth',
      value: exponent([small, one.first], [large, ten.first]),
      unit: 'exponent',
      seed,
      note: `${small} to ${large} rows`,
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
