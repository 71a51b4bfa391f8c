// One job, from the table to its end: taken, run in a thread, its lease kept, its outcome written down.
import { getCaller } from '../access/principals.ts'
import { keepAskedScope } from '../access/scope.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'
import { ATTEMPTS, internalFailure, willRetry, type JobFailure, type Outcome } from './job.ts'
import { keepLease } from './keep-lease.ts'
import { makeThreads, type ThreadSource } from './start-thread.ts'
import { type ClaimedJob, type Lease, claimJob, finishJob, postponeJob, releaseJob } from './store.ts'

export interface WorkOptions {
  readonly deps: Deps
  /** Which jobs this process has handlers for; others are left to a process that has. */
  readonly kinds: readonly string[]
  readonly source: ThreadSource
  /** A defect: logged once, under the job's id. */
  readonly onDefect: (error: unknown, jobId: string) => void
}

export interface Hand {
  /** Takes a job, the oldest or this one, and works on it to its end; false if there was none to take. */
  workOnOne(id?: string): Promise<boolean>
  /** Ends the job that runs, and gives it back for the next process to start again. */
  giveBack(): Promise<void>
}

/** Long enough for a process that is merely slow (a paused laptop, a full disk), short enough to wait for after a kill. */
const LEASE_MS = 20_000
/** 5, 10, 20 … seconds: a fault that lasts is not helped by asking at once. */
const FIRST_PAUSE_MS = 5_000

export function makeHand({ deps, kinds, source, onDefect }: WorkOptions): Hand {
  const { db, clock, ids } = deps
  const holder = ids.next('run')
  const threads = makeThreads(source, onDefect)
  let givingBack = false

  const lease = (): Lease => {
    const now = clock.now()
    return { holder, now, expiresAt: new Date(now.getTime() + LEASE_MS) }
  }
  const finish = async (id: string, outcome: Outcome) => {
    const now = clock.now()
    await db.write((q) => finishJob(q, id, { holder, now, outcome }))
  }
  const fail = (id: string, failure: JobFailure) => finish(id, { state: 'failed', failure })

  async function work({ id, kind, createdBy, attempt, input, attended }: ClaimedJob): Promise<void> {
    const caller = { ...(await getCaller(db.read, createdBy, id)), origin: 'job' }
    // It works with what its principal may know by now, which may be more than when they asked.
    await db.write((q) => keepAskedScope(q, id, caller.scope))
    const thread = threads.start({ jobId: id, kind, input, attempt, caller })
    const stopKeeping = keepLease({ db, id, thread, lease, onError: (error) => onDefect(error, id) })
    const outcome = await thread.ended
    const cancelled = await stopKeeping()
    if (outcome?.state === 'failed' && willRetry(outcome.failure.code, attempt) && !cancelled) {
      const notBefore = new Date(clock.now().getTime() + FIRST_PAUSE_MS * 2 ** (attempt - 1))
      return db.write((q) => postponeJob(q, id, { holder, notBefore }))
    }
    if (outcome) return finish(id, outcome)
    if (cancelled) return finish(id, { state: 'cancelled' })
    if (givingBack && !attended) return db.write((q) => releaseJob(q, id, holder))
    if (givingBack) return fail(id, interrupted())
    return fail(id, internalFailure(id))
  }
  return {
    async workOnOne(id) {
      const mine = lease()
      const job = await db.write((q) => claimJob(q, mine, { kinds, ...(id !== undefined && { id }) }))
      if (!job) return false
      if (job.cancelRequestedAt) await finish(job.id, { state: 'cancelled' })
      else if (job.attended && job.takenOver) await fail(job.id, interrupted())
      else if (job.attempt > ATTEMPTS) await fail(job.id, keepsEnding())
      else {
        await work(job).catch((error: unknown) => {
          // Its principal may have been disabled since.
          if (error instanceof Failure) return fail(job.id, { code: error.code, message: error.message })
          throw error
        })
      }
      return true
    },
    async giveBack() {
      givingBack = true
      await threads.stop()
    },
  }
}

function interrupted(): JobFailure {
  return {
    code: 'job-interrupted',
    message: 'The command that asked for this work was ended before it was done.',
    hint: 'Give the command again: what had been saved by then is found unchanged.',
  }
}

function keepsEnding(): JobFailure {
  return {
    code: 'job-kept-ending',
    message: `The process ended in the middle of this job ${ATTEMPTS} times, so it is not started again.`,
    hint: 'See the log for why (out of memory, most often), then ask for the work again.',
  }
}
