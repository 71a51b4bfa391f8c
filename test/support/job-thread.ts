// A worker with handlers that do what a job may do: succeed, fail, break, dawdle, never listen, die.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, threadId, workerData } from 'node:worker_threads'
import type { WriteTurn } from '../../src/db/write-turn.ts'
import type { Deps } from '../../src/deps.ts'
import type { JobHandler, JobHandlers } from '../../src/jobs/job.ts'
import { runJobThread } from '../../src/jobs/thread.ts'
import { Failure } from '../../src/shared/failure.ts'
import { makeIds } from '../../src/shared/ids.ts'
import { fakeClock } from './clock.ts'
import { testSealer } from './sealer.ts'

const insertFund = (deps: Deps, code: string) =>
  deps.db.write(async (q) => {
    const fund = { id: deps.ids.next('fund'), version: 1, code, name: code, carryOver: 'none' } as const
    await q.insert(q.t.funds).values({ ...fund, createdAt: deps.clock.now() })
  })

const add: JobHandler<{ a: number; b: number }, unknown> = async (deps, { a, b }, { report, caller }) => {
  report({ done: 1, total: 2, doing: 'adding' })
  await insertFund(deps, `sum-${a + b}`)
  return { sum: a + b, as: caller.principalId }
}
const handlers: JobHandlers = {
  add,
  fail: async () => {
    throw new Failure('empty-file', 'The file is empty.', 'Send another.', { exitCode: 2 })
  },
  /** Busy until its third attempt, which its job's row counts. */
  busy: async (deps, _input, { jobId }) => {
    const [job] = await deps.db.read.select().from(deps.db.read.t.jobs)
    if (job!.attempt < 3) throw new Failure('database-busy', `${jobId} met a busy database.`)
    return { attempt: job!.attempt }
  },
  /** Busy for ever. */
  busier: async () => {
    throw new Failure('database-busy', 'The database is busy.', 'Try again.')
  },
  break: async () => {
    throw new Error('a defect with a secret')
  },
  which: async () => threadId,
  die: async () => process.exit(3),
  hoard: async () => {
    const held: string[][] = []
    for (;;) held.push(Array.from({ length: 100_000 }, (_, i) => `${held.length} ${i}`))
  },
  /** Looks at its signal. */
  dawdle: async (_deps, _input, { signal, report }) => {
    for (let done = 0; ; done++) {
      report({ done, total: null, doing: 'dawdling' })
      await sleep(20)
      signal.throwIfAborted()
    }
  },
  /** Writes half of something and then stays in the write for a while. */
  halve: async (deps) => {
    await deps.db.write(async (q) => {
      const fund = { id: 'half', version: 1, code: 'half', name: 'half', carryOver: 'none' } as const
      await q.insert(q.t.funds).values({ ...fund, createdAt: deps.clock.now() })
      const halving = new BroadcastChannel('halving')
      halving.postMessage('half')
      halving.close()
      await sleep(600)
      throw new Failure('half-done', 'Only half was done.')
    })
  },
  /** Never looks up. */
  spin: async (_deps, _input, { report }) => {
    report({ done: 0, total: null, doing: 'spinning' })
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  },
}

const { source } = workerData as { source: string }
/** Each dialect's driver takes its time to load, and a thread needs one. */
const openDatabase = source.startsWith('postgres:') ? await postgres() : await sqlite()

async function postgres() {
  const { openPostgres } = await import('../../src/db/postgres.ts')
  return () => openPostgres({ url: source, sealer: testSealer, random: () => 0.5, onIdleError: () => {} })
}

async function sqlite() {
  const { openSqlite } = await import('../../src/db/sqlite.ts')
  return (turn: WriteTurn) => openSqlite({ file: source, sealer: testSealer, turn })
}

const open = (turn: WriteTurn): Deps => ({
  db: openDatabase(turn),
  clock: fakeClock(),
  ids: makeIds(() => 0, randomBytes),
})
runJobThread(parentPort!, { open, handlers })
