import { beforeEach, expect, it } from 'vitest'
import type { Scope } from '../../src/access/scope.ts'
import type { Database } from '../../src/db/database.ts'
import {
  claimJob,
  findJob,
  finishJob,
  insertJob,
  listJobs,
  releaseJob,
  renewJob,
  requestCancel,
} from '../../src/jobs/store.ts'
import { eachDialect } from '../support/dialects.ts'

const start = Date.parse('2026-11-22T09:00:00.000Z')
const at = (second: number) => new Date(start + second * 1000)
const lease = (holder: string, now: number) => ({ holder, now: at(now), expiresAt: at(now + 20) })
const kinds = ['import', 'plan']

eachDialect('the job table', (open) => {
  let db: Database
  beforeEach(async () => {
    db = await open()
  })
  const insert = (
    id: string,
    { kind = 'import', createdBy = 'ann', input = {} as unknown, scope = 'everything' as Scope } = {},
  ) => db.write((q) => insertJob(q, { id, kind, input, attended: false, createdBy, scope, createdAt: at(0) }))
  const claim = (holder: string, now: number, id?: string) =>
    db.write((q) => claimJob(q, lease(holder, now), { kinds, ...(id !== undefined && { id }) }))
  const stateOf = async (id: string) => (await findJob(db.read, id))?.state

  it('gives out the oldest job first, each to one holder only', async () => {
    await insert('job_1', { input: { file: 'a.csv' } })
    await insert('job_2')
    const claims = await Promise.all([claim('one', 0), claim('two', 0), claim('three', 0)])
    const given = claims.filter((job) => job !== undefined)
    expect(given.map((job) => job.id).sort()).toEqual(['job_1', 'job_2'])
    expect(given.find((job) => job.id === 'job_1')).toMatchObject({
      state: 'running',
      attempt: 1,
      input: { file: 'a.csv' },
    })
    expect(await claim('four', 0)).toBeUndefined()
  })

  it('never gives one job to two of eight that ask at once', async () => {
    for (let n = 0; n < 5; n++) await insert(`job_${n}`)
    const given = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(`holder-${n}`, 0)))
    const ids = given.flatMap((job) => (job ? [job.id] : []))
    expect(new Set(ids).size).toBe(5)
    expect(ids).toHaveLength(5)
  })

  it('gives out only jobs of kinds that the holder has a handler for, and the one asked for', async () => {
    await insert('job_1', { kind: 'from-a-later-version' })
    await insert('job_2')
    await insert('job_3')
    expect((await claim('one', 0, 'job_3'))?.id).toBe('job_3')
    expect((await claim('one', 0))?.id).toBe('job_2')
    expect(await claim('one', 0)).toBeUndefined()
  })

  it('gives a job again when its lease has run out, not a moment earlier, and counts the attempt', async () => {
    await insert('job_1')
    await claim('one', 0)
    expect(await claim('two', 19.999)).toBeUndefined()
    expect(await claim('two', 20)).toMatchObject({ id: 'job_1', attempt: 2 })
  })

  it('keeps the job of a holder that gives signs of life', async () => {
    await insert('job_1')
    await claim('one', 0)
    const progress = { done: 5, total: 10, doing: 'reading' }
    expect(await db.write((q) => renewJob(q, 'job_1', { ...lease('one', 15), progress }))).toEqual({
      cancelRequested: false,
    })
    expect(await claim('two', 34)).toBeUndefined()
    expect(await findJob(db.read, 'job_1')).toMatchObject({ progress })
    await db.write((q) => renewJob(q, 'job_1', lease('one', 16)))
    expect(await findJob(db.read, 'job_1')).toMatchObject({ progress })
  })

  it('takes nothing from a holder that has lost the job', async () => {
    await insert('job_1')
    await claim('one', 0)
    await claim('two', 20)
    expect(await db.write((q) => renewJob(q, 'job_1', lease('one', 21)))).toBeUndefined()
    const late = { holder: 'one', now: at(21), outcome: { state: 'done', result: 'late' } } as const
    expect(await db.write((q) => finishJob(q, 'job_1', late))).toBe(false)
    expect(await db.write((q) => finishJob(q, 'job_1', { ...late, holder: 'two' }))).toBe(true)
    expect(await findJob(db.read, 'job_1')).toMatchObject({ state: 'done', result: 'late', finishedAt: at(21) })
    expect(await claim('three', 60)).toBeUndefined()
  })

  it('keeps a failure with its hint and details', async () => {
    await insert('job_1')
    await claim('one', 0)
    const failure = {
      code: 'empty-file',
      message: 'The file is empty.',
      hint: 'Send another.',
      details: { exitCode: 2 },
    }
    const outcome = { state: 'failed', failure } as const
    await db.write((q) => finishJob(q, 'job_1', { holder: 'one', now: at(1), outcome }))
    expect(await findJob(db.read, 'job_1')).toMatchObject({ state: 'failed', failure, result: null })
  })

  it('is given back at once by a holder that stops, without counting the attempt', async () => {
    await insert('job_1')
    await claim('one', 0)
    await db.write((q) => releaseJob(q, 'job_1', 'one'))
    expect(await claim('two', 0)).toMatchObject({ id: 'job_1', attempt: 1 })
  })

  it('cancels at once what waits, asks what runs, and leaves what has finished', async () => {
    await insert('job_1')
    await insert('job_2')
    await claim('one', 0)
    for (const id of ['job_1', 'job_2']) await db.write((q) => requestCancel(q, id, at(1)))
    expect([await stateOf('job_1'), await stateOf('job_2')]).toEqual(['running', 'cancelled'])
    expect(await db.write((q) => renewJob(q, 'job_1', lease('one', 2)))).toEqual({ cancelRequested: true })
    const outcome = { state: 'done', result: null } as const
    await db.write((q) => finishJob(q, 'job_1', { holder: 'one', now: at(3), outcome }))
    await db.write((q) => requestCancel(q, 'job_1', at(4)))
    expect(await stateOf('job_1')).toBe('done')
    expect(await claim('two', 60)).toBeUndefined()
  })

  it('shows a principal only their own jobs, newest first, page by page', async () => {
    for (const id of ['job_1', 'job_2', 'job_3']) await insert(id)
    await insert('job_4', { createdBy: 'bob' })
    const as = (principalId: string) => ({ principalId, kinds, scope: 'everything' as const })
    const ids = async (page: { after?: string; rows: number }) =>
      (await listJobs(db.read, as('ann'), page)).map((j) => j.id)
    expect(await ids({ rows: 2 })).toEqual(['job_3', 'job_2'])
    expect(await ids({ after: 'job_2', rows: 2 })).toEqual(['job_1'])
    expect(await findJob(db.read, 'job_4', as('ann'))).toBeUndefined()
    expect(await findJob(db.read, 'job_4', as('bob'))).toMatchObject({ id: 'job_4' })
  })

  it('shows a principal no job of a kind that is not theirs any more, nor one of more than they may know of now', async () => {
    const [wales, england] = ['Wales', 'London'].map((region) => ({ organisationId: 'org_1', region }))
    await insert('job_1', { scope: [wales!] })
    await insert('job_2', { scope: [wales!, england!] })
    await insert('job_3')
    const seen = async (kinds: string[], scope: Scope) => {
      const viewer = { principalId: 'ann', kinds, scope }
      const listed = (await listJobs(db.read, viewer, { rows: 9 })).map(({ id }) => id)
      for (const id of ['job_1', 'job_2', 'job_3'])
        expect((await findJob(db.read, id, viewer)) !== undefined).toBe(listed.includes(id))
      return listed
    }
    expect(await seen(kinds, 'everything')).toEqual(['job_3', 'job_2', 'job_1'])
    expect(await seen(kinds, [{ organisationId: 'org_1', region: null }])).toEqual(['job_2', 'job_1'])
    expect(await seen(kinds, [wales!])).toEqual(['job_1'])
    expect(await seen(kinds, [england!])).toEqual([])
    expect(await seen(['plan'], 'everything')).toEqual([])
  })

  it('stores neither input nor result nor failure in plain text', async () => {
    await insert('job_1', { input: { address: 'PLANTED-1' } })
    await insert('job_2')
    await claim('one', 0)
    const outcome = { state: 'done', result: { address: 'PLANTED-2' } } as const
    await db.write((q) => finishJob(q, 'job_1', { holder: 'one', now: at(1), outcome }))
    await claim('one', 0)
    const failed = { state: 'failed', failure: { code: 'c', message: 'PLANTED-3' } } as const
    await db.write((q) => finishJob(q, 'job_2', { holder: 'one', now: at(1), outcome: failed }))
    const rows = await db.read.select().from(db.read.t.jobs)
    expect(JSON.stringify(rows)).not.toContain('PLANTED')
    expect((await findJob(db.read, 'job_1'))?.result).toEqual({ address: 'PLANTED-2' })
    expect((await findJob(db.read, 'job_2'))?.failure?.message).toBe('PLANTED-3')
  })
})
