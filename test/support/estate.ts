import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../../src/access/caller.ts'
import type { Database } from '../../src/db/database.ts'
import type { Deps } from '../../src/deps.ts'
import { importInventoryWith } from '../../src/estate/import/import-inventory.ts'
import type { ImportReport } from '../../src/estate/import/report.ts'
import type { JobContext } from '../../src/jobs/job.ts'
import { makePlanWith, type MadePlan } from '../../src/planning/make-plan.ts'
import type { PlanInput } from '../../src/planning/problem-now.ts'
import { readReference } from '../../src/reference.ts'
import { countingIds, fakeClock } from './clock.ts'

export const reference = readReference('data')

export const operator: Caller = {
  principalId: 'local-operator',
  name: 'Local operator',
  roles: ['programme', 'finance', 'approver', 'estate'],
  scope: 'everything',
  requestId: 'req_test',
}

export const depsOf = (db: Database): Deps => ({ db, clock: fakeClock(), ids: countingIds() })

/** What a job handler is told in a test: nobody watches, nobody cancels. */
export const jobContext: JobContext = {
  jobId: 'job_test',
  caller: operator,
  report: () => {},
  willRetry: () => false,
  signal: new AbortController().signal,
}

/** Imports the text as a file of that name, through the real import. */
export async function importText(deps: Deps, fileName: string, text: string): Promise<ImportReport> {
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-import-'))
  try {
    const file = join(folder, fileName)
    writeFileSync(file, text)
    const context = { ...jobContext, jobId: deps.ids.next('job') }
    return await importInventoryWith(reference.register, join(folder, 'kept'))(deps, { file, fileName }, context)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export function makePlan(deps: Deps, input: PlanInput): Promise<MadePlan> {
  return makePlanWith(reference)(deps, input, { ...jobContext, jobId: deps.ids.next('job') })
}
