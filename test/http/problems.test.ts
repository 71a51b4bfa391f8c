import { Type } from 'typebox'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Routes } from '../../src/http/plugin.ts'
import { expectedVersion, setEtag, staleVersion } from '../../src/http/etag.ts'
import { statusOf, type Problem } from '../../src/http/problems.ts'
import { closed, nullable, oneOf } from '../../src/http/words.ts'
import { Failure } from '../../src/shared/failure.ts'
import { NETWORKS } from '../../src/shared/vocabulary.ts'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'

const Body = closed({
  name: Type.String({ minLength: 1, maxLength: 10 }),
  network: Type.Optional(oneOf(NETWORKS)),
  upgradeOn: Type.Optional(nullable(Type.String({ format: 'date' }))),
  letter: Type.Optional(Type.String({ maxLength: 1 })),
  reasons: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
  devices: Type.Optional(Type.Array(closed({ count: Type.Integer({ minimum: 1 }) }), { maxItems: 2 })),
})
const things: Routes = async (app, { db }) => {
  const config = { roles: ['programme'] as const }
  app.post('/things', { config, schema: { body: Body } }, async ({ body }) => body)
  app.get(
    '/things',
    { config, schema: { querystring: closed({ max: Type.Optional(Type.Integer({ default: 5 })) }) } },
    async ({ query }) => query,
  )
  app.get('/things/:id', { config }, async (_request, reply) => {
    setEtag(reply, 3)
    return {}
  })
  app.patch('/things/:id', { config }, async (request) => {
    if (expectedVersion(request) !== 3) throw staleVersion()
    return {}
  })
  app.get('/failing', { config }, async () => {
    throw new Failure('unknown-thing', 'There is no thing 7.', 'Look in the cupboard.', { cupboard: 2 })
  })
  app.get('/broken', { config }, async () => {
    throw new Error('SELECT secret FROM safe')
  })
  app.get('/known/:id', { config }, async () => ({}))
  app.get('/failing-reading', { config }, async () => JSON.parse('PLANTED') as unknown)
  app.get('/failing-statement', { config }, async () =>
    db.write(async (q) => {
      const both = ['PLANTED-1', 'PLANTED-1\n    at PLANTED'].map((name) => ({ id: 'PLANTED-2', name, version: 1 }))
      await q.insert(q.t.principals).values(both as never)
    }),
  )
  app.get('/reply', { config, schema: { response: { 200: Type.Object({ a: Type.String() }) } } }, async () => {
    return { a: 'a', b: 'not in the schema' } as { a: string }
  })
}

eachDialect('problems', (open) => {
  let request: Awaited<ReturnType<typeof buildTestApp>>['request']
  let lines: string[]
  beforeAll(async () => {
    ;({ request, lines } = await buildTestApp(await open(), { routes: [things] }))
  })
  const post = async (payload: object) =>
    (await request({ method: 'POST', url: '/api/v1/things', payload })).json<Problem>()

  it('say code, words, remedy and request id, as RFC 9457 asks', async () => {
    const answer = await request({ url: '/api/v1/failing?q=secret' })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toEqual({
      type: '/problems/unknown-thing',
      title: 'Not found',
      status: 404,
      code: 'unknown-thing',
      detail: 'There is no thing 7.',
      hint: 'Look in the cupboard.',
      instance: '/api/v1/failing',
      requestId: answer.headers['x-request-id'],
      details: { cupboard: 2 },
    })
    expect(lines.join('')).toContain('/api/v1/failing')
    expect(lines.join('')).not.toContain('q=secret')
  })

  it('say nothing of the inside when it is a defect, which is logged once under the request id', async () => {
    const answer = await request({ url: '/api/v1/broken' })
    expect(answer.statusCode).toBe(500)
    expect(answer.json<Problem>().code).toBe('internal')
    expect(answer.body).not.toMatch(/SELECT|safe|\.ts|stack/)
    const logged = lines.filter((line) => line.includes('SELECT secret FROM safe'))
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain(answer.headers['x-request-id'])
  })

  it('leave in the log the route of a request, and of an unknown address nothing', async () => {
    const at = lines.length
    await request({ url: '/api/v1/known/PLANTED-SERIAL' })
    for (const url of ['/api/v1/nowhere/PLANTED-SERIAL', '/lenscap_abcdefgh_PLANTED', '/PLANTED%zz']) {
      await request({ url })
      await request({ url, method: 'POST', payload: { PLANTED: 1 }, headers: { 'x-planted': 'PLANTED' } })
    }
    const logged = lines.slice(at).join('')
    expect(logged).toContain('"route":"/api/v1/known/:id"')
    expect(logged).toContain('"route":null')
    expect(logged).not.toContain('PLANTED')
  })

  it('leave nothing in the log of the values that a statement failed on', async () => {
    const at = lines.length
    expect((await request({ url: '/api/v1/failing-statement' })).statusCode).toBe(500)
    const logged = lines.slice(at).join('')
    expect(logged).toMatch(/constraint.*drizzle-orm/i)
    expect(logged).not.toContain('PLANTED')
  })

  it('leave nothing in the log of what could not be read', async () => {
    const at = lines.length
    expect((await request({ url: '/api/v1/failing-reading' })).statusCode).toBe(500)
    expect(lines.slice(at).join('')).toContain('is not valid JSON')
    expect(lines.slice(at).join('')).not.toContain('PLANTED')
  })

  it('name every field that does not fit and what was expected', async () => {
    const { code, errors } = await post({
      name: '',
      network: 'wifi',
      upgradeOn: '2026-02-30',
      devices: [{ count: 'three' }, { count: 0 }],
      colour: 'red',
    })
    expect(code).toBe('invalid-request')
    expect(Object.fromEntries(errors!.map(({ path, message }) => [path, message]))).toEqual({
      'body.name': 'must not be empty',
      'body.network': 'must be one of core, isolated, none, unknown',
      'body.upgradeOn': 'must be a calendar day such as 2026-11-22',
      'body.devices.0.count': 'must be a whole number',
      'body.devices.1.count': 'must be >= 1',
      'body.colour': 'is not a known field',
    })
  })

  it('name what is missing, too long and too many', async () => {
    expect((await post({})).detail).toBe('The request does not fit: body.name is missing.')
    expect((await post({ name: 'x'.repeat(11) })).detail).toContain('body.name must have at most 10 characters')
    const devices = [{ count: 1 }, { count: 2 }, { count: 3 }]
    expect((await post({ name: 'x', devices })).detail).toContain('body.devices must have at most 2 entries')
    const short = await post({ name: 'x', letter: 'xy', reasons: [] })
    expect(short.detail).toContain(
      'body.letter must have at most 1 character; body.reasons must have at least 1 entry.',
    )
    expect((await post([])).detail).toContain('body must be an object')
  })

  it('do not turn text in a body into a number, but do in a query, where all is text', async () => {
    expect((await post({ name: 7 })).detail).toContain('body.name must be text')
    expect((await request({ url: '/api/v1/things?max=12' })).json()).toEqual({ max: 12 })
    expect((await request({ url: '/api/v1/things' })).json()).toEqual({ max: 5 })
    const bad = await request({ url: '/api/v1/things?max=many&min=2' })
    expect(bad.json<Problem>().errors).toEqual([
      { path: 'query.min', message: 'is not a known field' },
      { path: 'query.max', message: 'must be a whole number' },
    ])
  })

  it('take null where a field may be null', async () => {
    expect(await post({ name: 'x', upgradeOn: null })).toEqual({ name: 'x', upgradeOn: null })
  })

  it('answer unknown addresses, bodies that are no JSON, too large or of another kind', async () => {
    const cases = [
      [{ url: '/nowhere?x=1' }, 404, 'no-such-route'],
      [{ url: '/%zz' }, 400, 'bad-request'],
      [{ payload: '{"name":', headers: { 'content-type': 'application/json' } }, 400, 'not-json'],
      [{ payload: '', headers: { 'content-type': 'application/json' } }, 400, 'not-json'],
      [{ payload: { name: 'x'.repeat(1 << 20) } }, 413, 'body-too-large'],
      [{ payload: 'a,b', headers: { 'content-type': 'text/csv' } }, 415, 'media-type-unknown'],
    ] as const
    for (const [options, status, code] of cases) {
      const answer = await request({ method: 'POST', url: '/api/v1/things', ...options })
      expect([answer.statusCode, answer.json<Problem>().code]).toEqual([status, code])
    }
  })

  it('let nothing out that the reply schema does not name', async () => {
    expect((await request({ url: '/api/v1/reply' })).json()).toEqual({ a: 'a' })
  })

  it('ask an edit for the version that it was made from: 428 without, 412 when it is stale', async () => {
    const edit = (version?: string) =>
      request({
        method: 'PATCH',
        url: '/api/v1/things/1',
        headers: version === undefined ? {} : { 'if-match': version },
      })
    const etag = (await request({ url: '/api/v1/things/1' })).headers['etag']
    expect(etag).toBe('"3"')
    expect((await edit(String(etag))).statusCode).toBe(200)
    for (const [version, status, code] of [
      [undefined, 428, 'version-needed'],
      ['"2"', 412, 'stale-version'],
      ['W/"3"', 412, 'stale-version'],
      ['*', 412, 'stale-version'],
    ] as const) {
      const answer = await edit(version)
      expect([answer.statusCode, answer.json<Problem>().code]).toEqual([status, code])
    }
  })
})

describe('the status of a code', () => {
  it('follows from its form, unless the table says otherwise', () => {
    expect(['unknown-site', 'plan-outdated', 'already-adopted', 'not-a-day', 'role-missing'].map(statusOf)).toEqual([
      404, 409, 409, 400, 403,
    ])
  })
})
