import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { findNewest } from '../../../src/access/audit/store.ts'
import { openDetail } from '../../../src/access/audit/export-audit.ts'
import type { Scope } from '../../../src/access/scope.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { cell } from '../../../src/estate/export/formats.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect, openTestDatabase } from '../../support/dialects.ts'
import { countsOf, csv, importer } from '../../support/make.ts'

const ESTATE = csv(
  'organisation,standing,site,region,sensitivity,postcode,device,kind,manufacturer,model,location',
  'Ducks,department,POND,Wales,sensitive,CF10 1AA,D1,camera,Hikvision,=HYPERLINK("x"),Main gate',
  'Ducks,department,LAKE,London,other,SW1A 1AA,D2,camera,Axis,P3245,Roof',
  'Geese,department,MOAT,Wales,sensitive,CF10 2BB,D3,camera,Dahua,DH-IPC,Door',
)

eachDialect('an export of the estate', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let asker: string
  let second: string
  let ducks: string
  beforeAll(async () => {
    test = await buildTestApp(await open())
    const { db } = test.deps
    await importer(db, test.ids)(ESTATE)
    const { organisations } = await loadEstate(db.read, 'everything')
    ducks = organisations.find(({ name }) => name === 'Ducks')!.id
    asker = await test.tokenOf('pam', ['programme'])
    second = await test.tokenOf('ann', ['approver'])
  })
  const post = (url: string, token: string, payload: object = {}) =>
    test.request({ method: 'POST', url: `/api/v1${url}`, token, payload })
  const ask = async (token = asker, body: object = {}) => {
    const answer = await post('/exports', token, { reason: 'For the board.', ...body })
    return { status: answer.statusCode, ...answer.json<{ id: string; says: string; code?: string }>() }
  }
  const approve = async (id: string, token = second) => {
    const answer = await post(`/requests/${id}/approve`, token, { reason: 'Agreed.' })
    return { status: answer.statusCode, ...answer.json<{ result: { exportId: string }; code?: string }>() }
  }
  const approved = async (body: object = {}) => (await approve((await ask(asker, body)).id)).result.exportId
  const download = (id: string, token = asker) => post(`/exports/${id}/download`, token)

  it('is given once two people agreed: with every row, its count, its marking, and nothing that is sealed', async () => {
    const { id, says } = await ask()
    expect(says).toBe('Let pam take away the whole estate, its sites and devices with their findings, as csv.')
    expect(await approve(id, asker)).toMatchObject({ status: 403, code: 'same-person' })
    const { result } = await approve(id)
    expect(test.lines.join('')).toContain('"alert":"estate.export"')
    const listed = await test.request({ url: '/api/v1/exports', token: asker })
    expect(listed.json()).toMatchObject({ items: [{ id: result.exportId, fetchedAt: null }] })
    const { headers, body } = await download(result.exportId)
    expect(headers).toMatchObject({ 'x-row-count': '3', 'x-marking': 'OFFICIAL-SENSITIVE' })
    const [head, ...rows] = body.trimEnd().split('\n')
    expect(head).toMatch(/^\ufefforganisation,standing,.*,finding,finding_says,marking$/)
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row).toMatch(/,OFFICIAL-SENSITIVE$/)
    expect(rows[0]).toContain(`D1,camera,Hikvision,"'=HYPERLINK(""x"")"`)
    expect(body).not.toMatch(/CF10|SW1A|Main gate|Roof|Door/)
    const entry = (await findNewest(test.deps.db.read, 'estate.exported'))!
    expect(entry).toMatchObject({ principalId: 'pam', subjectId: result.exportId })
    expect(openDetail(test.deps.db.read, entry.id, entry.detail)).toMatchObject({ rows: 3 })
  })

  it('is given to whoever asked, once, within a day', async () => {
    const id = await approved()
    expect((await download(id, second)).json()).toMatchObject({ code: 'unknown-export' })
    expect((await download(id)).statusCode).toBe(200)
    expect((await download(id)).json()).toMatchObject({ status: 409, code: 'already-downloaded' })
    const late = await approved()
    test.clock.advance(24 * 3_600_000)
    expect((await download(late)).json()).toMatchObject({ status: 409, code: 'no-longer-offered' })
  })

  it('is used up by one of two who fetch it at the same time', async () => {
    const id = await approved()
    const statuses = (await Promise.all([download(id), download(id)])).map(({ statusCode }) => statusCode)
    expect(statuses.sort()).toEqual([200, 409])
  })

  it('holds what was approved, and approvers see those requests that lie within what they hold', async () => {
    const wales: Scope = [{ organisationId: ducks, region: 'Wales' }]
    const warden = await test.tokenOf('warden', ['estate'], wales)
    const asked = await ask(warden, { format: 'ndjson' })
    expect(asked.says).toContain('the estate of Ducks in Wales')
    const elsewhere = await test.tokenOf('elsewhere', ['approver'], [{ organisationId: ducks, region: 'London' }])
    expect(await approve(asked.id, elsewhere)).toMatchObject({ status: 404 })
    const near = await test.tokenOf('near', ['approver'], [{ organisationId: ducks, region: null }])
    const { result } = await approve(asked.id, near)
    const { body } = await download(result.exportId, warden)
    const lines = body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toMatchObject([
      { format: 'lenscap-estate/1', marking: 'OFFICIAL-SENSITIVE', rows: 1 },
      { site: 'POND', device: 'D1', finding: 'flagged' },
    ])
    expect((await ask(warden, { organisationId: 'org_never' })).code).toBe('unknown-organisation')
  })

  it('is for one organisation when asked so, and not for somebody who may know of less by now', async () => {
    const id = await approved({ organisationId: ducks })
    const { db } = test.deps
    await db.write((q) => q.update(q.t.principals).set({ scope: [{ organisationId: ducks, region: 'Wales' }] }))
    expect((await download(id)).json()).toMatchObject({ status: 403, code: 'scope-too-narrow' })
    await db.write((q) => q.update(q.t.principals).set({ scope: 'everything' }))
    expect((await download(id)).body).not.toContain('Geese')
  })

  it('can be read back, and changes nothing', async () => {
    const { body } = await download(await approved())
    const { db } = test.deps
    const report = await importer(db, test.ids)(body)
    expect(countsOf(report)).toMatchObject({ rows: 3, created: 0, rejected: 0 })
  })

  it('states no kind that was only assumed: read back, it would be one that somebody had stated', async () => {
    const { db } = test.deps
    const t = db.read.t.devices
    const d2 = eq(t.label, 'D2')
    await db.write((q) => q.update(t).set({ kindAssumed: true, model: null }).where(d2))
    const { body } = await download(await approved())
    await importer(db, test.ids)(body)
    expect(await db.read.select().from(t).where(d2)).toMatchObject([{ kind: 'camera', kindAssumed: true }])
  })

  it('has a row for a site without devices', async () => {
    const { db } = test.deps
    const [site] = await db.read.select().from(db.read.t.sites)
    await db.write((q) => q.insert(q.t.sites).values({ ...site!, id: 'sit_z', code: 'DAM', codeKey: 'dam' }))
    const { headers, body } = await download(await approved())
    expect(headers['x-row-count']).toBe('4')
    expect(body).toMatch(/,DAM,.*,{10,}OFFICIAL-SENSITIVE\n$/)
  })

  it('sent again under its Idempotency-Key is not given again', async () => {
    const id = await approved()
    const headers = { 'idempotency-key': 'k1' }
    const send = () => test.request({ method: 'POST', url: `/api/v1/exports/${id}/download`, token: asker, headers })
    expect((await send()).statusCode).toBe(200)
    expect((await send()).json()).toMatchObject({ code: 'answer-lost' })
  })
})

describe('a cell of a spreadsheet', () => {
  it('is text, whatever it begins with', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r'])
      expect(cell(`${start}A1`).replaceAll('"', '')).toBe(`'${start}A1`)
    expect(cell('a=1')).toBe('a=1')
    expect([cell('-2.34'), cell('+1'), cell('-2+3')]).toEqual(['-2.34', '+1', "'-2+3"])
  })
  it('is quoted where it holds what parts cells', () => {
    expect(cell('a,b')).toBe('"a,b"')
    expect(cell('a"b\nc')).toBe('"a""b\nc"')
    expect([cell(null), cell(true), cell(false)]).toEqual(['', 'yes', 'no'])
  })
})

describe('an export of more than a page', () => {
  it('has every row once', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const test = await buildTestApp(db)
    const rows = Array.from({ length: 1001 }, (_, i) => `Ducks,POND,C-${i}`)
    await importer(db, test.ids)(csv('organisation,site,device', ...rows))
    const second = await test.tokenOf('ann', ['approver'])
    const post = (url: string, token: string, payload: object) =>
      test.request({ method: 'POST', url: `/api/v1${url}`, token, payload })
    const { id } = (await post('/exports', test.token, { reason: 'r' })).json<{ id: string }>()
    const { result } = (await post(`/requests/${id}/approve`, second, { reason: 'r' })).json<{
      result: { exportId: string }
    }>()
    const { body } = await post(`/exports/${result.exportId}/download`, test.token, {})
    expect(new Set(body.trimEnd().split('\n')).size).toBe(1002)
    await close()
  })
})
