// What whoever reaches the port can try, before and after signing in. What each role may do is in access/matrix.test.ts.
import { connect, type AddressInfo } from 'node:net'
import type { InjectOptions } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../../src/http/problems.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'

let test: Awaited<ReturnType<typeof buildTestApp>>
beforeAll(async () => {
  const { db, close } = await openTestDatabase('sqlite')
  test = await buildTestApp(db)
  return async () => {
    await test.app.close()
    await close()
  }
})
const get = (url: string, options: InjectOptions & { token?: string | null } = {}) => test.request({ url, ...options })
const codeOf = (answer: { json: () => unknown }) => (answer.json() as Problem).code

describe('a request from outside', () => {
  it('that has a malformed address is answered with the headers of every answer', async () => {
    const answer = await get('/%zz', { token: null })
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'bad-request'])
    expect(answer.headers).toMatchObject({
      'x-marking': 'OFFICIAL-SENSITIVE',
      'x-request-id': expect.stringMatching(/^req_/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })

  it('gets a policy that leaves a browser no base, no form, no frame and no object', async () => {
    for (const url of ['/api/v1/sites', '/docs/', '/nowhere', '/%zz']) {
      const policy = String((await get(url)).headers['content-security-policy'])
      for (const part of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(part)
      }
      expect(policy).not.toMatch(/object-src|unsafe-eval|\*/)
    }
  })

  it('from another origin is given no leave to read the answer', async () => {
    const origin = 'https://elsewhere.example'
    const ask = { origin: origin, 'access-control-request-method': 'POST' }
    const answers = [
      await get('/api/v1/sites', { headers: { origin } }),
      await get('/api/v1/sites', { method: 'OPTIONS', headers: ask, token: null }),
    ]
    for (const { headers } of answers) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
      expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    }
  })

  it('with TRACE, or any method that an address does not name, is refused', async () => {
    for (const method of ['TRACE', 'PUT', 'DELETE'] as InjectOptions['method'][]) {
      expect((await test.request({ url: '/api/v1/sites', method: method! })).statusCode).toBe(405)
    }
  })

  it('finds no file but those of the reference page, however its path is written', async () => {
    const tries = ['/.git/config', '/.env', '/package.json', '/var/lenscap.sqlite', '/docs/package.json']
    const up = ['../../package.json', '%2e%2e/%2e%2e/package.json', '..%2f..%2fpackage.json', '..%5c..%5cpackage.json']
    for (const url of [...tries, ...up.map((path) => `/docs/static/${path}`)]) {
      const { statusCode, body } = await get(url)
      expect([url, [403, 404, 405].includes(statusCode)]).toEqual([url, true])
      expect(body).not.toContain('devDependencies')
    }
    expect((await get('/docs/static/')).body).not.toMatch(/swagger-ui-standalone-preset\.js\.map|Index of/)
  })

  it('may not carry its token in the address', async () => {
    for (const name of ['token', 'access_token', 'authorization']) {
      const answer = await get(`/api/v1/session?${name}=${test.token}`, { token: null })
      expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'token-needed'])
    }
  })

  it('that gives one field of a query twice is refused, not guessed at', async () => {
    expect(codeOf(await get('/api/v1/sites?limit=1&limit=2'))).toBe('invalid-request')
    expect(codeOf(await get('/api/v1/sites?sensitivity=other&sensitivity=sensitive'))).toBe('invalid-request')
  })

  it('cannot reach the prototype of what it is read into', async () => {
    const post = (payload: string) =>
      get('/api/v1/plans', { method: 'POST', payload, headers: { 'content-type': 'application/json' } })
    for (const body of ['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"a":{"__proto__":{}}}']) {
      expect(codeOf(await post(body))).toBe('not-json')
    }
    for (const query of ['__proto__[x]=1', '__proto__.x=1']) {
      expect(codeOf(await get(`/api/v1/sites?${query}`))).toBe('invalid-request')
    }
    await get('/api/v1/sites?__proto__=x&constructor=x')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('is checked against the schema of its body under every Content-Type that is taken at all', async () => {
    const types = ['application/json', ' application/json', 'Application/JSON ;x', 'application/json\tx', 'text/plain']
    for (const type of [...types, 'application/json garbage', 'application/x-www-form-urlencoded', 'text/html']) {
      const options = { method: 'POST', payload: '{"colour":1}', headers: { 'content-type': type } } as const
      expect(['invalid-request', 'media-type-unknown']).toContain(codeOf(await get('/api/v1/plans', options)))
    }
  })

  it('gets text with its encoding, and JSON as JSON', async () => {
    const types = ['/api/v1/sites', '/nowhere', '/docs/', '/docs/static/swagger-ui.css', '/problems/token-needed']
    const found = await Promise.all(types.map(async (url) => (await get(url)).headers['content-type']))
    expect(found).toEqual([
      'application/json; charset=utf-8',
      'application/problem+json',
      'text/html; charset=utf-8',
      'text/css; charset=utf-8',
      'application/json; charset=utf-8',
    ])
  })

  it('cannot be two requests to a proxy and one to us, nor the other way round', async () => {
    await test.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = test.app.server.address() as AddressInfo
    const send = (header: string) =>
      new Promise<string>((resolve) => {
        let answer = ''
        const head = `POST /api/v1/plans HTTP/1.1\r\nHost: l\r\nContent-Type: application/json\r\n${header}\r\n\r\n`
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(`${head}0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: l\r\n\r\n`),
        )
        socket.on('data', (part) => (answer += part.toString()))
        socket.on('close', () => resolve(answer))
      })
    const ambiguous = [
      'Transfer-Encoding: chunked\r\nContent-Length: 5',
      'Content-Length: 5\r\nContent-Length: 6',
      'Transfer-Encoding : chunked',
      'Transfer-Encoding: xchunked',
      'Transfer-Encoding: chunked, identity\r\nContent-Length: 5',
      'X-Folded: a\nContent-Length: 5',
    ]
    for (const header of ambiguous) {
      const answer = await send(header)
      expect([header, answer.slice(0, 12), answer.includes('"up"')]).toEqual([header, 'HTTP/1.1 400', false])
    }
  })
})

describe('the log of requests', () => {
  it('says who was refused, under the request’s id, and why', async () => {
    const token = await test.tokenOf('mac_contractor', ['contractor'])
    const refused = await get('/api/v1/sites', { token })
    await get('/api/v1/sites', { token: 'lenscap_guess' })
    const said = test.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'refused')
    expect(said).toContainEqual(
      expect.objectContaining({
        code: 'role-missing',
        principalId: 'mac_contractor',
        reqId: refused.headers['x-request-id'],
      }),
    )
    expect(said).toContainEqual(expect.objectContaining({ code: 'token-unknown', level: 40 }))
    expect(test.lines.join('')).not.toContain('lenscap_guess')
  })

  it('is one line of JSON an entry, whatever the request says', async () => {
    const from = test.lines.length
    await get('/api/v1/sites/%0d%0a%7b%22msg%22:%22forged%22%7d%1b[2J', {
      headers: { 'user-agent': 'a"}\t{"msg":"forged"' },
    })
    const lines = test.lines.slice(from)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/\p{Cc}/u)
      expect((JSON.parse(line) as { msg: string }).msg).not.toBe('forged')
    }
  })
})
