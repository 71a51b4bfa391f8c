import { beforeAll, expect, it } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { decideSites } from '../../src/directive/decide-sites.ts'
import { listDecisions } from '../../src/directive/store.ts'
import { loadEstate } from '../../src/estate/load-estate.ts'
import { day } from '../../src/shared/day.ts'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'
import { depsOf, importText, operator } from '../support/estate.ts'

const INVENTORY = `organisation,standing,sector,site,sensitivity,device,kind,manufacturer
Harbour Authority,department,central-government,HQ,sensitive,1,camera,Hikvision
Harbour Authority,department,central-government,DEPOT,other,2,camera,Hikvision
`
const common = { choice: 'replace-now', reason: 'Considered under C3.', approvedBy: 'A. Prover' } as const

eachDialect('deciding for sites', (open) => {
  let db: Database
  beforeAll(async () => {
    db = await open()
    await importText(depsOf(db), 'harbour.csv', INVENTORY)
  })

  it('records one decision a site, under C3 at sensitive sites and C4 elsewhere, for a year unless told', async () => {
    const { sites } = await loadEstate(db.read, 'everything')
    const recorded = await decideSites(depsOf(db), operator, { ...common, sites })
    expect(
      'decisions' in recorded && recorded.decisions.map(({ clause, reviewOn }) => `${clause} ${reviewOn}`).sort(),
    ).toEqual(['C3 2027-11-22', 'C4 2027-11-22'])
    expect(await listDecisions(db.read, 'everything')).toHaveLength(2)
    expect(await db.read.$count(db.read.t.auditEntries)).toBeGreaterThan(0)
  })
  it('refuses a review day that is not to come', async () => {
    const past = decideSites(depsOf(db), operator, { ...common, sites: 'standing', reviewOn: day('2026-11-22') })
    await expect(past).rejects.toMatchObject({ code: 'review-day-past' })
  })
})

eachDialect('site-decisions by the API', (open) => {
  it('records a standing decision, and lists it', async () => {
    const { request, deps } = await buildTestApp(await open())
    const made = await request({
      method: 'POST',
      url: '/api/v1/site-decisions',
      payload: { ...common, standing: true },
    })
    expect(made.statusCode).toBe(201)
    const listed = await request({ method: 'GET', url: '/api/v1/site-decisions' })
    expect(listed.json()).toEqual({ ...made.json(), nextCursor: null })
    expect(listed.json().items).toMatchObject([{ siteId: null, clause: 'C3', choice: 'replace-now' }])
    const { read } = deps.db
    expect((await read.select().from(read.t.auditEntries)).map(({ act }) => act)).toContain('site-decisions.listed')
  })
  it('lists them in pages, oldest first, each once', async () => {
    const { request } = await buildTestApp(await open())
    const reasons = ['first', 'second', 'third']
    for (const reason of reasons) {
      const payload = { ...common, standing: true, reason }
      await request({ method: 'POST', url: '/api/v1/site-decisions', payload })
    }
    const read = async (query: string) => {
      const answer = await request({ url: `/api/v1/site-decisions?limit=2${query}` })
      return answer.json<{ items: { reason: string }[]; nextCursor: string }>()
    }
    const one = await read('')
    const two = await read(`&cursor=${encodeURIComponent(one.nextCursor)}`)
    expect([...one.items, ...two.items].map(({ reason }) => reason)).toEqual(reasons)
    expect([one.items.length, two.nextCursor]).toEqual([2, null])
  })
  it('refuses both or neither of standing and sites, and sites that are not there', async () => {
    const { request } = await buildTestApp(await open())
    const post = (payload: object) => request({ method: 'POST', url: '/api/v1/site-decisions', payload })
    expect((await post(common)).json()).toMatchObject({ status: 400, code: 'which-sites' })
    expect((await post({ ...common, standing: true, siteIds: ['x'] })).json()).toMatchObject({ code: 'which-sites' })
    expect((await post({ ...common, siteIds: ['x'] })).json()).toMatchObject({ status: 404, code: 'unknown-site' })
  })
  it('is for the approver alone', async () => {
    const { request, tokenOf } = await buildTestApp(await open())
    const token = await tokenOf('prog', ['programme'])
    const post = {
      method: 'POST',
      url: '/api/v1/site-decisions',
      payload: { ...common, standing: true },
      token,
    } as const
    expect((await request(post)).statusCode).toBe(403)
  })
})
