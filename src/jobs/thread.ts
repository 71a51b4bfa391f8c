// The worker's side of a job: runs one handler in a thread of its own, so that the thread that serves requests never
// waits for it (SQLite's driver is synchronous, and so is the engine). It opens a database of its own; on SQLite it asks
// the parent for its turn to write, because one process must not compete with itself for the file.
import type { MessagePort } from 'node:worker_threads'
import type { Caller } from '../access/caller.ts'
import type { WriteTurn } from '../db/write-turn.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'
import { internalFailure, willRetry, type JobHandlers, type Outcome, type Progress } from './job.ts'

/** What the thread is told to do; one at a time. */
export interface ThreadTask {
  readonly jobId: string
  readonly kind: string
  readonly input: unknown
  readonly attempt: number
  readonly caller: Caller
}

export type ToThread =
  | { readonly say: 'task'; readonly task: ThreadTask }
  | { readonly say: 'cancel' | 'close' }
  | { readonly say: 'your-turn'; readonly n: number }
export type FromThread =
  | { readonly say: 'want-turn' | 'end-turn'; readonly n: number }
  | { readonly say: 'progress'; readonly progress: Progress }
  | { readonly say: 'outcome'; readonly outcome: Outcome }
  /** Not a failure that anyone foresaw: for the log. */
  | { readonly say: 'defect'; readonly error: Error }

/** Runs the tasks that the port brings, one at a time, until it says `close`. */
export function runJobThread(
  port: MessagePort,
  { open, handlers }: { open: (turn: WriteTurn) => Deps; handlers: JobHandlers },
): void {
  const deps = open(turnFrom(port))
  let cancelled = new AbortController()
  port.on('message', (message: ToThread) => {
    if (message.say === 'cancel') cancelled.abort()
    if (message.say === 'close') void deps.db.close().then(() => port.close())
    if (message.say !== 'task') return
    cancelled = new AbortController()
    void work(port, message.task, { deps, handlers, signal: cancelled.signal })
  })
}

interface Means {
  readonly deps: Deps
  readonly handlers: JobHandlers
  readonly signal: AbortSignal
}

/** Sends the outcome, whatever happens. */
async function work(
  port: MessagePort,
  { jobId, kind, input, attempt, caller }: ThreadTask,
  means: Means,
): Promise<void> {
  const { deps, handlers, signal } = means
  const send = (message: FromThread) => port.postMessage(message)
  try {
    const handle = handlers[kind]
    if (!handle) throw new Error(`no handler for jobs of the kind ${kind}`)
    const report = (progress: Progress) => send({ say: 'progress', progress })
    const result = await handle(deps, input as never, {
      jobId,
      caller,
      signal,
      report,
      willRetry: (error) => error instanceof Failure && willRetry(error.code, attempt),
    })
    send({ say: 'outcome', outcome: { state: 'done', result } })
  } catch (error) {
    const outcome = outcomeOf(error, { cancelled: signal.aborted, jobId })
    if (outcome.state === 'failed' && outcome.failure.code === 'internal') {
      send({ say: 'defect', error: error instanceof Error ? error : new Error(String(error)) })
    }
    send({ say: 'outcome', outcome })
  }
}

function turnFrom(port: MessagePort): WriteTurn {
  const granted = new Map<number, () => void>()
  let asked = 0
  port.on('message', (message: ToThread) => {
    if (message.say === 'your-turn') granted.get(message.n)?.()
  })
  return async (work) => {
    const n = ++asked
    await new Promise<void>((resolve) => {
      granted.set(n, resolve)
      port.postMessage({ say: 'want-turn', n } satisfies FromThread)
    })
    granted.delete(n)
    try {
      return await work()
    } finally {
      port.postMessage({ say: 'end-turn', n } satisfies FromThread)
    }
  }
}

function outcomeOf(error: unknown, { cancelled, jobId }: { cancelled: boolean; jobId: string }): Outcome {
  if (error instanceof Failure) {
    const { code, message, hint, details } = error
    return { state: 'failed', failure: { code, message, ...(hint !== undefined && { hint }), details } }
  }
  // signal.throwIfAborted() throws the signal's reason.
  if (cancelled && error instanceof Error && error.name === 'AbortError') return { state: 'cancelled' }
  return { state: 'failed', failure: internalFailure(jobId) }
}
