import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getCaller, insertHostPrincipals, LOCAL_OPERATOR } from '../../src/access/principals.ts'
import type { Caller } from '../../src/access/caller.ts'
import type { Database } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { makeWriteQueue } from '../../src/db/write-turn.ts'
import { makeJobRunner, type JobRunner, type Watch } from '../../src/jobs/run-jobs.ts'
import { claimJob, findJob } from '../../src/jobs/store.ts'
import { submitJob } from '../../src/jobs/submit-job.ts'
import { countingIds, fakeClock } from '../support/clock.ts'
import { DIALECTS, openAgain, openTestDatabase } from '../support/dialects.ts'
import { testSealer } from '../support/sealer.ts'

const patient = { timeout: 20_000, interval: 20 }
const KINDS = ['add', 'which', 'fail', 'break', 'die', 'hoard', 'dawdle', 'halve', 'spin', 'busy', 'busier']

for (const dialect of DIALECTS) {
  describe(`the job runner (${dialect})`, () => {
    const clock = fakeClock()
    const turn = makeWriteQueue()
    let db: Database
    let source: string
    let caller: Caller
    let closers: (() => Promise<void>)[]
    let defects: string[]
    let ids: ReturnType<typeof countingIds>

    beforeEach(async () => {
      const test = await openTestDatabase(dialect)
      source = test.source
      db = dialect === 'sqlite' ? openSqlite({ file: source, sealer: testSealer, turn }) : openAgain(source)
      closers = [test.close, () => db.close()]
      defects = []
      ids = countingIds()
      await db.write((q) => insertHostPrincipals(q, clock.now()))
      caller = await getCaller(db.read, LOCAL_OPERATOR, 'req_1')
    })
    afterEach(async () => {
      for (const close of closers.reverse()) await close()
    })

    function makeRunner(memoryMb?: number): JobRunner {
      const runner = makeJobRunner({
        deps: { db, clock, ids },
        kinds: KINDS,
        source: { file: new URL('../support/job-thread.ts', import.meta.url), data: { source }, turn, memoryMb },
        onDefect: (error, jobId) => void defects.push(`${jobId}: ${String(error)}`),
      })
      closers.push(() => runner.stop())
      return runner
    }
    const unwatched: Watch = { signal: new AbortController().signal, onProgress: () => {} }
    const run = (runner: JobRunner, kind: string, input: unknown = {}, watch = unwatched) =>
      runner.runToEnd(caller, { kind, input }, watch)
    const untilState = async (id: string, state: string) =>
      expect.poll(async () => (await findJob(db.read, id))?.state, { timeout: 20_000, interval: 20 }).toBe(state)
    const untilProgress = async (id: string) =>
      expect.poll(async () => (await findJob(db.read, id))?.progress, { timeout: 20_000, interval: 20 }).toBeTruthy()
    const funds = async () => (await db.read.select().from(db.read.t.funds)).map((fund) => fund.code)

    it('runs a job in a thread that reads and writes the same database, as the one who asked for it', async () => {
      expect(await run(makeRunner(), 'add', { a: 2, b: 3 })).toEqual({ sum: 5, as: 'local-operator' })
      expect(await funds()).toEqual(['sum-5'])
    })

    it('cancels at once when that was asked before the work began', async () => {
      const ending = run(makeRunner(), 'add', { a: 1, b: 1 }, { ...unwatched, signal: AbortSignal.abort() })
      await expect(ending).rejects.toMatchObject({ code: 'cancelled' })
      expect(await funds()).toEqual([])
    })

    it('tries a job again after a fault that passes, later each time', async () => {
      const runner = makeRunner()
      runner.start()
      const { id } = await runner.submit(caller, 'busy', {})
      for (const waits of [5_000, 10_000]) {
        const due = clock.now().getTime() + waits
        await expect.poll(async () => (await findJob(db.read, id))?.notBefore?.getTime(), patient).toBe(due)
        expect(await findJob(db.read, id)).toMatchObject({ state: 'queued', failure: null })
        clock.advance(waits)
      }
      await untilState(id, 'done')
      expect(await findJob(db.read, id)).toMatchObject({ attempt: 3, result: { attempt: 3 } })
    })

    it('gives up on the third time, and says why', async () => {
      const ending = run(makeRunner(), 'busier').catch((error: unknown) => error)
      for (const attempt of [1, 2]) {
        await expect
          .poll(async () => (await db.read.select().from(db.read.t.jobs))[0], patient)
          .toMatchObject({ attempt, state: 'queued' })
        clock.advance(60_000)
      }
      expect(await ending).toMatchObject({ code: 'database-busy' })
    })

    it('tells nobody else that the job exists', async () => {
      const runner = makeRunner()
      const { id } = await runner.submit(caller, 'add', { a: 1, b: 1 })
      const cancelling = runner.cancel({ ...caller, principalId: 'someone-else' }, id)
      await expect(cancelling).rejects.toMatchObject({ code: 'unknown-job' })
    })

    it('leaves nothing of a write that is under way when the process stops, and gives the job back', async () => {
      const runner = makeRunner()
      runner.start()
      const halving = new BroadcastChannel('halving')
      const underWay = new Promise((resolve) => (halving.onmessage = resolve))
      const { id } = await runner.submit(caller, 'halve', {})
      await underWay
      halving.close()
      await runner.stop()
      expect(await funds()).toEqual([])
      // Cut off, or (on SQLite, where a write is let finish) undone by itself: either way nothing is half done.
      expect(['queued', 'failed']).toContain((await findJob(db.read, id))?.state)
    })

    it('does not start again what a command was waiting for: by then a file or the facts may be others', async () => {
      const now = clock.now()
      const asked = { kind: 'add', input: { a: 1, b: 1 }, attended: true }
      const { id } = await submitJob({ db, clock, ids }, caller, asked)
      const lease = { holder: 'killed', now, expiresAt: new Date(now.getTime() + 1000) }
      await db.write((q) => claimJob(q, lease, { kinds: KINDS }))
      clock.advance(2000)
      makeRunner().start()
      await untilState(id, 'failed')
      expect((await findJob(db.read, id))?.failure).toMatchObject({ code: 'job-interrupted' })
    })

    it('starts again the job of a process that was killed, when its lease has run out', async () => {
      const runner = makeRunner()
      const { id } = await runner.submit(caller, 'add', { a: 3, b: 4 })
      const now = clock.now()
      const expiresAt = new Date(now.getTime() + 20_000)
      await db.write((q) => claimJob(q, { holder: 'killed', now, expiresAt }, { kinds: KINDS }))
      runner.start()
      clock.advance(20_000)
      await untilState(id, 'done')
      expect(await findJob(db.read, id)).toMatchObject({ attempt: 2, result: { sum: 7 } })
    })

    it('gives up a job that took its process down three times', async () => {
      const runner = makeRunner()
      const { id } = await runner.submit(caller, 'add', { a: 3, b: 4 })
      for (let n = 0; n < 3; n++) {
        const now = clock.now()
        await db.write((q) => claimJob(q, { holder: `killed-${n}`, now, expiresAt: now }, { kinds: KINDS }))
      }
      runner.start()
      await untilState(id, 'failed')
      expect((await findJob(db.read, id))?.failure?.code).toBe('job-kept-ending')
    })

    it('fails the job of a principal who was disabled since', async () => {
      const runner = makeRunner()
      const { id } = await runner.submit(caller, 'add', { a: 3, b: 4 })
      await db.write(async (q) => void (await q.update(q.t.principals).set({ disabled: true })))
      runner.start()
      await untilState(id, 'failed')
      expect((await findJob(db.read, id))?.failure?.code).toBe('unknown-principal')
      expect(await funds()).toEqual([])
    })

    it('never runs one job twice when two runners look for work', async () => {
      const [one, two] = [makeRunner(), makeRunner()]
      one.start()
      two.start()
      const jobs = await Promise.all([1, 2].map((a) => one.submit(caller, 'add', { a, b: 0 })))
      for (const { id } of jobs) await untilState(id, 'done')
      expect((await funds()).sort()).toEqual(['sum-1', 'sum-2'])
    })

    // What follows does not touch the database, so one dialect shows it.
    if (dialect === 'postgres') return

    it('ends with the failure of the handler, hint and details included', async () => {
      await expect(run(makeRunner(), 'fail')).rejects.toMatchObject({
        code: 'empty-file',
        message: 'The file is empty.',
        hint: 'Send another.',
        details: { exitCode: 2 },
      })
      expect(defects).toEqual([])
    })

    it('says nothing of the inside of a defect, and gives the reference that the log has', async () => {
      const failure = (await run(makeRunner(), 'break').catch((error: unknown) => error)) as {
        code: string
        hint: string
      }
      expect(failure.code).toBe('internal')
      expect(failure.hint).not.toContain('secret')
      expect(defects).toHaveLength(1)
      const [reference] = defects[0]!.split(':')
      expect(failure.hint).toContain(reference)
    })

    it('keeps a thread for the next job, but not after a defect', async () => {
      const runner = makeRunner()
      const first = await run(runner, 'which')
      expect(await run(runner, 'which')).toBe(first)
      await run(runner, 'break').catch(() => {})
      expect(await run(runner, 'which')).not.toBe(first)
    })

    it('fails a job whose thread dies', async () => {
      await expect(run(makeRunner(), 'die')).rejects.toMatchObject({ code: 'internal' })
    })

    it('stops a job that needs more memory than a job may hold, says so, and goes on with the next', async () => {
      const runner = makeRunner(64)
      await expect(run(runner, 'hoard')).rejects.toMatchObject({
        code: 'job-out-of-memory',
        message: expect.stringContaining('64 MB of LENSCAP_JOB_MEMORY_MB'),
      })
      expect(await run(runner, 'add', { a: 2, b: 3 })).toMatchObject({ sum: 5 })
      expect(defects).toEqual([])
    })

    it('stops a job that looks at its signal when it is cancelled', async () => {
      const runner = makeRunner()
      runner.start()
      const { id } = await runner.submit(caller, 'dawdle', {})
      await untilProgress(id)
      await runner.cancel(caller, id)
      await untilState(id, 'cancelled')
    })

    it('ends a job that never looks up, some seconds after it is cancelled', async () => {
      const asked = new AbortController()
      const ending = run(makeRunner(), 'spin', {}, { signal: asked.signal, onProgress: () => asked.abort() })
      await expect(ending).rejects.toMatchObject({ code: 'cancelled' })
    })

    it('gives back the job that runs when the process stops, for the next to start again', async () => {
      const runner = makeRunner()
      runner.start()
      const { id } = await runner.submit(caller, 'dawdle', {})
      await untilProgress(id)
      await runner.stop()
      expect(await findJob(db.read, id)).toMatchObject({ state: 'queued', attempt: 0 })
    })
  })
}
