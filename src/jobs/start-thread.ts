// The parent's side of the threads that run jobs: passes tasks and turns to write in, takes progress and outcomes out.
// A thread that has done its job stays for the next one: a new one takes most of a second to load what it needs.
import { Worker } from 'node:worker_threads'
import type { WriteTurn } from '../db/write-turn.ts'
import type { JobFailure, Outcome, Progress } from './job.ts'
import type { FromThread, ThreadTask, ToThread } from './thread.ts'

export interface ThreadSource {
  /** The module that calls runJobThread. */
  readonly file: URL
  /** What that module needs to open the same database. */
  readonly data: object
  /** The process's write queue; the threads stand in it too. */
  readonly turn: WriteTurn
  /** What a thread's objects may take. With less V8 clears up sooner, and the job takes longer; undefined: V8's own. */
  readonly memoryMb?: number | undefined
}

export interface RunningThread {
  /** Settles when the job has ended; undefined if its thread ended without an outcome, as one that was killed does. */
  readonly ended: Promise<Outcome | undefined>
  /** The newest; undefined if there is none since the last call. */
  takeProgress(): Progress | undefined
  cancel(): void
  /** Ends it now, wherever it is; but not in the middle of a write on SQLite, which is let finish first. */
  kill(): Promise<void>
}

export interface Threads {
  start(task: ThreadTask): RunningThread
  /** Kills what runs and closes what waits. */
  stop(): Promise<void>
}

type OnDefect = (error: unknown, jobId: string) => void

interface Thread {
  run(task: ThreadTask): RunningThread
  /** Ends an idle thread in good order. */
  close(): Promise<void>
  kill(): Promise<void>
}

const UNSOUND: ReadonlySet<string> = new Set(['internal', 'job-out-of-memory'])
/** An idle thread keeps its memory; after half a minute without work it is not worth it. */
const LINGER_MS = 30_000

export function makeThreads(source: ThreadSource, onDefect: OnDefect): Threads {
  const busy = new Set<Thread>()
  let idle: { thread: Thread; timer: NodeJS.Timeout } | undefined

  function takeIdle(): Thread | undefined {
    clearTimeout(idle?.timer)
    const thread = idle?.thread
    idle = undefined
    return thread
  }
  return {
    start(task) {
      const thread = takeIdle() ?? startThread(source, onDefect)
      busy.add(thread)
      const running = thread.run(task)
      void running.ended.then(async (outcome) => {
        busy.delete(thread)
        // After a defect nobody knows what it left behind; without memory there is no thread any more.
        const sound = outcome && !(outcome.state === 'failed' && UNSOUND.has(outcome.failure.code))
        if (!sound || idle) return thread.close()
        idle = { thread, timer: setTimeout(() => void takeIdle()?.close(), LINGER_MS).unref() }
      })
      return running
    },
    async stop() {
      await Promise.all([takeIdle()?.close(), ...[...busy].map((thread) => thread.kill())])
    },
  }
}

interface Current {
  readonly jobId: string
  progress: Progress | undefined
  end(outcome: Outcome | undefined): void
}

/** Of short-lived objects, where memory is short: V8 takes up to 48 of its own accord. An import measured 17 % more CPU with 24. */
const YOUNG_MB = 24

function startThread({ file, data, turn, memoryMb }: ThreadSource, onDefect: OnDefect): Thread {
  const limits = { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB }
  const worker = new Worker(file, { workerData: data, ...(memoryMb !== undefined && { resourceLimits: limits }) })
  const send = (message: ToThread) => worker.postMessage(message)
  const turns = new Map<number, () => void>()
  let gone = false
  let current: Current | undefined

  const giveTurn = (n: number) =>
    turn(async () => {
      if (gone) return
      await new Promise<void>((resolve) => {
        turns.set(n, resolve)
        send({ say: 'your-turn', n })
      })
      turns.delete(n)
    })
  const end = (outcome: Outcome | undefined) => {
    // An idle thread does not keep the process alive.
    worker.unref()
    current?.end(outcome)
    current = undefined
  }
  worker.on('message', (message: FromThread) => {
    switch (message.say) {
      case 'want-turn':
        return void giveTurn(message.n)
      case 'end-turn':
        return turns.get(message.n)?.()
      case 'progress':
        return void (current && (current.progress = message.progress))
      case 'outcome':
        return end(message.outcome)
      case 'defect':
        return onDefect(message.error, current?.jobId ?? 'none')
    }
  })
  worker.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return end({ state: 'failed', failure: outOfMemory(memoryMb) })
    onDefect(error, current?.jobId ?? 'none')
  })
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      gone = true
      for (const release of turns.values()) release()
      end(undefined)
      resolve()
    })
  })
  // In the queue, so that no write of the thread is under way when it dies.
  const kill = () => turn(async () => void (await worker.terminate()))
  return {
    kill,
    async close() {
      worker.ref()
      send({ say: 'close' })
      await exited
    },
    run(task) {
      worker.ref()
      const { promise: ended, resolve } = Promise.withResolvers<Outcome | undefined>()
      const mine: Current = { jobId: task.jobId, progress: undefined, end: resolve }
      current = mine
      if (gone) end(undefined)
      else send({ say: 'task', task })
      return {
        ended,
        takeProgress() {
          const newest = mine.progress
          mine.progress = undefined
          return newest
        },
        cancel: () => send({ say: 'cancel' }),
        kill,
      }
    },
  }
}

function outOfMemory(memoryMb: number | undefined): JobFailure {
  return {
    code: 'job-out-of-memory',
    message: `The work needs more memory than ${sayMemory(memoryMb)}, and was stopped.`,
    hint: 'Give it more (LENSCAP_JOB_MEMORY_MB, in megabytes), or ask for less at once: a part of the file, an organisation at a time.',
  }
}

function sayMemory(memoryMb: number | undefined): string {
  return memoryMb === undefined ? 'this machine gives it' : `the ${memoryMb} MB of LENSCAP_JOB_MEMORY_MB`
}
