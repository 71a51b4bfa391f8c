import type { Database } from '../db/database.ts'
import { makePace } from './job.ts'
import type { RunningThread } from './start-thread.ts'
import { findJob, renewJob, type Lease } from './store.ts'

/** Progress is stored and cancellation seen this often: four times a second looks alive and costs next to nothing. */
const TICK_MS = 250
/** Without progress a sign of life every 2 s: ten may go missing before the lease of 20 s is lost. */
const TICKS_A_SIGN = 8
/** 5 s: a handler that looks at its signal needs far less; one that is deep in a calculation is ended after it. */
const TICKS_TO_GIVE_UP = 20

interface Keeping {
  readonly db: Database
  readonly id: string
  readonly thread: RunningThread
  readonly lease: () => Lease
  readonly onError: (error: unknown) => void
}

/**
 * While the thread runs: stores its progress, renews the lease, passes cancellation on, and ends a thread that has lost
 * its job. Call what it returns once the thread has ended; it says whether the job was cancelled.
 */
export function keepLease({ db, id, thread, lease, onError }: Keeping): () => Promise<boolean> {
  const pace = makePace()
  let ticks = 0
  let cancelledAt: number | undefined
  let saving: Promise<void> | undefined

  async function save(): Promise<void> {
    const progress = thread.takeProgress()
    const now = lease()
    const sign = ticks % TICKS_A_SIGN === 0
    // Only looking: a write would wait behind the thread's own.
    if (!progress && !sign && !(await findJob(db.read, id))?.cancelRequestedAt) return
    const held = await db.write((q) =>
      renewJob(q, id, { ...now, ...(progress && { progress: pace(progress, now.now) }) }),
    )
    if (!held) return thread.kill()
    if (!held.cancelRequested || cancelledAt !== undefined) return
    cancelledAt = ticks
    thread.cancel()
  }
  const timer = setInterval(() => {
    ticks++
    if (cancelledAt !== undefined && ticks - cancelledAt === TICKS_TO_GIVE_UP) void thread.kill()
    // One at a time: on SQLite these wait while the thread writes, and must not pile up behind it.
    saving ??= save()
      .catch(onError)
      .finally(() => (saving = undefined))
  }, TICK_MS)
  return async () => {
    clearInterval(timer)
    await saving
    return cancelledAt !== undefined
  }
}
