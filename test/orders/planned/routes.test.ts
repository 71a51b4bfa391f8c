import { beforeAll, expect, it } from 'vitest'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { importText, makePlan } from '../../support/estate.ts'

const INVENTORY = `organisation,standing,sector,site,sensitivity,device,kind,manufacturer,network
Harbour Authority,department,central-government,HQ,sensitive,1,camera,Hikvision,core
Harbour Authority,department,central-government,HQ,sensitive,2,camera,Nobody Knows,none
Harbour Authority,department,central-government,DEPOT,other,3,camera,Hikvision,core
`

eachDialect('the orders of a plan by the API', (open) => {
  let app: Awaited<ReturnType<typeof buildTestApp>>
  let planId: string
  const get = (url: string, token?: string) => app.request({ method: 'GET', url, ...(token && { token }) })
  beforeAll(async () => {
    app = await buildTestApp(await open())
    await importText(app.deps, 'harbour.csv', INVENTORY)
    planId = (await makePlan(app.deps, { budgets: [] })).planId
  })

  it('come by rank, sensitive sites first, page by page', async () => {
    const seen: string[] = []
    let url = `/api/v1/plans/${planId}/orders?limit=2`
    for (let pages = 0; url !== '' && pages < 9; pages++) {
      const answer = (await get(url)).json()
      seen.push(...answer.items.map((o: { tier: number; action: string }) => `${o.tier} ${o.action}`))
      url = answer.nextCursor ? `/api/v1/plans/${planId}/orders?limit=2&cursor=${answer.nextCursor}` : ''
    }
    expect(seen).toEqual(['1 disconnect', '2 survey', '3 replace', '5 disconnect'])
  })
  it('say why here and why then, with cost lines, sources and versions', async () => {
    const [, , replace] = (await get(`/api/v1/plans/${planId}/orders`)).json().items
    const why = (await get(`/api/v1/plans/${planId}/orders/${replace.leg}`)).json()
    expect(why.order).toEqual(replace)
    expect(why.devices).toMatchObject([{ label: '1', finding: 'flagged', says: expect.stringContaining('Hikvision') }])
    const sum = why.costLines.reduce((pence: number, line: { pence: number }) => pence + line.pence, 0)
    expect(sum).toBe(replace.costPence)
    expect(why.reliefs).toEqual([expect.stringContaining('Kit and crews ready')])
    expect(Object.values(why.versions).every(Boolean)).toBe(true)
  })
  it('are not found in another plan, nor is another leg in this one', async () => {
    expect((await get('/api/v1/plans/pla_x/orders')).json()).toMatchObject({ status: 404, code: 'unknown-plan' })
    expect((await get(`/api/v1/plans/${planId}/orders/leg_x`)).json()).toMatchObject({ code: 'unknown-order' })
  })
  it('are not for a contractor', async () => {
    const token = await app.tokenOf('acme', ['contractor'])
    expect((await get(`/api/v1/plans/${planId}/orders`, token)).statusCode).toBe(403)
  })
})
