import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { claimJob, finishJob, renewJob } from '../../src/jobs/store.ts'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'

eachDialect('the API of jobs', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  beforeAll(async () => {
    test = await buildTestApp(await open())
  })

  it('shows a job to the one who asked for it, without its input', async () => {
    const { id } = await test.jobs.submit(test.operator, 'import', { file: 'PLANTED' })
    const answer = await test.request({ url: `/api/v1/jobs/${id}` })
    expect(answer.json()).toEqual({
      id,
      kind: 'import',
      state: 'queued',
      progress: null,
      result: null,
      failure: null,
      attempt: 0,
      notBefore: null,
      cancelRequestedAt: null,
      createdAt: '2026-11-22T09:00:00.000Z',
      finishedAt: null,
    })
    expect(answer.body).not.toContain('PLANTED')
  })

  it('knows of no job to anyone else: 404, as for one that never was', async () => {
    const { id } = await test.jobs.submit(test.operator, 'import', {})
    const token = await test.tokenOf('other', ['programme'])
    for (const [method, url] of [
      ['GET', `/api/v1/jobs/${id}`],
      ['POST', `/api/v1/jobs/${id}/cancel`],
      ['GET', '/api/v1/jobs/job_never'],
    ] as const) {
      const answer = await test.request({ method, url, token })
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'unknown-job'])
    }
    expect((await test.request({ url: '/api/v1/jobs', token })).json()).toEqual({ items: [], nextCursor: null })
  })

  it('lists jobs newest first', async () => {
    const { id } = await test.jobs.submit(test.operator, 'plan', {})
    const { items } = (await test.request({ url: '/api/v1/jobs?limit=1' })).json<{ items: { id: string }[] }>()
    expect(items.map((job) => job.id)).toEqual([id])
    expect(items[0]).not.toHaveProperty('result')
  })

  it('cancels a job, and says where to look how it goes', async () => {
    const { id } = await test.jobs.submit(test.operator, 'plan', {})
    const answer = await test.request({ method: 'POST', url: `/api/v1/jobs/${id}/cancel` })
    expect([answer.statusCode, answer.headers['location']]).toEqual([202, `/api/v1/jobs/${id}`])
    expect(answer.json()).toMatchObject({ id, state: 'cancelled' })
  })

  it('tells how a job goes as it goes, and ends with it', async () => {
    const { db, clock } = test.deps
    const { id } = await test.jobs.submit(test.operator, 'plan', {})
    const lease = { holder: 'someone', now: clock.now(), expiresAt: new Date(clock.now().getTime() + 1000) }
    const events = Promise.all([test.request({ url: `/api/v1/jobs/${id}/events` })])
    await db.write((q) => claimJob(q, lease, { kinds: ['plan'], id }))
    await db.write((q) => renewJob(q, id, { ...lease, progress: { done: 1, total: 2, doing: 'solving' } }))
    await sleep(700)
    const outcome = { state: 'done', result: { planId: 'pla_1' } } as const
    await db.write((q) => finishJob(q, id, { holder: 'someone', now: clock.now(), outcome }))
    const [answer] = await events
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    const told = [...answer.body.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event, data]) => [
      event,
      JSON.parse(data!),
    ])
    expect(told).toEqual([
      [
        'progress',
        { state: 'running', progress: { done: 1, total: 2, doing: 'solving', perSecond: null, secondsLeft: null } },
      ],
      ['end', expect.objectContaining({ id, state: 'done', result: { planId: 'pla_1' } })],
    ])
  })

  it('tells nobody else how a job goes, and tells of one that has ended at once', async () => {
    const { id } = await test.jobs.submit(test.operator, 'plan', {})
    await test.request({ method: 'POST', url: `/api/v1/jobs/${id}/cancel` })
    const token = await test.tokenOf('stranger', ['programme'])
    expect((await test.request({ url: `/api/v1/jobs/${id}/events`, token })).statusCode).toBe(404)
    const { body } = await test.request({ url: `/api/v1/jobs/${id}/events` })
    expect(body).toMatch(/^retry: 2000\n\nevent: end\n/)
  })
})
