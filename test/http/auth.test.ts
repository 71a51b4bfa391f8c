import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_OPERATOR } from '../../src/access/principals.ts'
import type { Database } from '../../src/db/database.ts'
import { insertToken, makeToken, revokeToken } from '../../src/access/tokens.ts'
import type { Problem } from '../../src/http/problems.ts'
import type { Routes } from '../../src/http/plugin.ts'
import { buildTestApp } from '../support/app.ts'
import { eachDialect, openTestDatabase } from '../support/dialects.ts'

const things: Routes = async (app) => {
  app.get('/open', { config: { public: true } }, async () => 'open')
  app.get('/money', { config: { roles: ['finance'] } }, async ({ caller }) => ({ caller }))
}

eachDialect('a guarded route', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  beforeAll(async () => {
    test = await buildTestApp(await open(), { routes: [things] })
  })
  const get = async (token: string | null, url = '/api/v1/money') => {
    const answer = await test.request({ url, token })
    return { status: answer.statusCode, body: answer.json<Problem>(), headers: answer.headers }
  }

  it('asks for a token, and says how to get one', async () => {
    const { status, body, headers } = await get(null)
    expect([status, body.code, headers['www-authenticate']]).toEqual([401, 'token-needed', 'Bearer realm="lenscap"'])
    expect(body.hint).toContain('lenscap token')
    const basic = await test.request({ url: '/api/v1/money', headers: { authorization: 'Basic abc' }, token: null })
    expect(basic.statusCode).toBe(401)
  })

  it('knows the caller by the token', async () => {
    const { body } = await get(test.token)
    expect(body).toEqual({
      caller: {
        principalId: 'local-operator',
        name: 'Local operator',
        roles: ['programme', 'finance', 'approver', 'estate'],
        scope: 'everything',
        companyId: null,
        requestId: expect.stringMatching(/^req_/),
        origin: '127.0.0.1',
      },
    })
  })

  it('refuses in the same words a token that never was, was revoked, has expired, or whose principal is disabled', async () => {
    const { db, clock, ids } = test.deps
    const revoked = makeToken(ids, LOCAL_OPERATOR, clock.now())
    const expired = makeToken(ids, LOCAL_OPERATOR, clock.now(), new Date(clock.now().getTime()))
    const disabled = await test.tokenOf('leaver', ['finance'])
    await db.write(async (q) => {
      await insertToken(q, revoked.row)
      await insertToken(q, expired.row)
      await revokeToken(q, revoked.row.prefix, clock.now())
      await q.update(q.t.principals).set({ disabled: true }).where(eq(q.t.principals.id, 'leaver'))
    })
    const answers = new Set<string>()
    for (const token of [
      'x',
      makeToken(ids, LOCAL_OPERATOR, clock.now()).token,
      revoked.token,
      expired.token,
      disabled,
    ]) {
      const { status, body } = await get(token)
      expect(status).toBe(401)
      answers.add(JSON.stringify({ ...body, requestId: '' }))
    }
    expect(answers.size).toBe(1)
  })

  it('refuses a caller without the role, and says which it takes', async () => {
    const { status, body } = await get(await test.tokenOf('reader', ['auditor']))
    expect([status, body.code, body.detail]).toEqual([403, 'role-missing', 'This is for the role finance.'])
  })

  it('lets anyone call what is declared public', async () => {
    for (const url of ['/api/v1/open', '/healthz', '/readyz', '/openapi.json', '/docs/']) {
      expect((await test.request({ url, token: null })).statusCode).toBe(200)
    }
  })

  it('notes when a token was used, at most once a minute', async () => {
    const { db, clock } = test.deps
    const { token, row } = makeToken(test.ids, LOCAL_OPERATOR, clock.now())
    await db.write((q) => insertToken(q, row))
    const used = async () => {
      await get(token)
      const [found] = await db.write((q) => q.select().from(q.t.tokens).where(eq(q.t.tokens.id, row.id)))
      return found?.lastUsedAt?.toISOString()
    }
    const first = clock.now().toISOString()
    await get(token)
    await expect.poll(used).toBe(first)
    test.clock.advance(59_999)
    expect(await used()).toBe(first)
    test.clock.advance(1)
    await expect.poll(used).toBe(clock.now().toISOString())
  })

  it('has one note under way for a token, however many requests come during a long write', async () => {
    const db = await open()
    let writes = 0
    let end = () => {}
    const longWrite = new Promise<void>((resolve) => (end = resolve))
    const slow: Database = { ...db, write: async (work) => (writes++, await longWrite, db.write(work)) }
    const { request } = await buildTestApp(db, { routes: [things], db: slow })
    const answers = await Promise.all(Array.from({ length: 20 }, () => request({ url: '/api/v1/money' })))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200))
    expect(writes).toBe(1)
    end()
  })

  it('leaves no token in the log', () => {
    expect(test.lines.join('')).not.toContain(test.token)
    expect(test.lines.join('')).not.toContain('authorization')
  })
})

describe('a route without roles', () => {
  it('does not register', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const forgetful: Routes = async (app) => void app.get('/all', async () => 'everything')
    const building = buildTestApp(db, { routes: [forgetful] })
    await expect(building).rejects.toThrow('GET /api/v1/all declares no roles')
    const empty: Routes = async (app) => void app.get('/all', { config: { roles: [] } }, async () => 'everything')
    await expect(buildTestApp(db, { routes: [empty] })).rejects.toThrow('declares no roles')
    await close()
  })
})
