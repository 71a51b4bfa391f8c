// What a house says of itself: whether it can do its work (/readyz asks), and how much of it there is (/metrics asks).
import { access, constants, statfs } from 'node:fs/promises'
import { countWaiting } from './access/audit/store.ts'
import { keyFileOf } from './access/keyring.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Check } from './http/watch/health.ts'
import type { Reading } from './http/watch/metrics.ts'
import { countJobs } from './jobs/store.ts'

/** The largest inventory, once: below it the next import may fail half-way, and SQLite's log cannot grow. */
const LEAST_FREE_BYTES = 500_000_000

/** `checkMigrations` rejects when the database is not as this version needs it. */
export function checksOf(config: Config, db: Database, checkMigrations: () => Promise<void>): Check[] {
  return [
    { name: 'database', run: async () => void (await db.read.$count(db.read.t.principals)) },
    { name: 'migrations', run: checkMigrations },
    {
      name: 'disk',
      async run() {
        const { bavail, bsize } = await statfs(config.dataFolder)
        if (bavail * bsize < LEAST_FREE_BYTES) throw new Error(`only ${bavail * bsize} bytes are free`)
      },
    },
    {
      name: 'key',
      async run() {
        const { sealer } = db.read
        sealer.unseal(sealer.seal('probe', 'readiness'), 'readiness')
        // A key that is only in memory is lost at the next stop.
        if (config.keyCommand === undefined) await access(keyFileOf(config), constants.R_OK)
      },
    },
  ]
}

export function readingsOf(db: Database): Reading[] {
  return [
    { name: 'lenscap_jobs', help: 'Jobs by state.', label: 'state', read: () => countJobs(db.read) },
    {
      name: 'lenscap_audit_waiting',
      help: 'Entries of the audit trail that wait for their seal.',
      read: () => countWaiting(db.read),
    },
  ]
}
