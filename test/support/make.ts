// Builders: what a test needs, with everything else dull and valid.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../../src/access/caller.ts'
import type { Database } from '../../src/db/database.ts'
import type { ImportInput } from '../../src/estate/import/asked.ts'
import { importInventoryWith } from '../../src/estate/import/import-inventory.ts'
import type { ImportReport } from '../../src/estate/import/report.ts'
import type { JobContext } from '../../src/jobs/job.ts'
import type { Ids } from '../../src/shared/ids.ts'
import { countingIds } from './clock.ts'
import { depsOf, jobContext, operator, reference } from './estate.ts'

export type ImportOptions = Partial<Omit<ImportInput, 'file'>> & {
  readonly caller?: Caller
  readonly context?: JobContext
  /** Left out: a job of its own. */
  readonly jobId?: string
  /** The folder of what is kept; left out: it goes with the file. */
  readonly kept?: string
}

/** An importer into the database; two into the same one share their ids, as processes do not make the same ones. */
export function importer(db: Database, ids: Ids = countingIds()) {
  const deps = { ...depsOf(db), ids }
  return async (
    content: string | Uint8Array,
    { caller = operator, context = jobContext, jobId = ids.next('job'), kept, ...options }: ImportOptions = {},
  ): Promise<ImportReport> => {
    const folder = mkdtempSync(join(tmpdir(), 'lenscap-import-'))
    try {
      const file = join(folder, 'list')
      writeFileSync(file, content)
      const run = importInventoryWith(reference.register, kept ?? join(folder, 'kept'))
      return await run(deps, { fileName: 'list.csv', ...options, file }, { ...context, jobId, caller })
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

/** A CSV file: `csv('device,model', 'A,X')`. */
export const csv = (...lines: string[]): string => `${lines.join('\n')}\n`

/** How many of what an import did. */
export const countsOf = ({ rows, created, updated, unchanged, duplicates, rejected }: ImportReport) => ({
  rows,
  created,
  updated,
  unchanged,
  duplicates,
  rejected,
})

export const codesOf = (items: readonly { code: string }[]): string[] => items.map(({ code }) => code)
