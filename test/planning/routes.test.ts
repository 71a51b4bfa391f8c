import { expect, it } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'
import { importText, makePlan } from '../support/estate.ts'

const INVENTORY = `organisation,standing,sector,site,sensitivity,device,kind,manufacturer
Harbour Authority,department,central-government,HQ,sensitive,1,camera,Hikvision
`

eachDialect('plans by the API', (open) => {
  it('are made by a job: 202, and where to ask after it', async () => {
    const { request } = await buildTestApp(await open())
    const payload = { startOn: '2026-11-30', budgets: [{ fund: 'F', financialYear: '2026-27', pence: 5 }] }
    const answer = await request({ method: 'POST', url: '/api/v1/plans', payload })
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toMatchObject({ kind: 'plan', state: 'queued' })
    expect(answer.headers.location).toBe(`/api/v1/jobs/${answer.json().id}`)
  })
  it('are refused with the field that is wrong and what was expected', async () => {
    const { request } = await buildTestApp(await open())
    const post = (payload: object) => request({ method: 'POST', url: '/api/v1/plans', payload })
    for (const [payload, path] of [
      [{ startOn: '30/11/2026' }, '/startOn'],
      [{ weeks: 0 }, '/weeks'],
      [{ budgets: [{ fund: 'F', financialYear: '2026', pence: 5 }] }, '/budgets/0/financialYear'],
      [{ budgets: [{ fund: 'F', financialYear: '2026-27', pence: 0.5 }] }, '/budgets/0/pence'],
    ] as const) {
      const answer = await post(payload)
      expect(answer.statusCode, JSON.stringify(payload)).toBe(400)
      expect(JSON.stringify(answer.json())).toContain(path.split('/').at(-1)!)
    }
  })
  it('are read back with their measures, their versions and an ETag', async () => {
    const { request, deps } = await buildTestApp(await open())
    await importText(deps, 'harbour.csv', INVENTORY)
    const { planId, summary } = await makePlan(deps, { budgets: [] })
    const answer = await request({ method: 'GET', url: `/api/v1/plans/${planId}` })
    expect(answer.headers.etag).toBe('"1"')
    expect(answer.json()).toMatchObject({ id: planId, state: 'draft', startOn: '2026-11-23', summary })
    const listed = await request({ method: 'GET', url: '/api/v1/plans' })
    expect(listed.json().items).toMatchObject([{ id: planId }])
    expect(listed.json().items[0]).not.toHaveProperty('summary')
    expect((await request({ method: 'GET', url: '/api/v1/plans/pla_x' })).statusCode).toBe(404)
    const { read } = deps.db
    const looks = (await read.select().from(read.t.auditEntries)).filter(({ act }) => act === 'plan.opened')
    expect(looks).toMatchObject([{ subjectId: planId }])
  })
})
