import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import type { Problem } from '../../../src/http/problems.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { joinAdmins, PASSWORD, signIn, type Joined } from '../../support/people.ts'

const MINUTE = 60_000

eachDialect('a session', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let admin: Joined
  let second: Joined
  beforeAll(async () => {
    test = await buildTestApp(await open())
    ;[admin, second] = await joinAdmins(test)
  })
  const tryIn = async (payload: object, address = '10.0.0.1') => {
    const answer = await test.request({
      method: 'POST',
      url: '/api/v1/session',
      payload,
      token: null,
      remoteAddress: address,
    })
    return { status: answer.statusCode, body: { ...answer.json<Problem>(), requestId: '' } }
  }

  it('begins with login, password and code, in a cookie of this host that no script reads', async () => {
    const { answer, send, cookie } = await signIn(test, admin)
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-lenscap=[a-z0-9]{32}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect(answer.json()).toMatchObject({ name: 'Administrator 1', roles: ['admin'], scope: 'everything' })
    expect((await send('GET', '/session')).body).toEqual(answer.json())
    const { read } = test.deps.db
    const rows = JSON.stringify([await read.select().from(read.t.sessions), await read.select().from(read.t.people)])
    for (const secret of [cookie.split('=')[1]!, PASSWORD, 'admin-1']) expect(rows).not.toContain(secret)
  })

  it('is refused in the same words, whatever is wrong', async () => {
    const right = { login: admin.login, password: PASSWORD, code: admin.code() }
    const wrong = [
      { ...right, login: 'nobody' },
      { ...right, password: 'wrong horse battery' },
      { ...right, code: right.code === '000000' ? '000001' : '000000' },
    ]
    const answers = []
    for (const payload of wrong) answers.push(await tryIn(payload))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'sign-in-failed' } })
  })

  it('is on record with where it was asked for from, refused or not', async () => {
    const { read } = test.deps.db
    const from = async () =>
      (await read.select().from(read.t.auditEntries))
        .filter(({ act }) => /^(session|invitation)\.(started|refused|accepted)$/.test(act))
        .map(({ act, origin }) => `${act} ${origin}`)
    expect(new Set(await from())).toEqual(
      new Set(['invitation.accepted 127.0.0.1', 'session.started 127.0.0.1', 'session.refused 10.0.0.1']),
    )
  })

  it('takes a code once', async () => {
    const payload = { login: admin.login, password: PASSWORD, code: admin.code() }
    const both = await Promise.all([tryIn(payload), tryIn(payload)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401])
    test.clock.advance(30_000)
  })

  it('needs its CSRF token for whatever changes something', async () => {
    const { send } = await signIn(test, admin)
    for (const headers of [{}, { 'x-csrf-token': 'x' }] as Record<string, string>[]) {
      const refused = await send('POST', '/machines', { name: 'm' }, headers)
      expect([refused.status, (refused.body as Problem).code]).toEqual([403, 'csrf-token-needed'])
    }
    expect((await send('GET', '/session', undefined, {})).status).toBe(200)
    expect((await send('POST', '/machines', { name: 'm' })).status).toBe(201)
  })

  it('is over after half an hour idle, and not before', async () => {
    const { send } = await signIn(test, admin)
    const status = async () => (await send('GET', '/session')).status
    test.clock.advance(29 * MINUTE)
    expect(await status()).toBe(200)
    const { read } = test.deps.db
    const seen = async () => (await read.select().from(read.t.sessions)).map((row) => row.seenAt.getTime())
    await expect.poll(seen).toContain(test.clock.now().getTime())
    test.clock.advance(29 * MINUTE)
    expect(await status()).toBe(200)
    await expect.poll(seen).toContain(test.clock.now().getTime())
    test.clock.advance(30 * MINUTE)
    expect(await status()).toBe(401)
  })

  it('is over after twelve hours, however much it is used', async () => {
    const { send } = await signIn(test, admin)
    const { db } = test.deps
    test.clock.advance(12 * 60 * MINUTE - 30_000 - 1)
    await db.write((q) => q.update(q.t.sessions).set({ seenAt: test.clock.now() }))
    expect((await send('GET', '/session')).status).toBe(200)
    test.clock.advance(1)
    expect((await send('GET', '/session')).body).toMatchObject({ code: 'session-over' })
  })

  it('ends when its person signs out, signs in anew in the same browser, or signs out everywhere', async () => {
    const [first, second] = [await signIn(test, admin), await signIn(test, admin)]
    const over = await first.send('DELETE', '/session')
    expect(over.headers).toMatchObject({
      'set-cookie': expect.stringContaining('Max-Age=0'),
      'clear-site-data': '"cache", "storage"',
    })
    expect((await first.send('GET', '/session')).status).toBe(401)
    const again = { login: admin.login, password: PASSWORD, code: admin.code() }
    const anew = await test.request({
      method: 'POST',
      url: '/api/v1/session',
      payload: again,
      token: null,
      headers: { cookie: second.cookie },
    })
    test.clock.advance(30_000)
    expect(anew.headers['set-cookie']).not.toContain(second.cookie)
    expect((await second.send('GET', '/session')).status).toBe(401)
    const [third, fourth] = [await signIn(test, admin), await signIn(test, admin)]
    await third.send('POST', '/session/end-all')
    for (const { send } of [third, fourth]) expect((await send('GET', '/session')).status).toBe(401)
  })

  it('cannot be tried more than ten times in a quarter of an hour, with the account or without', async () => {
    const statuses = async (login: string, address: string) => {
      const seen = []
      for (let n = 0; n < 12; n++) seen.push((await tryIn({ login, password: 'x', code: '000000' }, address)).status)
      return seen
    }
    const expected = [...Array<number>(10).fill(401), 429, 429]
    expect(await statuses('admin-2', '10.1.0.1')).toEqual(expected)
    expect(await statuses('nobody-at-all', '10.1.0.2')).toEqual(expected)
    test.clock.advance(15 * MINUTE)
    expect((await tryIn({ login: 'admin-2', password: 'x', code: '000000' }, '10.1.0.1')).status).toBe(401)
  }, 120_000)

  it('and every other ends when its person changes the password, for which it takes the old one and a code', async () => {
    const [one, other] = [await signIn(test, second), await signIn(test, second)]
    const newPassword = 'staple correct battery'
    const change = (password: string) =>
      one.send('POST', '/session/password', { password, newPassword, code: second.code() })
    expect((await change('wrong horse battery')).status).toBe(401)
    expect((await change(PASSWORD)).status).toBe(204)
    test.clock.advance(30_000)
    for (const { send } of [one, other]) expect((await send('GET', '/session')).status).toBe(401)
    expect((await tryIn({ login: second.login, password: PASSWORD, code: second.code() })).status).toBe(401)
    expect((await tryIn({ login: second.login, password: newPassword, code: second.code() })).status).toBe(200)
    test.clock.advance(30_000)
  })

  it('opens nothing any more when its person is disabled', async () => {
    const { send } = await signIn(test, admin)
    const { db } = test.deps
    await db.write((q) => q.update(q.t.principals).set({ disabled: true }).where(eq(q.t.principals.id, admin.id)))
    expect((await send('GET', '/session')).body).toMatchObject({ code: 'session-over' })
    expect(await tryIn({ login: admin.login, password: PASSWORD, code: admin.code() })).toMatchObject({ status: 401 })
  })
})
