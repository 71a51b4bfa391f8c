import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import type { ImportInput } from '../../src/estate/import/asked.ts'
import { importInventoryWith } from '../../src/estate/import/import-inventory.ts'
import { importRoutesIn } from '../../src/estate/import/upload/routes.ts'
import { estateRoutes } from '../../src/estate/routes.ts'
import { claimJob } from '../../src/jobs/store.ts'
import { eachDialect } from '../support/dialects.ts'
import { buildTestApp } from '../support/app.ts'
import { jobContext, reference } from '../support/estate.ts'
import { csv, importer } from '../support/make.ts'

const folder = mkdtempSync(join(tmpdir(), 'lenscap-uploads-'))
const uploads = join(folder, 'uploads')
afterAll(() => rmSync(folder, { recursive: true }))

const FILE = csv('organisation,site,sensitivity,postcode,device,manufacturer', 'Org,S1,extended,SW1A 1AA,A,Hikvision')

async function serve(db: Database) {
  const built = await buildTestApp(db, { routes: [estateRoutes, importRoutesIn(uploads)] })
  await importer(db, built.ids)(FILE)
  const get = async (url: string, token?: string) =>
    built.request({ method: 'GET', url: `/api/v1${url}`, ...(token !== undefined && { token }) })
  return { ...built, get }
}

eachDialect('the estate routes', (open) => {
  it('list organisations, sites and devices, and open none of them', async () => {
    const { get } = await serve(await open())
    expect((await get('/organisations')).json()).toMatchObject({ items: [{ name: 'Org', fundCode: 'ORG' }] })
    const sites = await get('/sites?sensitivity=extended')
    expect(sites.json()).toMatchObject({ items: [{ code: 'S1' }], nextCursor: null })
    expect(sites.body).not.toMatch(/SW1A|address|limbs|contacts|accessNotes/)
    const devices = await get('/devices?finding=flagged')
    expect(devices.json()).toMatchObject({ items: [{ label: 'A', finding: 'flagged' }] })
    expect(devices.body).not.toMatch(/place|identity/)
  })
  it('give one site with its address, and one device with its evidence', async () => {
    const { get } = await serve(await open())
    const [{ id }] = (await get('/sites')).json().items
    const site = await get(`/sites/${id}`)
    expect(site.headers['etag']).toBe('"1"')
    expect(site.json()).toMatchObject({ address: { postcode: 'SW1A 1AA' }, limbs: [] })
    const [device] = (await get('/devices')).json().items
    const opened = (await get(`/devices/${device.id}`)).json()
    expect(opened.latestFinding).toMatchObject({ state: 'flagged', evidence: [{ source: 'maker-text' }] })
    expect((await get('/sites/none')).statusCode).toBe(404)
    expect((await get('/devices/none')).statusCode).toBe(404)
  })
  it('page through lists', async () => {
    const db = await open()
    const { get, ids } = await serve(db)
    await importer(db, ids)(csv('organisation,site,device', 'Org,S1,B', 'Org,S1,C'))
    const first = (await get('/devices?limit=2')).json()
    const second = (await get(`/devices?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`)).json()
    const labels = [...first.items, ...second.items].map(({ label }) => label)
    expect(labels).toEqual(['A', 'B', 'C'])
  })
  it('hide what is out of scope, and refuse those whose work it is not', async () => {
    const { get, tokenOf } = await serve(await open())
    const [{ id }] = (await get('/sites')).json().items
    const stranger = await tokenOf('stranger', ['estate'], [])
    expect((await get('/sites', stranger)).json().items).toEqual([])
    expect((await get(`/sites/${id}`, stranger)).statusCode).toBe(404)
    for (const role of ['contractor', 'finance', 'admin'] as const) {
      const token = await tokenOf(role, [role])
      const answer = await get('/sites', token)
      expect(answer.statusCode).toBe(403)
      expect(answer.body).not.toContain('S1')
    }
  })
  it('change a site on the version that was read', async () => {
    const { get, request } = await serve(await open())
    const [{ id }] = (await get('/sites')).json().items
    const patch = (payload: object, version?: string) =>
      request({
        method: 'PATCH',
        url: `/api/v1/sites/${id}`,
        payload,
        ...(version !== undefined && { headers: { 'if-match': version } }),
      })
    expect((await patch({ name: 'X' })).statusCode).toBe(428)
    const done = await patch({ name: 'X', upgradeOn: '2028-04-01' }, '"1"')
    expect([done.statusCode, done.headers['etag'], done.json().upgradeOn]).toEqual([200, '"2"', '2028-04-01'])
    expect((await patch({ name: 'Y' }, '"1"')).statusCode).toBe(412)
    expect((await patch({ sensitivity: 'other' }, '"2"')).json()).toMatchObject({ status: 400, code: 'reason-needed' })
    const lower = await patch({ sensitivity: 'other', reason: 'Moved out' }, '"2"')
    expect([lower.statusCode, lower.json().state]).toEqual([202, 'open'])
    expect((await patch({ colour: 'red' }, '"2"')).statusCode).toBe(400)
  })
  it('take a file for import as a job, which removes it when it is done', async () => {
    const { request, deps } = await serve(await open())
    const answer = await request({
      method: 'POST',
      url: '/api/v1/imports?fileName=more.csv&organisation=Org&asOf=2026-01-01',
      headers: { 'content-type': 'text/csv' },
      payload: csv('device,site', 'B,S1'),
    })
    expect(answer.statusCode).toBe(202)
    const { id, kind } = answer.json()
    expect([answer.headers['location'], kind]).toEqual([`/api/v1/jobs/${id}`, 'import'])
    const now = new Date('2026-11-22T09:00:00Z')
    const job = await deps.db.write((q) => claimJob(q, { holder: 'test', now, expiresAt: now }, { kinds: ['import'] }))
    const input = job?.input as ImportInput
    expect(input).toMatchObject({ fileName: 'more.csv', organisation: 'Org', asOf: '2026-01-01', dryRun: false })
    expect(readFileSync(input.file, 'utf8')).toBe(csv('device,site', 'B,S1'))
    const report = await importInventoryWith(reference.register, join(folder, 'kept'))(deps, input, {
      ...jobContext,
      jobId: deps.ids.next('job'),
    })
    expect(report.created).toBe(1)
    expect(existsSync(input.file)).toBe(false)
  })
  it('take the mapping of columns, once or more', async () => {
    const { request, deps } = await serve(await open())
    for (const map of ['map=device%3DPole%20ref', 'map=device%3DPole&map=site%3DStreet']) {
      const url = `/api/v1/imports?${map}`
      const answer = await request({
        method: 'POST',
        url,
        headers: { 'content-type': 'text/csv' },
        payload: 'Pole\nA\n',
      })
      expect(answer.statusCode, answer.body).toBe(202)
    }
    const now = new Date('2026-11-22T09:00:00Z')
    const claim = () =>
      deps.db.write((q) =>
        claimJob(q, { holder: 'test', now, expiresAt: new Date(now.getTime() + 1) }, { kinds: ['import'] }),
      )
    const inputs = [(await claim())?.input, (await claim())?.input] as ImportInput[]
    expect(inputs.map(({ map }) => map)).toEqual([{ device: 'Pole ref' }, { device: 'Pole', site: 'Street' }])
    for (const { file } of inputs) rmSync(file)
  })
  it('refuse a body of another type, no body, and unknown options, and keep nothing', async () => {
    const { request } = await serve(await open())
    const post = (query: string, type: string, payload?: string) =>
      request({
        method: 'POST',
        url: `/api/v1/imports${query}`,
        headers: { 'content-type': type },
        ...(payload !== undefined && { payload }),
      })
    expect((await post('', 'image/png', 'x')).statusCode).toBe(415)
    expect((await post('?colour=red', 'text/csv', 'device\nA')).statusCode).toBe(400)
    expect((await post('?kind=toaster', 'text/csv', 'device\nA')).statusCode).toBe(400)
    expect(existsSync(uploads) ? readdirSync(uploads) : []).toEqual([])
  })
})
