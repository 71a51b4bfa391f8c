// One import of a file into a new database, for what it holds in memory: `import-once.ts FOLDER FILE` prints megabytes.
import { join } from 'node:path'
import { migrateSqlite } from '../src/db/migrate.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { importInventoryWith } from '../src/estate/import/import-inventory.ts'
import { readReference } from '../src/reference.ts'
import { countingIds, fakeClock } from '../test/support/clock.ts'
import { jobContext } from '../test/support/estate.ts'
import { testSealer } from '../test/support/sealer.ts'

const [folder, file] = process.argv.slice(-2) as [string, string]
const { register } = readReference('data')
const source = join(folder, 'once.sqlite')
await migrateSqlite(source, 'migrations/sqlite')
const db = openSqlite({ file: source, sealer: testSealer })
const deps = { db, clock: fakeClock(), ids: countingIds() }
await importInventoryWith(register, join(folder, 'kept'))(deps, { file, fileName: 'bench.csv' }, jobContext)
await db.close()
process.stdout.write(String(process.resourceUsage().maxRSS / 1024))
