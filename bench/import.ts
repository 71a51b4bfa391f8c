import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { migrateSqlite } from '../src/db/migrate.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { makeDemoEstate } from '../src/demo/estate/make-estate.ts'
import { importInventoryWith } from '../src/estate/import/import-inventory.ts'
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
  const time = async (n: number): Promise<{ import: number; parse: number }> => {
    // Copies of the estate under other sites, so that every row is a device of its own.
    const copies = Array.from({ length: n }, (_, i) => {
      const row = rows[i % rows.length]!
      return { ...row, site: `${row['site']}-${Math.floor(i / rows.length)}`, mac: '', serial: '' }
    })
    const csv = Papa.unparse(copies)
    const file = join(folder, `${n}.csv`)
    writeFileSync(file, csv)
    const start = async (): Promise<void> => {
      const source = join(folder, `${made++}.sqlite`)
      await migrateSqlite(source, 'migrations/sqlite')
      const db = openSqlite({ file: source, sealer: testSealer })
      const deps = { db, clock: fakeClock(), ids: countingIds() }
      await importInventoryWith(register, join(folder, 'kept'))(deps, { file, fileName: 'bench.csv' }, jobContext)
      await db.close()
    }
    return { import: await fastest(start), parse: await fastest(() => Papa.parse(csv, { header: true })) }
  }
  try {
    const [small, large] = short ? [2_000, 20_000] : [10_000, 100_000]
    const [one, ten] = [await time(small), await time(large)]
    yield atMost(null, {
      figure: 'import ÷ parse the CSV',
      value: ten.import / ten.parse,
      unit: 'ratio',
      seed,
      note: `${large} rows into SQLite: ${Math.round(ten.import)} ms`,
    })
    yield atMost(1.15, {
      figure: 'growth',
      value: exponent([small, one.import], [large, ten.import]),
      unit: 'exponent',
      seed,
      note: `${small} to ${large} rows`,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
