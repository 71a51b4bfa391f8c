// The worker's side of a job: runs one handler in a thread of its own, so that the thread that serves requests never
// waits for it (SQLite's driver is synchronous, and so is the engine). It opens a database of its own; on SQLite it asks
// the parent for its turn to write, because one process must not compete with itself for the file.
import type { MessagePort } from 'node:worker_threads'
import type { Caller } from '../access/caller.ts'
import type { WriteTurn } from '../db/write-turn.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'
import { internalFailure, type JobHandlers, type Outcome, type Progress } from './job.ts'

/** What the thread is told at its start. */
export interface ThreadTask {
  readonly jobId: string
  readonly kind: string
  readonly input: unknown
  readonly caller: Caller
}

export type ToThread = { readonly say: 'cancel' } | { readonly say: 'your-turn'; readonly n: number }
export type FromThread =
  | { readonly say: 'want-turn' | 'end-turn'; readonly n: number }
  | { readonly say: 'progress'; readonly progress: Progress }
  | { readonly say: 'outcome'; readonly outcome: Outcome }
  /** Not a failure that anyone foresaw: for the log. */
  | { readonly say: 'defect'; readonly stack: string }

/** Runs the task, sends its outcome and lets the thread end. */
export async function runJobThread(
  port: MessagePort,
  task: ThreadTask,
  { open, handlers }: { open: (turn: WriteTurn) => Deps; handlers: JobHandlers },
): Promise<void> {
  const send = (message: FromThread) => port.postMessage(message)
  const cancelled = new AbortController()
  port.on('message', (message: ToThread) => {
    if (message.say === 'cancel') cancelled.abort()
  })
  const deps = open(turnFrom(port))
  try {
    const handle = handlers[task.kind]
    if (!handle) throw new Error(`no handler for jobs of the kind ${task.kind}`)
    const context = {
      jobId: task.jobId,
      caller: task.caller,
      signal: cancelled.signal,
      report: (progress: Progress) => send({ say: 'progress', progress }),
    }
    send({ say: 'outcome', outcome: { state: 'done', result: await handle(deps, task.input as never, context) } })
  } catch (error) {
    const outcome = outcomeOf(error, { cancelled: cancelled.signal.aborted, jobId: task.jobId })
    if (outcome.state === 'failed' && outcome.failure.code === 'internal') {
      send({ say: 'defect', stack: error instanceof Error ? String(error.stack) : String(error) })
    }
    send({ say: 'outcome', outcome })
  }
  await deps.db.close()
  port.close()
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
