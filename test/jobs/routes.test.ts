import { beforeAll, expect, it } from 'vitest'
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
})
