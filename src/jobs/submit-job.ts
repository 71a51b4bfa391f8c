import type { Caller } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import { unknownJob, type Job } from './job.ts'
import { findJob, insertJob, requestCancel } from './store.ts'

/** Stores a job for whoever runs jobs. `input` is plain JSON. */
export async function submitJob(
  { db, clock, ids }: Deps,
  caller: Caller,
  { kind, input, attended = false }: { kind: string; input: unknown; attended?: boolean },
): Promise<Job> {
  const id = ids.next('job')
  const createdAt = clock.now()
  return db.write(async (q) => {
    await insertJob(q, { id, kind, input, attended, createdBy: caller.principalId, scope: caller.scope, createdAt })
    return (await findJob(q, id))!
  })
}

/** Asks the caller's own job to stop. Throws `unknown-job`. */
export async function cancelJob({ db, clock }: Deps, caller: Caller, id: string): Promise<Job> {
  const now = clock.now()
  return db.write(async (q) => {
    if ((await findJob(q, id))?.createdBy !== caller.principalId) throw unknownJob(id)
    await requestCancel(q, id, now)
    return (await findJob(q, id))!
  })
}
