import { eq } from 'drizzle-orm'
import { Type } from 'typebox'
import { beforeAll, expect, it } from 'vitest'
import type { Role } from '../../src/access/caller.ts'
import type { Scope } from '../../src/access/scope.ts'
import { staleVersion } from '../../src/http/etag.ts'
import type { Routes } from '../../src/http/plugin.ts'
import type { Problem } from '../../src/http/problems.ts'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'

/** Lets the handlers that wait for it go on. */
let gate = Promise.withResolvers<void>()
gate.resolve()

const fundRoutes: Routes = async (app, { db, clock }) => {
  const config = { roles: ['programme'] as const }
  const insert = async (code: string) => {
    const fund = { id: code, version: 1, code, name: code, carryOver: 'none', createdAt: clock.now() } as const
    await db.write(async (q) => void (await q.insert(q.t.funds).values(fund)))
  }
  const Body = Type.Object({ code: Type.String() })
  app.post('/funds', { config, schema: { body: Body } }, async ({ body, id }, reply) => {
    await insert(body.code)
    void reply.code(201).headers({ location: `/api/v1/funds/${body.code}`, etag: '"1"' })
    return { code: body.code, requestId: id }
  })
  app.post('/slow-funds', { config, schema: { body: Body } }, async ({ body }) => {
    await insert(body.code)
    await gate.promise
    return { code: body.code }
  })
  app.post('/late-funds', { config, schema: { body: Body } }, async ({ body }) => {
    await gate.promise
    await insert(body.code)
    return { code: body.code }
  })
  app.post('/refusing', { config }, async () => {
    throw staleVersion()
  })
  app.post('/failing-late', { config, schema: { body: Body } }, async ({ body }) => {
    await insert(body.code)
    throw new Error('after the effect')
  })
  app.patch('/funds/:code', { config }, async ({ params }) => params)
}

eachDialect('a request with an Idempotency-Key', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  beforeAll(async () => {
    test = await buildTestApp(await open(), { routes: [fundRoutes] })
  })
  const send = (path: string, code: string, key: string, over: { token?: string; query?: string } = {}) =>
    test.request({
      method: 'POST',
      url: `/api/v1/${path}${over.query ?? ''}`,
      payload: { code },
      headers: { 'idempotency-key': key },
      ...(over.token !== undefined && { token: over.token }),
    })
  const countFunds = () => test.deps.db.read.$count(test.deps.db.read.t.funds)
  const kept = () => test.deps.db.read.select().from(test.deps.db.read.t.keptAnswers)

  it('is carried out once, and answered again with the same status, headers and body', async () => {
    const first = await send('funds', 'once', 'k1')
    const again = await send('funds', 'once', 'k1')
    expect(first.statusCode).toBe(201)
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    expect([again.statusCode, again.body]).toEqual([201, first.body])
    expect(again.headers).toMatchObject({
      'idempotency-replayed': 'true',
      location: '/api/v1/funds/once',
      etag: '"1"',
      'content-type': first.headers['content-type'],
    })
    expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
  })

  it('is refused when the key was used for another body, another query or another thing', async () => {
    await send('funds', 'mine', 'k2')
    const before = await countFunds()
    for (const other of [await send('funds', 'yours', 'k2'), await send('funds', 'mine', 'k2', { query: '?a=1' })]) {
      expect([other.statusCode, other.json<Problem>().code]).toEqual([422, 'idempotency-key-reused'])
    }
    expect(await countFunds()).toBe(before)
  })

  it('has its key to itself: another principal and another route may use the same', async () => {
    const token = await test.tokenOf('other', ['programme'])
    await send('funds', 'a', 'k3')
    expect((await send('funds', 'b', 'k3', { token })).statusCode).toBe(201)
    expect((await send('slow-funds', 'c', 'k3')).statusCode).toBe(200)
  })

  it('that is sent twice at once is carried out once, whoever writes first; both get the answer', async () => {
    const before = await countFunds()
    const both = ['late-funds', 'late-funds'].map((path) => send(path, 'both', 'k4'))
    const answers = await Promise.all(both)
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200])
    expect(answers.map(({ headers }) => headers['idempotency-replayed'] ?? 'first').sort()).toEqual(['first', 'true'])
    expect(await countFunds()).toBe(before + 1)
  })

  it('is told after five seconds to come back while the first is still at work', async () => {
    gate = Promise.withResolvers()
    const before = await countFunds()
    // An injected request starts when somebody waits for it.
    const first = Promise.all([send('slow-funds', 'slow', 'k5')])
    await expect.poll(countFunds).toBe(before + 1)
    const second = await send('slow-funds', 'slow', 'k5')
    expect([second.statusCode, second.json<Problem>().code, second.headers['retry-after']]).toEqual([
      409,
      'request-in-flight',
      '5',
    ])
    gate.resolve()
    expect((await first)[0].statusCode).toBe(200)
    expect((await send('slow-funds', 'slow', 'k5')).headers['idempotency-replayed']).toBe('true')
  })

  it('whose process ended before it had kept the answer is not carried out again, and says so', async () => {
    const { db, clock } = test.deps
    await send('funds', 'lost', 'k6')
    await db.write(async (q) => void (await q.update(q.t.keptAnswers).set({ answer: null })))
    test.clock.advance(300_001)
    const again = await send('funds', 'lost', 'k6')
    expect([again.statusCode, again.json<Problem>().code]).toEqual([409, 'answer-lost'])
    expect(clock.now().toISOString()).toBe('2026-11-22T09:05:00.001Z')
  })

  it('is not answered again to whoever may know or do less by then, and again to whoever may know more', async () => {
    const { db } = test.deps
    const token = await test.tokenOf('mover', ['programme', 'finance'], [{ organisationId: 'org_a', region: null }])
    const become = (change: { roles?: Role[]; scope?: Scope }) =>
      db.write(async (q) => {
        const t = q.t.principals
        await q.update(t).set(change).where(eq(t.id, 'mover'))
      })
    await send('funds', 'moved', 'k10', { token })
    const replay = async () => {
      const { statusCode, body } = await send('funds', 'moved', 'k10', { token })
      return statusCode === 201 ? 'answered' : (JSON.parse(body) as Problem).code
    }
    expect(await replay()).toBe('answered')
    await become({ scope: [{ organisationId: 'org_a', region: 'Wales' }] })
    expect(await replay()).toBe('answer-withheld')
    await become({
      scope: [
        { organisationId: 'org_a', region: null },
        { organisationId: 'org_b', region: null },
      ],
    })
    expect(await replay()).toBe('answered')
    await become({ roles: ['programme'] })
    expect(await replay()).toBe('answer-withheld')
    await become({ roles: ['programme', 'finance', 'approver'] })
    expect(await replay()).toBe('answered')
  })

  it('that changed nothing is tried again, for the next time it may', async () => {
    for (let n = 0; n < 2; n++) {
      const answer = await send('refusing', 'x', 'k7')
      expect([answer.statusCode, answer.headers['idempotency-replayed']]).toEqual([412, undefined])
    }
  })

  it('that failed after its effect is not carried out again: the failure is what is answered', async () => {
    const before = await countFunds()
    const first = await send('failing-late', 'late', 'k8')
    const again = await send('failing-late', 'late', 'k8')
    expect([first.statusCode, again.statusCode, again.body]).toEqual([500, 500, first.body])
    expect(await countFunds()).toBe(before + 1)
  })

  it('is forgotten after a day', async () => {
    await send('funds', 'daily', 'k9')
    test.clock.advance(24 * 60 * 60 * 1000)
    expect((await send('funds', 'daily-2', 'k9')).statusCode).toBe(201)
  })

  it('keeps neither its key nor its answer in readable form', async () => {
    await send('funds', 'planted', 'key-planted')
    const rows = JSON.stringify(await kept())
    expect(rows).not.toContain('planted')
  })

  it('needs a key of 1 to 255 printable characters', async () => {
    for (const key of ['x'.repeat(256), 'with space', 'é']) {
      const answer = await send('funds', 'never', key)
      expect([answer.statusCode, answer.json<Problem>().code]).toEqual([400, 'bad-idempotency-key'])
    }
    expect((await send('funds', 'longest', 'x'.repeat(255))).statusCode).toBe(201)
  })
})

eachDialect('a file sent with an Idempotency-Key', (open) => {
  it('is taken on once, and told from another file by what is in it', async () => {
    const { request, deps } = await buildTestApp(await open())
    const send = (payload: string) =>
      request({
        method: 'POST',
        url: '/api/v1/imports?fileName=ducks.csv',
        payload,
        headers: { 'content-type': 'text/csv', 'idempotency-key': 'file-1' },
      })
    const file = `device,kind\n${'CAM,camera\n'.repeat(20_000)}`
    const first = await send(file)
    const again = await send(file)
    expect([first.statusCode, again.statusCode]).toEqual([202, 202])
    expect(again.headers).toMatchObject({ location: first.headers['location'], 'idempotency-replayed': 'true' })
    expect((await send(`${file} `)).statusCode).toBe(422)
    expect(await deps.db.read.$count(deps.db.read.t.jobs)).toBe(1)
  })
})
