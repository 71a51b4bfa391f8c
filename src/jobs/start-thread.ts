// The parent's side of a job's thread: passes turns to write in, takes progress and the outcome out.
import { Worker } from 'node:worker_threads'
import type { WriteTurn } from '../db/write-turn.ts'
import type { Outcome, Progress } from './job.ts'
import type { FromThread, ThreadTask, ToThread } from './thread.ts'

export interface ThreadSource {
  /** The module that calls runJobThread. */
  readonly file: URL
  /** What that module needs to open the same database; it gets `{ ...data, task }`. */
  readonly data: object
  /** The process's write queue; the threads stand in it too. */
  readonly turn: WriteTurn
}

export interface RunningThread {
  /** Settles when the thread has ended; undefined if it ended without an outcome, as one that was killed does. */
  readonly ended: Promise<Outcome | undefined>
  /** The newest; undefined if there is none since the last call. */
  takeProgress(): Progress | undefined
  cancel(): void
  /** Ends it now, wherever it is; but not in the middle of a write on SQLite, which is let finish first. */
  kill(): Promise<void>
}

export function startThread(
  { file, data, turn }: ThreadSource,
  task: ThreadTask,
  onDefect: (error: unknown, jobId: string) => void,
): RunningThread {
  const worker = new Worker(file, { workerData: { ...data, task } })
  const send = (message: ToThread) => worker.postMessage(message)
  const turns = new Map<number, () => void>()
  let gone = false
  let progress: Progress | undefined
  let outcome: Outcome | undefined

  const giveTurn = (n: number) =>
    turn(async () => {
      if (gone) return
      await new Promise<void>((resolve) => {
        turns.set(n, resolve)
        send({ say: 'your-turn', n })
      })
      turns.delete(n)
    })
  worker.on('message', (message: FromThread) => {
    switch (message.say) {
      case 'want-turn':
        return void giveTurn(message.n)
      case 'end-turn':
        return turns.get(message.n)?.()
      case 'progress':
        return void (progress = message.progress)
      case 'outcome':
        return void (outcome = message.outcome)
      case 'defect':
        return onDefect(new Error(message.stack), task.jobId)
    }
  })
  const ended = new Promise<Outcome | undefined>((resolve) => {
    worker.on('error', (error) => onDefect(error, task.jobId))
    worker.on('exit', () => {
      gone = true
      for (const release of turns.values()) release()
      resolve(outcome)
    })
  })
  return {
    ended,
    takeProgress() {
      const newest = progress
      progress = undefined
      return newest
    },
    cancel: () => send({ say: 'cancel' }),
    // In the queue, so that no write of the thread is under way when it dies.
    kill: () => turn(async () => void (await worker.terminate())),
  }
}
