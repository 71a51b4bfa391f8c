import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { decideSites } from '../../src/directive/decide-sites.ts'
import type { Deps } from '../../src/deps.ts'
import { makeDemoEstate } from '../../src/demo/estate/make-estate.ts'
import { loadEstate } from '../../src/estate/load-estate.ts'
import { orderLine } from '../../src/orders/planned/order.ts'
import { listOrders } from '../../src/orders/planned/store.ts'
import { checkPlan } from '../../src/planning/engine/check/check-plan.ts'
import { writePlan } from '../../src/planning/engine/format/plan.ts'
import { solve } from '../../src/planning/engine/solve.ts'
import { getDocuments, getPlan } from '../../src/planning/get-plan.ts'
import { makePlanWith } from '../../src/planning/make-plan.ts'
import { setFund } from '../../src/planning/funds/change-fund.ts'
import { sayOutstanding } from '../../src/planning/outcome/say-plan.ts'
import { addDays, day, financialYear } from '../../src/shared/day.ts'
import { eachDialect, DIALECTS, openTestDatabase } from '../support/dialects.ts'
import { depsOf, importText, jobContext, makePlan, operator, reference } from '../support/estate.ts'

const startOn = day('2026-11-23')
const budgets = [150, 400, 400, 300].map((tenThousands, i) => {
  return { financialYear: financialYear(2026 + i), pence: tenThousands * 1_000_000 }
})

/** The demo's estate, decision and money. */
async function demoEstate(deps: Deps) {
  for (const { fileName, csv } of makeDemoEstate({ seed: 1, startOn })) await importText(deps, fileName, csv)
  const reason = 'The risk at sensitive sites is not one to wait with.'
  const approvedBy = 'Senior responsible owner'
  await decideSites(deps, operator, { sites: 'standing', choice: 'replace-now', reason, approvedBy })
  const { organisations } = await loadEstate(deps.db.read, 'everything')
  const organisationIds = organisations.map(({ id }) => id)
  await setFund(deps, operator, { code: 'PROGRAMME', name: 'Removal programme', budgets, organisationIds })
}
const allOrders = (db: Database, planId: string) => listOrders(db.read, 'everything', { planId, rows: 100_000 })

eachDialect('a plan of the demo estate', (open) => {
  let db: Database
  let planId: string
  let orders: Awaited<ReturnType<typeof allOrders>>
  beforeAll(async () => {
    db = await open()
    const deps = depsOf(db)
    await demoEstate(deps)
    planId = (await makePlan(deps, { startOn, budgets: [] })).planId
    orders = await allOrders(db, planId)
  })

  it('ranks every order at a sensitive site before every other', () => {
    const last = orders.findLastIndex((order) => order.tier <= 3)
    expect(orders.slice(0, last + 1).every((order) => order.tier <= 3)).toBe(true)
    const sensitive = orders.filter((order) => order.site.sensitivity === 'sensitive')
    expect(sensitive.length).toBeGreaterThan(50)
    expect(sensitive.every((order) => order.tier <= 3)).toBe(true)
  })

  it('lets no order at a sensitive site wait for an upgrade', () => {
    const sensitive = orders.filter((order) => order.tier <= 3)
    expect(sensitive.filter((order) => order.facts.waitsUntilOn !== null)).toEqual([])
  })

  it('never exceeds a budget or a pool and lets nobody jump the queue: the independent checker finds nothing', async () => {
    const { problem, plan } = await getDocuments(db.read, await getPlan(db.read, 'everything', planId))
    expect(checkPlan(problem, plan)).toEqual([])
    for (const { financialYear: year, pence } of budgets) {
      const spent = plan.measures.spend.find((row) => row.financialYear === year && row.fundId === 'PROGRAMME')
      expect(spent?.pence ?? 0).toBeLessThanOrEqual(pence)
    }
  })

  it('is solved again from its stored problem to the same bytes', async () => {
    const { problem, planText } = await getDocuments(db.read, await getPlan(db.read, 'everything', planId))
    expect(writePlan(solve(problem))).toBe(planText)
  })

  it('says for every order the clause, the constraint and the versions that made it', async () => {
    for (const order of orders) {
      const { reasons } = orderLine(order)
      expect(reasons.length).toBeGreaterThanOrEqual(2)
      if (order.clause === 'C3' && order.organisation.standing === 'department') {
        expect(reasons[1]).toContain('advised to consider')
      }
    }
    const row = await getPlan(db.read, 'everything', planId)
    expect([row.registerVersion, row.directiveVersion, row.catalogueVersion].every(Boolean)).toBe(true)
  })

  it('weighs every order by factors that add up: for a survey, to twice its weight', () => {
    for (const { weightMillis, facts, action } of orders) {
      const sum = facts.factors.reduce((millis, factor) => millis + factor.millis, 0)
      if (action === 'survey') expect(Math.abs(sum - 2 * weightMillis)).toBeLessThanOrEqual(facts.deviceIds.length)
      else expect(sum).toBe(weightMillis)
    }
  })

  it('keeps the ids of its legs when it is made again', async () => {
    const again = await makePlan(depsOf(db), { startOn: addDays(startOn, 7), budgets: [] })
    const legs = (await allOrders(db, again.planId)).map((order) => order.legId)
    expect(legs.sort()).toEqual(orders.map((order) => order.legId).sort())
  })
})

describe('the same inventory', () => {
  it('gives the same problem, plan and orders on both dialects, byte for byte', async () => {
    const results = []
    for (const dialect of DIALECTS) {
      const { db, close } = await openTestDatabase(dialect)
      const deps = depsOf(db)
      await demoEstate(deps)
      const { planId, summary } = await makePlan(deps, { startOn, budgets: [] })
      const row = await getPlan(db.read, 'everything', planId)
      const lines = (await allOrders(db, planId)).map((order) => JSON.stringify(orderLine(order)))
      results.push({ problem: row.problemHash, plan: row.planHash, summary: JSON.stringify(summary), lines })
      await close()
    }
    expect(results[0]).toEqual(results[1])
  })
})

eachDialect('make-plan', (open) => {
  const UPGRADED = `organisation,standing,sector,site,sensitivity,device,kind,manufacturer,scheduled_upgrade,upgrade_funded,upgrade_manufacturer
Harbour Authority,department,central-government,PAST,sensitive,1,camera,Hikvision,2024-01-01,yes,Axis
Harbour Authority,department,central-government,TOCOME,sensitive,2,camera,Hikvision,2027-06-01,yes,Axis
`
  it('clears nothing by an upgrade whose day has passed: the kit is still there, and the question open again', async () => {
    const deps = depsOf(await open())
    await importText(deps, 'upgraded.csv', UPGRADED)
    const { sites } = await loadEstate(deps.db.read, 'everything')
    const decision = { choice: 'with-upgrade', reason: 'It is near.', approvedBy: 'A. Prover' } as const
    await decideSites(deps, operator, { ...decision, sites })
    const { planId, summary } = await makePlan(deps, { startOn, budgets: [] })
    expect(summary.left).toMatchObject([{ siteCode: 'TOCOME', because: 'with-upgrade', untilOn: '2027-06-01' }])
    expect(summary.warnings.map(({ code }) => code)).toContain('upgrade-slipped')
    expect(summary.tiers.find(({ tier }) => tier === 3)?.clearOn).toBe('2027-06-01')
    const orders = await allOrders(deps.db, planId)
    expect(orders.filter(({ action }) => action === 'replace')).toMatchObject([
      { state: 'proposed', site: { code: 'PAST' } },
    ])
    expect(orders.flatMap((order) => orderLine(order).reasons).join(' ')).toContain('Decide again.')
  })
  it('says how many orders wait for the funded upgrade of their site, since nothing could be there before it', async () => {
    const deps = depsOf(await open())
    const near = ['A', 'B'].map(
      (site) => `Ducks,voluntary,council,${site},extended,1,camera,Hikvision,2026-12-20,yes,Axis`,
    )
    await importText(deps, 'near.csv', [UPGRADED.split('\n')[0], ...near, ''].join('\n'))
    const { summary } = await makePlan(deps, { startOn, budgets: [] })
    expect(summary.waiting).toEqual({ orders: 2, sites: 2, lastOn: '2026-12-20' })
    expect(sayOutstanding(summary)).toContain(
      '2 orders wait for the funded upgrade of 2 sites, the last on 20 December 2026: no money and no crew is planned for them.',
    )
  })
  it('makes one plan a job, also when the job is run again after it was saved', async () => {
    const deps = depsOf(await open())
    const run = () => makePlanWith(reference)(deps, { startOn, budgets: [] }, { ...jobContext, jobId: 'job_1' })
    expect(await run()).toEqual(await run())
    expect(await deps.db.read.$count(deps.db.read.t.plans)).toBe(1)
  })
  it('warns of a start in weeks gone by', async () => {
    const deps = depsOf(await open())
    const codes = async (from: string) =>
      (await makePlan(deps, { startOn: day(from), budgets: [] })).summary.warnings.map(({ code }) => code)
    expect(await codes('2026-11-16')).toEqual([])
    expect(await codes('2026-11-09')).toEqual(['start-past'])
  })
  it('plans an empty estate: nothing to do, no error', async () => {
    const deps = depsOf(await open())
    const { summary } = await makePlan(deps, { startOn, budgets: [] })
    expect(summary).toMatchObject({ tiers: [], money: [], unplaced: [] })
  })
  it('refuses a start that is not a Monday, and names the Mondays beside it', async () => {
    const deps = depsOf(await open())
    await expect(makePlan(deps, { startOn: day('2026-11-25'), budgets: [] })).rejects.toMatchObject({
      code: 'start-not-monday',
      hint: expect.stringContaining('2026-11-23'),
    })
  })
})

it('equipment that is not there never becomes an order, flagged and at a sensitive site as it is', async () => {
  const { db, close } = await openTestDatabase('sqlite')
  const deps = depsOf(db)
  const gone = ['removed', 'Decommissioned', 'desired', 'wish list', 'void', 'cancelled']
  const rows = [...gone, 'in use'].map((status) => `Dept,department,S1,sensitive,${status},Hikvision,core,${status}`)
  const header = 'organisation,standing,site,sensitivity,device,manufacturer,network,status'
  expect((await importText(deps, 'list.csv', [header, ...rows].join('\n'))).findings.flagged).toBe(7)
  await makePlan(deps, { startOn, budgets: [] })
  const { devices, legDevices } = db.read.t
  const planned = await db.read
    .selectDistinct({ label: devices.label })
    .from(legDevices)
    .innerJoin(devices, eq(devices.id, legDevices.deviceId))
  expect(planned).toEqual([{ label: 'in use' }])
  await close()
})
