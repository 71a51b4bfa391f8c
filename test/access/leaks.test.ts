// What a caller may not know of must not show through any channel: one test for each. Two organisations, one with sites in
// two regions; the caller holds one of the regions.
import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import type { Caller } from '../../src/access/caller.ts'
import { getCaller } from '../../src/access/principals.ts'
import type { Scope } from '../../src/access/scope.ts'
import { claimJob, finishJob } from '../../src/jobs/store.ts'
import { countFindings, eachFinding, type FoundDevice } from '../../src/estate/list-findings.ts'
import { loadEstate } from '../../src/estate/load-estate.ts'
import { makePlanWith } from '../../src/planning/make-plan.ts'
import { day } from '../../src/shared/day.ts'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'
import { jobContext, operator, reference } from '../support/estate.ts'
import { csv, importer } from '../support/make.ts'

const HEADER = 'organisation,standing,site,site_name,region,sensitivity,device,manufacturer,model,network'
const ESTATE = csv(
  HEADER,
  'Ducks,department,POND,Pond,Wales,sensitive,D1,Hikvision,DS-2CD2042,core',
  'Ducks,department,LAKE,Lake,London,sensitive,D2,Hikvision,DS-2CD2042,core',
  'Geese,department,MOAT,Moat,Wales,sensitive,D3,Dahua,DH-IPC-HFW2431,core',
)
/** Whatever of it appears in an answer has leaked. */
const FOREIGN = /LAKE|Lake|MOAT|Moat|Geese|GEESE|London|Dahua|"D2"|"D3"/

async function setUp(open: () => Promise<Parameters<typeof buildTestApp>[0]>) {
  const db = await open()
  const test = await buildTestApp(db)
  await importer(db, test.ids)(ESTATE)
  const { organisations, sites, devices } = await loadEstate(db.read, 'everything')
  const ducks = organisations.find(({ name }) => name === 'Ducks')!.id
  const scope: Scope = [{ organisationId: ducks, region: 'Wales' }]
  const site = (code: string) => sites.find((one) => one.code === code)!
  const device = (label: string) => devices.find((one) => one.label === label)!
  const roles = ['programme', 'approver', 'estate'] as const
  const caller: Caller = { ...operator, principalId: 'warden', name: 'warden', roles, scope }
  const token = await test.tokenOf('warden', [...roles], scope)
  const get = async (url: string) => {
    const answer = await test.request({ url: `/api/v1${url}`, token })
    return { status: answer.statusCode, body: answer.body, json: answer.json<Record<string, never>>() }
  }
  const plan = async (as: Caller) => {
    const input = { startOn: day('2026-11-23'), budgets: [] }
    return (await makePlanWith(reference)(test.deps, input, { ...jobContext, jobId: test.ids.next('job'), caller: as }))
      .planId
  }
  return { ...test, db, ducks, scope, site, device, caller, token, get, plan }
}

eachDialect('nothing outside the scope leaks', (open) => {
  let test: Awaited<ReturnType<typeof setUp>>
  let own: string
  let whole: string
  beforeAll(async () => {
    test = await setUp(open)
    whole = await test.plan(operator)
    own = await test.plan(test.caller)
  })
  const problem = (body: string, id: string) => body.replaceAll(id, 'ID').replace(/"requestId":"[^"]*"/, '')

  it('through a list', async () => {
    for (const url of ['/organisations', '/sites', '/devices', '/plans', '/site-decisions', `/plans/${own}/orders`]) {
      const { status, body } = await test.get(url)
      expect([url, status]).toEqual([url, 200])
      expect(body).not.toMatch(FOREIGN)
    }
    expect((await test.get('/organisations')).body).not.toContain('version')
    expect((await test.get(`/plans/${own}/orders`)).body).toContain('POND')
  })

  it('through a filter: a foreign organisation, site or region finds what a made-up one finds', async () => {
    for (const url of [
      `/sites?organisationId=${test.site('MOAT').organisationId}`,
      '/sites?region=London',
      `/devices?siteId=${test.site('LAKE').id}`,
      '/devices?siteId=never',
    ]) {
      expect((await test.get(url)).json).toEqual({ items: [], nextCursor: null })
    }
  })

  it('through a sort: finance reads costs by leg, not by rank', async () => {
    const payer = await test.tokenOf('payer', ['finance'])
    const answer = await test.request({ url: `/api/v1/plans/${whole}/costs`, token: payer })
    const legs = answer.json<{ items: { leg: string }[] }>().items.map(({ leg }) => leg)
    expect(legs.length).toBeGreaterThan(2)
    expect(legs).toEqual([...legs].sort())
  })

  it('through a count', async () => {
    expect(await countFindings(test.db.read, test.scope)).toEqual({ flagged: 1, review: 0, unknown: 0, cleared: 0 })
    const found: FoundDevice[] = []
    for await (const part of eachFinding(test.db.read, test.scope, 'flagged')) found.push(...part)
    expect(found.map(({ siteCode, finding }) => [siteCode, finding?.state])).toEqual([['POND', 'flagged']])
    expect((await test.get('/devices?limit=1')).json).toMatchObject({ nextCursor: null })
  })

  it('through a cursor: one that another caller was given opens nothing', async () => {
    const theirs = (await test.request({ url: '/api/v1/sites?limit=1' })).json<{ nextCursor: string }>().nextCursor
    const { status, body } = await test.get(`/sites?limit=1&cursor=${encodeURIComponent(theirs)}`)
    expect(status).toBe(400)
    expect(body).toContain('bad-cursor')
    expect(theirs).not.toContain(test.site('POND').id)
  })

  it('through a single read or the words of an error: what is foreign is as what never was', async () => {
    for (const [path, id] of [
      ['/sites/', test.site('LAKE').id],
      ['/sites/', test.site('MOAT').id],
      ['/devices/', test.device('D2').id],
      ['/plans/', whole],
    ] as const) {
      const foreign = await test.get(`${path}${id}`)
      const never = await test.get(`${path}never`)
      expect(foreign.status).toBe(404)
      expect(problem(foreign.body, id)).toBe(problem(never.body, 'never'))
    }
    expect((await test.get(`/plans/${whole}/orders`)).status).toBe(404)
    expect((await test.get(`/plans/${whole}/money`)).status).toBe(404)
  })

  it('through the id in a body', async () => {
    const decide = async (siteId: string) => {
      const payload = { siteIds: [siteId], choice: 'replace-now', reason: 'r', approvedBy: 'a' }
      const { token } = test
      const answer = await test.request({ method: 'POST', url: '/api/v1/site-decisions', payload, token })
      return [answer.statusCode, problem(answer.body, siteId)]
    }
    expect(await decide(test.site('LAKE').id)).toEqual(await decide('never'))
    const standing = { standing: true, choice: 'replace-now', reason: 'r', approvedBy: 'a' }
    const { token } = test
    const answer = await test.request({ method: 'POST', url: '/api/v1/site-decisions', payload: standing, token })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'scope-too-narrow'])
  })

  it('through an edit: a site stays in the regions of whoever edits it', async () => {
    const edit = (id: string, payload: object) =>
      test.request({
        method: 'PATCH',
        url: `/api/v1/sites/${id}`,
        payload,
        token: test.token,
        headers: { 'if-match': '"1"' },
      })
    expect((await edit(test.site('LAKE').id, { name: 'Mine' })).statusCode).toBe(404)
    const moved = await edit(test.site('POND').id, { region: 'London' })
    expect([moved.statusCode, moved.json<{ code: string }>().code]).toEqual([403, 'scope-too-narrow'])
  })

  it('through an import: rows of organisations that the caller does not hold whole are refused alike', async () => {
    const { caller } = test
    const file = csv(HEADER, 'Geese,,MOAT,,,,D9,Axis,,', 'Nobody,,MOAT,,,,D9,Axis,,', 'Ducks,,LAKE,,,,D9,Axis,,')
    const report = await importer(test.db, test.ids)(file, { caller })
    expect(report.rejected).toBe(3)
    const words = report.complaints.map(({ message }) => message.replace(/"\w+"/, 'X'))
    expect(new Set(words).size).toBe(1)
  })

  it('through a plan made for them: its orders, sums and funds are theirs alone', async () => {
    const { body, json } = await test.get(`/plans/${own}`)
    expect(body).not.toMatch(FOREIGN)
    expect(json).toMatchObject({ summary: { outstanding: { sitesToDecide: { C3: 1 } } } })
    expect((await test.get('/plans')).json).toMatchObject({ items: [{ id: own }] })
    const all = (await test.request({ url: '/api/v1/plans' })).json<{ items: unknown[] }>()
    expect(all.items).toHaveLength(2)
    const budgets = [{ fund: 'GEESE', financialYear: '2026-27' as never, pence: 1 }]
    const context = { ...jobContext, jobId: test.ids.next('job'), caller: test.caller }
    const refused = makePlanWith(reference)(test.deps, { budgets }, context)
    await expect(refused).rejects.toMatchObject({ code: 'unknown-fund', details: { funds: ['DUCKS'] } })
  })

  it('through a job: its progress and result are its owner’s', async () => {
    const { id } = await test.jobs.submit(test.operator, 'import', {})
    const now = test.clock.now()
    const outcome = { state: 'done', result: { about: 'Geese' } } as const
    await test.db.write(async (q) => {
      await claimJob(q, { holder: 'run', now, expiresAt: new Date(now.getTime() + 1000) }, { kinds: ['import'], id })
      await finishJob(q, id, { holder: 'run', now, outcome })
    })
    const foreign = await test.get(`/jobs/${id}`)
    const never = await test.get('/jobs/job_never')
    expect([foreign.status, problem(foreign.body, id)]).toEqual([404, problem(never.body, 'job_never')])
    expect((await test.get('/jobs')).body).not.toContain(id)
  })

  it('through what they asked for once, when their part or their role has become less: not its result, not its words', async () => {
    const { db, ducks, scope } = test
    const token = await test.tokenOf('mover', ['programme', 'approver'], [{ organisationId: ducks, region: null }])
    const mover = await getCaller(db.read, 'mover', 'req_test')
    const { id } = await test.jobs.submit(mover, 'import', {})
    const now = test.clock.now()
    await db.write(async (q) => {
      const lease = { holder: 'run', now, expiresAt: new Date(now.getTime() + 1000) }
      await claimJob(q, lease, { kinds: ['import'], id })
      await finishJob(q, id, { holder: 'run', now, outcome: { state: 'done', result: { complaint: 'LAKE' } } })
    })
    const send = async (url: string, payload?: object) => {
      const options = { method: payload ? ('POST' as const) : ('GET' as const), url: `/api/v1${url}`, token }
      const answer = await test.request(payload ? { ...options, payload } : options)
      return [answer.statusCode, answer.body] as const
    }
    const decision = { siteIds: [test.site('LAKE').id], choice: 'not', reason: 'LAKE stays', approvedBy: 'a' }
    const request = (JSON.parse((await send('/site-decisions', decision))[1]) as { id: string }).id
    const theirs = [`/jobs/${id}`, `/jobs/${id}/events`, `/requests/${request}`]
    for (const url of theirs) expect([url, ...(await send(url))]).toEqual([url, 200, expect.stringContaining('LAKE')])
    const opened = await db.read.$count(db.read.t.auditEntries, eq(db.read.t.auditEntries.subjectId, id))
    expect(opened, 'looks at the result that are on record').toBe(2)
    for (const less of [
      { scope, roles: ['programme', 'approver'] },
      { scope: 'everything', roles: ['finance'] },
    ]) {
      await db.write(async (q) => {
        await q.update(q.t.principals).set(less).where(eq(q.t.principals.id, 'mover'))
      })
      for (const url of theirs)
        expect([url, ...(await send(url))]).toEqual([url, 404, expect.not.stringMatching(FOREIGN)])
      expect((await send(`/jobs/${id}/cancel`, {}))[0]).toBe(404)
      expect((await send(`/requests/${request}/refuse`, { reason: 'r' }))[0]).toBe(404)
      for (const url of ['/jobs', '/requests']) expect((await send(url))[1]).toContain('"items":[]')
    }
  })

  it('to finance: costs without sites, tiers, ranks, clauses, kit or reasons', async () => {
    const payer = await test.tokenOf('payer', ['finance'])
    const read = async (url: string) => (await test.request({ url: `/api/v1${url}`, token: payer })).body
    const costs = await read(`/plans/${whole}/costs`)
    const [{ leg }] = (JSON.parse(costs) as { items: [{ leg: string }] }).items
    for (const body of [costs, await read(`/plans/${whole}/costs/${leg}`), await read(`/plans/${whole}/money`)]) {
      expect(body).not.toMatch(/POND|LAKE|MOAT|sensitiv|tier|rank|clause|reason|binding|sequence|hikvision|dahua/i)
    }
    for (const url of [`/plans/${whole}`, `/plans/${whole}/orders`, '/sites', '/devices', '/site-decisions']) {
      expect(await read(url)).toContain('role-missing')
    }
  })
})
