import { expect, it } from 'vitest'
import { loadEstate } from '../../src/estate/load-estate.ts'
import { readMoney } from '../../src/planning/funds/read-money.ts'
import { NOTHING_KEPT } from '../../src/planning/kept-weeks.ts'
import { buildProblem } from '../../src/planning/problem/build-problem.ts'
import { problemNow } from '../../src/planning/problem-now.ts'
import { day } from '../../src/shared/day.ts'
import { eachDialect } from '../support/dialects.ts'
import { depsOf, importText, operator, reference } from '../support/estate.ts'

const startOn = day('2026-11-23')
// Both organisations have a recorder of that label, and sites of one lie between those of the other.
const ESTATE = `organisation,standing,sector,region,site,sensitivity,device,kind,manufacturer,recorder,network,status
Harbour Authority,department,central-government,Wales,QUAY,sensitive,1,camera,Hikvision,NVR-1,core,in-service
Mill Trust,voluntary,nhs,London,MILL,extended,1,camera,Dahua,NVR-1,core,in-service
Harbour Authority,department,central-government,Wales,STORE,other,NVR-1,recorder,Hikvision,,core,in-service
Mill Trust,voluntary,nhs,London,WEIR,other,NVR-1,recorder,Dahua,,isolated,in-service
Mill Trust,voluntary,nhs,London,WEIR,other,2,camera,Axis,NVR-1,isolated,in-service
Harbour Authority,department,central-government,Wales,QUAY,sensitive,2,camera,Nobody knows,NVR-9,unknown,in-service
Mill Trust,voluntary,nhs,London,MILL,extended,3,camera,Hikvision,,core,planned
`

eachDialect('the problem of an estate', (open) => {
  it('is the same read an organisation at a time as with all devices at hand', async () => {
    const deps = depsOf(await open())
    await importText(deps, 'estate.csv', ESTATE)
    const asked = { startOn, weeks: 260, budgets: [], countIndicative: false }
    const { built, decision } = await problemNow(deps, operator, {
      reference,
      asked,
      readKept: async () => NOTHING_KEPT,
    })
    const q = deps.db.read
    const money = { ...(await readMoney(q, 'everything')), given: [] }
    const estate = await loadEstate(q, 'everything')
    const inputs = { estate, money, startOn, weeks: 260, pricesOn: startOn, legs: new Map(), decision }
    const whole = buildProblem(inputs, reference)
    expect(built.legs.length).toBeGreaterThan(5)
    expect(built).toEqual(whole)
    const serving = built.legs.filter((leg) => leg.site.code === 'STORE' || leg.site.code === 'WEIR')
    expect(serving.some(({ sensitivity }) => sensitivity === 'sensitive')).toBe(true)
    expect(serving.some(({ sensitivity }) => sensitivity === 'extended')).toBe(true)
  })
})
