import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import type { Role } from '../../../src/access/caller.ts'
import { secondPerson } from '../../../src/access/requests/decide-request.ts'
import type { Scope } from '../../../src/access/scope.ts'
import { listDecisions } from '../../../src/directive/store.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { csv, importer } from '../../support/make.ts'

const ESTATE = csv(
  'organisation,standing,site,region,sensitivity,device,manufacturer',
  'Ducks,department,POND,Wales,sensitive,D1,Hikvision',
  'Ducks,department,LAKE,London,sensitive,D2,Hikvision',
)
const DAY_MS = 86_400_000

interface Answer {
  id: string
  state: string
  code: string
  version: number
  items: { id: string; state: string }[]
}

eachDialect('an act that needs two people', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let ducks: string
  let pond: string
  beforeAll(async () => {
    const db = await open()
    test = await buildTestApp(db)
    await importer(db, test.ids)(ESTATE)
    const { sites } = await loadEstate(db.read, 'everything')
    const found = sites.find(({ code }) => code === 'POND')!
    ;[ducks, pond] = [found.organisationId, found.id]
  })
  const principals = new Map<string, string>()
  const as = async (name: string, roles: Role[], scope: Scope = 'everything') => {
    principals.set(name, principals.get(name) ?? (await test.tokenOf(name, roles, scope)))
    const token = principals.get(name)!
    return async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, version?: number) => {
      const headers = version === undefined ? {} : { 'if-match': `"${version}"` }
      const options = { method, url: `/api/v1${url}`, token, headers }
      const answer = await test.request(payload === undefined ? options : { ...options, payload })
      return { status: answer.statusCode, body: answer.json<Answer>(), location: answer.headers['location'] }
    }
  }
  const asker = () => as('asker', ['programme', 'approver'])
  const approver = () => as('second', ['approver'])
  const site = async () => (await (await asker())('GET', `/sites/${pond}`)).body
  const askToLower = async (reason = 'Ministers moved out') => {
    const { version } = await site()
    return (await asker())('PATCH', `/sites/${pond}`, { sensitivity: 'other', reason }, version)
  }
  const why = { reason: 'Seen the letter.' }

  it('is not done when it is asked for: 202, and where to look', async () => {
    const asked = await askToLower()
    expect([asked.status, asked.location]).toEqual([202, `/api/v1/requests/${asked.body.id}`])
    expect(asked.body).toMatchObject({
      act: 'site.lower-sensitivity',
      says: 'Lower POND from sensitive to other.',
      reason: 'Ministers moved out',
      state: 'open',
      requestedBy: 'asker',
      expiresAt: '2026-11-29T09:00:00.000Z',
    })
    expect(await site()).toMatchObject({ sensitivity: 'sensitive' })
    await (
      await approver()
    )('POST', `/requests/${asked.body.id}/refuse`, why)
  })

  it('cannot be approved by whoever asked, nor by someone without the role', async () => {
    const { id } = (await askToLower()).body
    const own = await (await asker())('POST', `/requests/${id}/approve`, why)
    expect([own.status, own.body.code]).toEqual([403, 'same-person'])
    const programme = await (await as('programme', ['programme']))('POST', `/requests/${id}/approve`, why)
    expect([programme.status, programme.body.code]).toEqual([404, 'unknown-request'])
    const auditor = await as('auditor', ['auditor'])
    expect((await auditor('GET', `/requests/${id}`)).status).toBe(200)
    expect((await auditor('POST', `/requests/${id}/approve`, why)).body.code).toBe('role-missing')
    await (
      await approver()
    )('POST', `/requests/${id}/refuse`, why)
  })

  it('is neither asked for nor decided by a machine, whose token anyone may hold, nor decided by the host', async () => {
    const { version } = await site()
    const { id } = (await askToLower()).body
    const robot = await test.tokenOf('robot', ['programme', 'approver'], 'everything', 'machine')
    const send = async (method: 'POST' | 'PATCH', url: string, payload: object, token: string) => {
      const headers = method === 'PATCH' ? { 'if-match': `"${version}"` } : {}
      const answer = await test.request({ method, url: `/api/v1${url}`, payload, token, headers })
      return [answer.statusCode, answer.json<Answer>().code]
    }
    const machine = [403, 'person-needed']
    for (const token of [robot, test.token]) {
      expect(await send('POST', `/requests/${id}/approve`, why, token)).toEqual(machine)
      expect(await send('POST', `/requests/${id}/refuse`, why, token)).toEqual(machine)
    }
    const lower = { sensitivity: 'other', reason: 'r' }
    expect(await send('PATCH', `/sites/${pond}`, lower, robot)).toEqual(machine)
    expect(await send('PATCH', `/sites/${pond}`, { name: 'Pond' }, robot)).toEqual([200, 'POND'])
    const given = { token: robot, asker: test.operator }
    await expect(secondPerson(test.deps, { deciders: ['approver'] }, given)).rejects.toMatchObject({
      code: 'person-needed',
    })
    await (
      await approver()
    )('POST', `/requests/${id}/refuse`, why)
  })

  it('is unknown to an approver outside whose scope it lies', async () => {
    const { id } = (await askToLower()).body
    const london = await as('london', ['approver'], [{ organisationId: ducks, region: 'London' }])
    expect((await london('GET', `/requests/${id}`)).body.code).toBe('unknown-request')
    expect((await london('POST', `/requests/${id}/approve`, why)).status).toBe(404)
    expect((await london('GET', '/requests')).body.items).toEqual([])
    const wales = await as('wales', ['approver'], [{ organisationId: ducks, region: 'Wales' }])
    expect((await wales('POST', `/requests/${id}/refuse`, why)).body.state).toBe('refused')
  })

  it('is carried out when a second person approves, once, with both in the audit trail', async () => {
    const { id } = (await askToLower()).body
    const second = await approver()
    const both = await Promise.all([1, 2].map(() => second('POST', `/requests/${id}/approve`, why)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await site()).toMatchObject({ sensitivity: 'other' })
    expect((await second('POST', `/requests/${id}/refuse`, why)).body.code).toBe('already-decided')
    const { read } = test.deps.db
    const nowhere = (await read.select().from(read.t.auditEntries)).filter(
      ({ act, origin }) => origin === null && act === 'site.changed',
    )
    expect(nowhere).toEqual([])
    const entries = await read.select().from(read.t.auditEntries).orderBy(read.t.auditEntries.id)
    const acts = entries.map(({ act, principalId }) => `${act} ${principalId}`)
    expect(acts.slice(acts.lastIndexOf('request.made asker'))).toEqual(
      expect.arrayContaining(['request.made asker', 'request.approved second', 'site.changed asker']),
    )
    const version = (await site()).version
    await (
      await asker()
    )('PATCH', `/sites/${pond}`, { sensitivity: 'sensitive' }, version)
  })

  it('is not carried out on facts that have changed, and stays open', async () => {
    const { id } = (await askToLower()).body
    const { version } = await site()
    const other = (await askToLower('Once more')).body.id
    const second = await approver()
    expect((await second('POST', `/requests/${other}/approve`, why)).status).toBe(200)
    expect((await site()).version).toBe(version + 1)
    const late = await second('POST', `/requests/${id}/approve`, why)
    expect([late.status, late.body.code]).toEqual([409, 'request-outdated'])
    expect((await second('GET', `/requests/${id}`)).body.state).toBe('open')
    await second('POST', `/requests/${id}/refuse`, why)
  })

  it('to decide not to replace is recorded for the asker, with the second person beside', async () => {
    const payload = { siteIds: [pond], choice: 'not', reason: 'It goes in May', approvedBy: 'A. Asker' }
    const asked = await (await asker())('POST', '/site-decisions', payload)
    expect([asked.status, asked.body]).toMatchObject([202, { act: 'site-decision.not' }])
    expect(await listDecisions(test.deps.db.read, 'everything')).toEqual([])
    expect((await (await approver())('POST', `/requests/${asked.body.id}/approve`, why)).status).toBe(200)
    const [decision] = await listDecisions(test.deps.db.read, 'everything')
    expect(decision).toMatchObject({ siteId: pond, choice: 'not', approvedBy: 'A. Asker', reviewOn: '2027-11-22' })
  })

  it('to decide not to replace is not recorded for an asker who may act there no more', async () => {
    const { db } = test.deps
    const wales = [{ organisationId: ducks, region: 'Wales' }]
    const mover = await as('mover', ['approver'], wales)
    const payload = { siteIds: [pond], choice: 'not', reason: 'It goes in May', approvedBy: 'M. Over' }
    const { id } = (await mover('POST', '/site-decisions', payload)).body
    const moveTo = (scope: Scope) =>
      db.write(async (q) => void (await q.update(q.t.principals).set({ scope }).where(eq(q.t.principals.id, 'mover'))))
    await moveTo([{ organisationId: ducks, region: 'London' }])
    const second = await approver()
    const refused = await second('POST', `/requests/${id}/approve`, why)
    expect([refused.status, refused.body.code]).toEqual([409, 'request-outdated'])
    await moveTo(wales)
    expect((await second('POST', `/requests/${id}/approve`, why)).status).toBe(200)
  })

  it('keeps what it is asked for sealed', async () => {
    const { read } = test.deps.db
    const rows = JSON.stringify(await read.select().from(read.t.requests))
    expect(rows).not.toMatch(/POND|extended/)
  })

  it('ends after seven days without an answer', async () => {
    const payload = { siteIds: [pond], choice: 'not', reason: 'r', approvedBy: 'a' }
    const { id } = (await (await asker())('POST', '/site-decisions', payload)).body
    test.clock.advance(7 * DAY_MS)
    const second = await approver()
    expect((await second('GET', `/requests/${id}`)).body.state).toBe('expired')
    expect((await second('POST', `/requests/${id}/approve`, why)).body.code).toBe('no-longer-open')
  })
})
