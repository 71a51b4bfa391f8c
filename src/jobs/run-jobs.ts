// Runs jobs, one at a time. A process that dies keeps no job: its lease runs out, and the next runner starts it again.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'
import type { Job, JobQueue, PacedProgress } from './job.ts'
import { findJob } from './store.ts'
import { cancelJob, submitJob } from './submit-job.ts'
import { makeHand, type WorkOptions } from './work-on-job.ts'

export interface JobRunner extends JobQueue {
  /** Takes jobs from now on, whoever submitted them. */
  start(): void
  /** Takes no more, and gives back the one that runs, for the next process. */
  stop(): Promise<void>
  /**
   * Submits a job and waits for its end, here or in whichever process takes it. Throws the Failure that it ended with,
   * `cancelled` if it was.
   */
  runToEnd(caller: Caller, work: { kind: string; input: unknown }, watch: Watch): Promise<unknown>
}
export interface Watch {
  /** Aborting it cancels the job. */
  readonly signal: AbortSignal
  onProgress(progress: PacedProgress): void
}

/** Another process may have stored a job; our own wake us. */
const LOOK_EVERY_MS = 1000
/** Ten looks a second: as good as at once for a person. */
const WATCH_EVERY_MS = 100

export function makeJobRunner(options: WorkOptions): JobRunner {
  const { deps, onDefect } = options
  const hand = makeHand(options)
  let working: Promise<void> | undefined
  let stopping = false
  let wake = () => {}

  async function workOn(): Promise<void> {
    while (!stopping) {
      const worked = await hand.workOnOne().catch((error: unknown) => onDefect(error, 'none'))
      if (!worked && !stopping) await nextLook()
    }
  }
  const nextLook = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  /** Again and again, for a job that met a passing fault waits a little before it can be taken. */
  async function workUntilOver(id: string, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await hand.workOnOne(id)
      await sleep(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => {})
    }
  }

  async function submit(caller: Caller, work: { kind: string; input: unknown; attended?: boolean }): Promise<Job> {
    const job = await submitJob(deps, caller, work)
    wake()
    return job
  }
  return {
    submit: (caller, kind, input) => submit(caller, { kind, input }),
    cancel: (caller, id) => cancelJob(deps, caller, id),
    start: () => void (working ??= workOn()),
    async stop() {
      stopping = true
      wake()
      await hand.giveBack()
      await working
    },
    async runToEnd(caller, { kind, input }, { signal, onProgress }) {
      const { id } = await submit(caller, { kind, input, attended: true })
      const cancel = () => void cancelJob(deps, caller, id).catch((error: unknown) => onDefect(error, id))
      if (signal.aborted) await cancelJob(deps, caller, id)
      else signal.addEventListener('abort', cancel)
      const over = new AbortController()
      try {
        // A process that only runs a command takes no jobs but its own.
        const mine = working ? undefined : workUntilOver(id, over.signal)
        const finished = untilFinished(deps, id, { signal: over.signal, onProgress }).finally(() => over.abort())
        const [job] = await Promise.all([finished, mine])
        return resultOf(job)
      } finally {
        over.abort()
        signal.removeEventListener('abort', cancel)
      }
    },
  }
}

async function untilFinished({ db }: Deps, id: string, { signal, onProgress }: Watch): Promise<Job> {
  for (let shown = ''; ;) {
    const job = (await findJob(db.read, id))!
    const progress = JSON.stringify(job.progress)
    if (job.progress && progress !== shown) onProgress(job.progress)
    shown = progress
    if (job.finishedAt) return job
    await sleep(WATCH_EVERY_MS, undefined, { signal })
  }
}

function resultOf({ state, result, failure }: Job): unknown {
  if (failure) throw new Failure(failure.code, failure.message, failure.hint, { ...failure.details })
  if (state === 'cancelled') throw new Failure('cancelled', 'The work was stopped, and nothing was changed.')
  return result
}
