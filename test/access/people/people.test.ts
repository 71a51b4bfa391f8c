import { beforeAll, expect, it } from 'vitest'
import { getCaller } from '../../../src/access/principals.ts'
import type { Problem } from '../../../src/http/problems.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { csv, importer } from '../../support/make.ts'
import { join, joinAdmins, PASSWORD, signIn, type Joined } from '../../support/people.ts'

const HOUR = 3_600_000
const why = { reason: 'Known to me.' }

eachDialect('people and machines', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let one: Joined
  let two: Joined
  beforeAll(async () => {
    const db = await open()
    test = await buildTestApp(db)
    await importer(db, test.ids)(csv('organisation,site,device', 'Ducks,POND,D1'))
    ;[one, two] = await joinAdmins(test)
  })
  const ask = async (url: string, payload: object) => {
    const { send } = await signIn(test, one)
    return send('POST', url, payload)
  }
  const approve = async (id: string) => {
    const { send } = await signIn(test, two)
    return send('POST', `/requests/${id}/approve`, why)
  }
  const invite = async (name: string) =>
    (await ask('/people', { name, login: `${name}@example.org` })).body as {
      person: { id: string; roles: string[] }
      invitation: string
    }
  const grant = (id: string, roles: string[], scope: unknown = 'everything') =>
    ask(`/principals/${id}/roles`, { roles, scope, reason: 'Joins the programme.' })

  it('come in by an invitation that works once and for a day, and have no role then', async () => {
    const { person, invitation } = await invite('ann')
    expect(person).toMatchObject({ roles: [], scope: [], joined: false })
    const ann = await join(test, person.id, invitation)
    const again = { invitation, opening: 'x', password: PASSWORD, code: '000000' }
    const post = (url: string, payload: object) => test.request({ method: 'POST', url, payload, token: null })
    expect((await post('/api/v1/invitations/accept', again)).json<Problem>().code).toBe('unknown-invitation')
    const { send } = await signIn(test, ann)
    expect((await send('GET', '/sites')).status).toBe(403)
    expect((await send('GET', '/jobs')).body).toMatchObject({ detail: 'ann has no role yet.' })
    expect((await send('GET', '/session')).body).toMatchObject({ name: 'ann', roles: [], scope: [] })
    expect((await send('DELETE', '/session')).status).toBe(204)
    expect((await send('GET', '/session')).status).toBe(401)
    const late = await invite('late')
    test.clock.advance(24 * HOUR)
    const over = await post('/api/v1/invitations/open', { invitation: late.invitation })
    expect(over.json<Problem>().code).toBe('unknown-invitation')
  })

  it('of a contractor are of a company from the start, and so is what acts for them', async () => {
    const of = { companyId: 'con_fitters' }
    const person = await ask('/people', { name: 'carl', login: 'carl@example.org', ...of })
    const machine = await ask('/machines', { name: 'job system', ...of })
    expect([person.body, machine.body]).toMatchObject([{ person: of }, of])
    const { id } = machine.body as { id: string }
    const { id: request } = (await grant(id, ['contractor'])).body as { id: string }
    await approve(request)
    expect(await getCaller(test.deps.db.read, id, 'req_test')).toMatchObject({ roles: ['contractor'], ...of })
    expect((await ask('/machines', { name: 'ours' })).body).toMatchObject({ companyId: null })
  })

  it('get a role when a second administrator agrees, and only then', async () => {
    const { person, invitation } = await invite('ben')
    const ben = await join(test, person.id, invitation)
    const asked = await grant(person.id, ['programme', 'finance'])
    expect([asked.status, asked.body]).toMatchObject([202, { act: 'roles.grant' }])
    expect((await (await signIn(test, ben)).send('GET', '/sites')).status).toBe(403)
    expect((await approve((asked.body as { id: string }).id)).status).toBe(200)
    const { send } = await signIn(test, ben)
    expect((await send('GET', '/sites')).status).toBe(200)
    const less = await grant(person.id, ['finance'])
    expect([less.status, less.body]).toMatchObject([200, { roles: ['finance'] }])
    expect((await send('GET', '/sites')).status).toBe(403)
    expect((await grant(person.id, ['finance', 'auditor'])).status).toBe(202)
  })

  it('do not approve roles for themselves', async () => {
    const { id } = (await grant(two.id, ['approver'])).body as { id: string }
    const own = await approve(id)
    expect([own.status, (own.body as Problem).code]).toEqual([403, 'same-person'])
  })

  it('hold admin and contractor alone', async () => {
    for (const roles of [
      ['admin', 'programme'],
      ['contractor', 'estate'],
    ]) {
      const { person } = await invite(roles.join('.'))
      expect((await grant(person.id, roles)).body).toMatchObject({ code: 'roles-do-not-combine' })
    }
  })

  it('who have joined are invited again by two administrators: a link is as good as their password', async () => {
    const { person, invitation } = await invite('cy')
    const cy = await join(test, person.id, invitation)
    const { send } = await signIn(test, cy)
    const asked = await ask(`/people/${person.id}/invitation`, { reason: 'Lost the phone.' })
    expect(asked.status).toBe(202)
    const { result } = (await approve((asked.body as { id: string }).id)).body as { result: { invitation: string } }
    await join(test, person.id, result.invitation)
    expect((await send('GET', '/session')).status).toBe(401)
  })

  it('may not have a login that is taken, nor a password that is easy to guess', async () => {
    await invite('dee')
    expect((await ask('/people', { name: 'D', login: 'DEE@example.org ' })).body).toMatchObject({ code: 'login-taken' })
    const { invitation } = await invite('eve')
    const weak = { invitation, opening: 'x', password: 'eve-eve-eve-eve', code: '000000' }
    const answer = await test.request({ method: 'POST', url: '/api/v1/invitations/accept', payload: weak, token: null })
    expect(answer.json<Problem>().code).toBe('weak-password')
  })

  it('that are machines call with a token that their role makes worth something', async () => {
    const machine = (await ask('/machines', { name: 'nightly' })).body as { id: string }
    const issued = (await ask(`/machines/${machine.id}/tokens`, {})).body as { token: string; expiresAt: string }
    expect(issued.token).toMatch(/^lenscap_/)
    const { token } = issued
    expect((await test.request({ url: '/api/v1/sites', token })).statusCode).toBe(403)
    await approve(((await grant(machine.id, ['auditor'])).body as { id: string }).id)
    expect((await test.request({ url: '/api/v1/sites', token })).statusCode).toBe(200)
    expect((await ask(`/machines/${machine.id}/tokens`, {})).body).toMatchObject({ code: 'already-granted' })
    const own = { method: 'POST', url: '/api/v1/tokens', token } as const
    const renewed = await test.request({ ...own, payload: { expiresOn: '2027-06-01' } })
    expect(renewed.json()).toMatchObject({ expiresAt: '2027-06-01T00:00:00.000Z' })
    expect((await test.request({ ...own, payload: { expiresOn: '2029-01-01' } })).json<Problem>().code).toBe(
      'bad-expiry',
    )
    const list = await test.request({ url: '/api/v1/tokens', token })
    expect(list.json<{ items: object[] }>().items).toHaveLength(2)
    expect(list.body).not.toContain(token)
    const page = async (url: string) =>
      (await test.request({ url, token })).json<{ items: object[]; nextCursor: string | null }>()
    const first = await page('/api/v1/tokens?limit=1')
    const second = await page(`/api/v1/tokens?limit=1&cursor=${encodeURIComponent(first.nextCursor!)}`)
    expect({ items: [...first.items, ...second.items], nextCursor: second.nextCursor }).toEqual(list.json())
    const { id } = renewed.json<{ id: string }>()
    expect((await test.request({ method: 'DELETE', url: `/api/v1/tokens/${id}`, token: test.token })).statusCode).toBe(
      404,
    )
    expect((await test.request({ method: 'DELETE', url: `/api/v1/tokens/${id}`, token })).statusCode).toBe(204)
    expect((await ask(`/principals/${machine.id}/disable`, {})).status).toBe(204)
    expect((await test.request({ url: '/api/v1/sites', token })).statusCode).toBe(401)
  })

  it('who were disabled start afresh when two administrators let them in again', async () => {
    const { person, invitation } = await invite('fay')
    const fay = await join(test, person.id, invitation)
    const { send } = await signIn(test, fay)
    await approve(((await grant(person.id, ['auditor'])).body as { id: string }).id)
    const { token } = (await send('POST', '/tokens', {})).body as { token: string }
    const withToken = async () => (await test.request({ url: '/api/v1/sites', token })).statusCode
    expect(await withToken()).toBe(200)
    await ask(`/principals/${person.id}/disable`, {})
    await approve(((await grant(person.id, ['auditor'])).body as { id: string }).id)
    expect(await withToken()).toBe(401)
    expect((await send('GET', '/session')).status).toBe(401)
    expect((await (await signIn(test, fay)).send('GET', '/sites')).status).toBe(200)
  })

  it('that run the service see the estate only by break-glass: two people, an alert, and an end', async () => {
    const sites = async () => (await (await signIn(test, one)).send('GET', '/sites')).status
    expect(await sites()).toBe(403)
    const asked = await ask('/break-glass', { hours: 1, reason: 'Incident 7.' })
    const { id } = asked.body as { id: string }
    expect((await (await signIn(test, one)).send('POST', `/requests/${id}/approve`, why)).status).toBe(403)
    expect((await approve(id)).status).toBe(200)
    expect(test.lines.join('')).toContain('"alert":"break-glass"')
    expect(await sites()).toBe(200)
    expect((await ask('/plans', {})).status).toBe(403)
    test.clock.advance(HOUR)
    expect(await sites()).toBe(403)
    const { read } = test.deps.db
    const acts = (await read.select().from(read.t.auditEntries)).map(({ act }) => act)
    expect(acts).toContain('break-glass.opened')
    expect((await ask('/break-glass', { hours: 5, reason: 'r' })).status).toBe(400)
  })
})
