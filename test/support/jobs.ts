import type { Deps } from '../../src/deps.ts'
import type { JobQueue } from '../../src/jobs/job.ts'
import { cancelJob, submitJob } from '../../src/jobs/submit-job.ts'

/** Stores jobs and runs none: what a route test looks at is the row. */
export function storingQueue(deps: Deps): JobQueue {
  return {
    submit: (caller, kind, input) => submitJob(deps, caller, { kind, input }),
    cancel: (caller, id) => cancelJob(deps, caller, id),
  }
}
