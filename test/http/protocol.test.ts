import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { setEtag } from '../../src/http/etag.ts'
import type { Routes } from '../../src/http/plugin.ts'
import type { Problem } from '../../src/http/problems.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'

const config = { roles: ['programme'] as const }
const things: Routes = async (app) => {
  app.get('/things/:id', { config }, async (request, reply) => {
    setEtag(reply, 3)
    return { ip: request.ip }
  })
  app.get('/list', { config }, async () => ({ items: [1, 2, 3] }))
  app.patch('/things/:id', { config }, async () => ({}))
  app.post('/things', { config, schema: { body: Type.Object({}) } }, async () => ({}))
  app.get('/slow', { config, handlerTimeout: 20 }, async () => sleep(200))
}
type Test = Awaited<ReturnType<typeof buildTestApp>>
const codeOf = (answer: { json: () => unknown }) => (answer.json() as Problem).code

describe('every answer', () => {
  let test: Test
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db, { routes: [things] })
    return close
  })
  const get = (url: string, headers = {}) => test.request({ url, headers })

  it('carries its marking, its request id, and what keeps a browser from misusing it', async () => {
    for (const url of ['/api/v1/list', '/nowhere', '/healthz', '/api/v1/things/1', '/docs/', '/openapi.json']) {
      const { headers } = await get(url)
      expect(headers).toMatchObject({
        'x-marking': 'OFFICIAL-SENSITIVE',
        'x-request-id': expect.stringMatching(/^req_/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      })
      expect(headers['strict-transport-security']).toBeUndefined()
      expect(headers['server']).toBeUndefined()
    }
  })

  it('lets scripts of this server run on the reference page, and nowhere else', async () => {
    expect((await get('/docs/')).headers['content-security-policy']).toContain("script-src 'self'")
    expect((await get('/api/v1/list')).headers['content-security-policy']).not.toContain('script-src')
  })

  it('is 304 without a body when what was read before is unchanged', async () => {
    const row = await get('/api/v1/things/1')
    expect(row.headers['etag']).toBe('"3"')
    for (const given of ['"3"', 'W/"3"', '"1", "3"', '*']) {
      const again = await get('/api/v1/things/1', { 'if-none-match': given })
      expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', '"3"'])
    }
    expect((await get('/api/v1/things/1', { 'if-none-match': '"2"' })).statusCode).toBe(200)
    const list = await get('/api/v1/list')
    expect(list.headers['etag']).toMatch(/^W\/"/)
    expect((await get('/api/v1/list', { 'if-none-match': list.headers['etag'] })).statusCode).toBe(304)
  })

  it('to HEAD is that to GET without its body', async () => {
    const head = await test.request({ method: 'HEAD', url: '/api/v1/things/1' })
    expect([head.statusCode, head.body, head.headers['etag']]).toEqual([200, '', '"3"'])
    const body = (await get('/api/v1/things/1')).body
    expect(head.headers['content-length']).toBe(String(body.length))
  })

  it('says which methods an address takes', async () => {
    const options = await test.request({ method: 'OPTIONS', url: '/api/v1/things/1', token: null })
    expect([options.statusCode, options.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS, PATCH'])
    const wrong = await test.request({ method: 'DELETE', url: '/api/v1/things/1' })
    expect([wrong.statusCode, codeOf(wrong), wrong.headers['allow']]).toEqual([
      405,
      'method-not-allowed',
      'GET, HEAD, OPTIONS, PATCH',
    ])
    expect((await test.request({ method: 'OPTIONS', url: '/api/v1/nowhere' })).statusCode).toBe(404)
  })

  it('refuses a body that nests deeper than 32', async () => {
    const nested = (depth: number) => '{"a":'.repeat(depth - 1) + '{"b":"[[[\\"]"}' + '}'.repeat(depth - 1)
    const post = (payload: string) =>
      test.request({
        method: 'POST',
        url: '/api/v1/things',
        payload,
        headers: { 'content-type': 'application/json' },
      })
    expect((await post(nested(32))).statusCode).toBe(200)
    expect(codeOf(await post(nested(33)))).toBe('too-deep')
    expect(codeOf(await post('['.repeat(500_000)))).toBe('too-deep')
    expect(codeOf(await post('{"__proto__":{}}'))).toBe('not-json')
  })

  it('comes in time, or says that it does not', async () => {
    const answer = await get('/api/v1/slow')
    expect([answer.statusCode, codeOf(answer), answer.headers['retry-after']]).toEqual([503, 'too-slow', '5'])
  })

  it('says nothing of the inside when the database fails', async () => {
    const failing = Object.assign(new Error('SELECT * FROM tokens WHERE hash = secret'), { code: 'SQLITE_CORRUPT' })
    const { db, close } = await openTestDatabase('sqlite')
    const broken = { ...db, read: brokenReads(db, failing) }
    const { request, lines } = await buildTestApp(db, { routes: [things], db: broken })
    const answer = await request({ url: '/api/v1/list' })
    expect([answer.statusCode, codeOf(answer)]).toEqual([500, 'internal'])
    expect(answer.body).not.toMatch(/SELECT|tokens|hash|SQLITE|\.ts|node_modules| at /)
    expect(lines.join('')).toContain('SQLITE_CORRUPT')
    await close()
  })
})

/** A reader whose every query fails. */
function brokenReads(db: Database, error: Error): Database['read'] {
  return Object.assign(Object.create(db.read) as Database['read'], {
    select: () => {
      throw error
    },
  })
}

describe('how many requests', () => {
  const rates = { perAddress: 5, perPrincipal: 3 }
  const open = async () => {
    const { db, close } = await openTestDatabase('sqlite')
    return { test: await buildTestApp(db, { routes: [things], protocol: { rates } }), close }
  }

  it('a principal may send in a minute is said, and the next one is 429 until the minute is over', async () => {
    const { test, close } = await open()
    const get = () => test.request({ url: '/api/v1/list' })
    const first = await get()
    expect(first.headers['ratelimit-policy']).toBe('"address";q=5;w=60, "principal";q=3;w=60')
    expect(first.headers['ratelimit']).toBe('"address";r=4;t=60, "principal";r=2;t=60')
    await get()
    expect((await get()).statusCode).toBe(200)
    test.clock.advance(20_000)
    const over = await get()
    expect([over.statusCode, codeOf(over), over.headers['retry-after']]).toEqual([429, 'too-many-requests', '40'])
    expect(over.headers['ratelimit']).toContain('"principal";r=0;t=40')
    test.clock.advance(40_000)
    expect((await get()).statusCode).toBe(200)
    await close()
  })

  it('an address may send is counted before anyone is known, so that tokens cannot be guessed at speed', async () => {
    const { test, close } = await open()
    const guess = () => test.request({ url: '/api/v1/list', token: 'lenscap_guess' })
    for (let n = 0; n < 5; n++) expect((await guess()).statusCode).toBe(401)
    expect((await guess()).statusCode).toBe(429)
    const elsewhere = await test.request({ url: '/api/v1/list', remoteAddress: '192.0.2.7' })
    expect(elsewhere.statusCode).toBe(200)
    await close()
  })
})

describe('a service under pressure', () => {
  it('says so at once, but still whether it is alive', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    let lag = 1000
    const { request } = await buildTestApp(db, { routes: [things], protocol: { lagMs: () => lag } })
    expect((await request({ url: '/api/v1/list' })).statusCode).toBe(200)
    lag = 1001
    const answer = await request({ url: '/api/v1/list' })
    expect([answer.statusCode, codeOf(answer), answer.headers['retry-after']]).toEqual([503, 'under-pressure', '5'])
    expect((await request({ url: '/healthz' })).statusCode).toBe(200)
    await close()
  })
})

describe('a forwarded address', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }
  const ask = async (trustedProxies: string[], remoteAddress: string) => {
    const { db, close } = await openTestDatabase('sqlite')
    const { request } = await buildTestApp(db, { routes: [things], protocol: { trustedProxies } })
    const answer = await request({ url: '/api/v1/things/1', headers: forwarded, remoteAddress })
    await close()
    return { ip: answer.json<{ ip: string }>().ip, strict: answer.headers['strict-transport-security'] !== undefined }
  }

  it('is believed from a proxy that is named, and from nobody else', async () => {
    expect(await ask([], '10.0.0.7')).toEqual({ ip: '10.0.0.7', strict: false })
    expect(await ask(['10.0.0.0/8'], '10.0.0.7')).toEqual({ ip: '203.0.113.9', strict: true })
    expect(await ask(['10.0.0.0/8'], '192.0.2.1')).toEqual({ ip: '192.0.2.1', strict: false })
  })
})
