// Gates that people open and time shuts, between one plan and the next.
import { eq } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import type { Caller } from '../../../src/access/caller.ts'
import type { Database } from '../../../src/db/database.ts'
import type { Deps } from '../../../src/deps.ts'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import { listSites } from '../../../src/estate/store.ts'
import { adoptPlanWith } from '../../../src/orders/adopt/adopt-plan.ts'
import { setDelegatedLimit } from '../../../src/orders/adopt/approve-orders.ts'
import { listLegOrders } from '../../../src/orders/adopt/store.ts'
import { readChanges } from '../../../src/orders/changes/read-changes.ts'
import { offerOrder } from '../../../src/orders/claims/moves.ts'
import { openGates } from '../../../src/orders/gates/open-gates.ts'
import { makePlanWith } from '../../../src/planning/make-plan.ts'
import { day } from '../../../src/shared/day.ts'
import { countingIds, fakeClock } from '../../support/clock.ts'
import { eachDialect } from '../../support/dialects.ts'
import { importText, jobContext, operator, reference } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { insertCompanies } from '../../support/work-orders.ts'

const HEADER = 'organisation,standing,site,region,sensitivity,device,manufacturer,model,network'
const POND = 'Ducks,department,POND,Wales,sensitive,D1,Hikvision,DS-2CD2042,isolated'
const LAKE = 'Ducks,department,LAKE,Wales,sensitive,D2,Hikvision,DS-2CD2042,isolated'
const NOTHING = { opened: 0, shut: 0, renamed: 0 }
const AT = new Date('2026-11-20T09:00:00.000Z')
const by = { recordedAt: AT, recordedBy: 'pri_1' }

eachDialect('the gates of orders', (open) => {
  let db: Database
  let deps: Deps
  let clock: ReturnType<typeof fakeClock>
  const adopt = async () => {
    const job = { ...jobContext, jobId: deps.ids.next('job') }
    const input = { startOn: day('2026-11-30'), budgets: [] }
    const { planId } = await makePlanWith(reference)(deps, input, job)
    await adoptPlanWith(reference)(deps, { planId }, { ...jobContext, caller: { ...operator, principalId: 'pri_2' } })
  }
  const gates = async () =>
    (await listLegOrders(db.read, 'everything')).map(({ state, shutGates }) => [state, ...shutGates])
  const decide = (reviewOn?: string) =>
    decideSites(deps, operator, {
      ...{ sites: 'standing', choice: 'replace-now', reason: 'Risk.', approvedBy: 'Senior' },
      ...(reviewOn !== undefined && { reviewOn: day(reviewOn) }),
    })
  const contract = (version: number, ceilingPence: number) =>
    db.write(async (q) => {
      await q.insert(q.t.contracts).values({
        ...{ id: `ctr_${version}`, contractId: 'ctr_1', version, reference: 'CO-1', referenceKey: 'co-1', rates: [] },
        ...{ framework: 'RM6000', lot: null, organisationIds: [], regions: [], actions: [], ceilingPence },
        ...{
          startsOn: day('2026-01-01'),
          expiresOn: day('2028-12-31'),
          contractorIds: [],
          subcontractorIds: [],
          ...by,
        },
      })
    })
  const purchaseOrder = (version: number, ceilingPence: number) =>
    db.write(async (q) => {
      const names = { number: 'PO-1', numberKey: 'po-1', contractId: 'ctr_1', fundCode: null }
      await q
        .insert(q.t.purchaseOrders)
        .values({ id: `po_${version}`, version, ...names, ceilingPence, raisedOn: day('2026-11-01'), ...by })
    })

  beforeEach(async () => {
    db = await open()
    clock = fakeClock()
    deps = { db, clock, ids: countingIds() }
    await importText(deps, 'ducks.csv', csv(HEADER, POND, LAKE))
    await setDelegatedLimit(deps, operator, { organisationId: null, pence: 100_000_000 })
  })

  it('open with the decision that they wait for, and shut again on its review day', async () => {
    await adopt()
    expect(await gates()).toEqual([
      ['proposed', 'a site-decision under C3'],
      ['proposed', 'a site-decision under C3'],
    ])
    expect(await openGates(deps)).toEqual(NOTHING)
    await decide('2026-12-24')
    expect(await openGates(deps)).toEqual({ ...NOTHING, opened: 2 })
    expect(await gates()).toEqual([['ready'], ['ready']])
    clock.set('2026-12-23T23:59:00.000Z')
    expect(await openGates(deps)).toEqual(NOTHING)
    clock.set('2026-12-24T00:01:00.000Z')
    expect(await openGates(deps)).toEqual({ ...NOTHING, shut: 2 })
    expect(await gates()).toEqual([
      ['proposed', 'a site-decision under C3'],
      ['proposed', 'a site-decision under C3'],
    ])
  })

  it('withdraw an offer with the decision that it rested on: its company is told, and the manager offers anew', async () => {
    await decide('2026-12-24')
    await adopt()
    await insertCompanies(db, ['con_1'], { regions: ['Wales'], actions: ['replace'], vetting: 'dv' })
    const [pond] = await db.read.select().from(db.read.t.orders)
    const offering = { holidays: reference.bankHolidays, rules: reference.claims }
    const offer = async () => {
      const [order] = await db.read.select().from(db.read.t.orders).where(eq(db.read.t.orders.id, pond!.id))
      return offerOrder({ ...deps, ...offering }, operator, {
        ref: order!.ref,
        version: order!.version,
        companyId: 'con_1',
      })
    }
    clock.set('2026-12-23T12:00:00.000Z')
    expect(await offer()).toMatchObject({ state: 'offered', companyId: 'con_1' })
    expect(await openGates(deps)).toEqual(NOTHING)
    clock.set('2026-12-24T00:01:00.000Z')
    expect(await openGates(deps)).toEqual({ ...NOTHING, shut: 2 })
    const [shut] = await db.read.select().from(db.read.t.orders).where(eq(db.read.t.orders.id, pond!.id))
    expect(shut).toMatchObject({ state: 'proposed', companyId: null, offerExpiresAt: null })
    const company: Caller = {
      ...operator,
      principalId: 'pri_con',
      roles: ['contractor'],
      scope: [],
      companyId: 'con_1',
    }
    const { items } = await readChanges(deps, company, { limit: 10 })
    expect(items).toEqual([
      expect.objectContaining({ ref: pond!.ref, change: 'withdrawn', state: null, attempt: null }),
    ])
    await expect(offer()).rejects.toMatchObject({ code: 'not-in-this-state' })
    await decide()
    expect(await openGates(deps)).toEqual({ ...NOTHING, opened: 2 })
    expect(await offer()).toMatchObject({ state: 'offered', companyId: 'con_1' })
  })

  it('shut outside the direction too, where an order stands on its owner’s decision alone', async () => {
    await importText(
      deps,
      'geese.csv',
      csv(HEADER, 'Geese,voluntary,MERE,Wales,other,D3,Hikvision,DS-2CD2042,isolated'),
    )
    const mere = (await listSites(db.read, 'everything')).find(({ code }) => code === 'MERE')!
    const own = { choice: 'replace-now', reason: 'Risk.', approvedBy: 'Senior', reviewOn: day('2026-12-24') } as const
    await decideSites(deps, operator, { sites: [mere], ...own })
    await adopt()
    const mereGates = async () =>
      (await listLegOrders(db.read, 'everything')).filter(({ siteId }) => siteId === mere.id)
    expect(await mereGates()).toMatchObject([{ tier: 7, state: 'ready' }])
    clock.set('2026-12-24T00:01:00.000Z')
    expect(await openGates(deps)).toEqual({ ...NOTHING, shut: 1 })
    expect(await mereGates()).toMatchObject([{ state: 'proposed', shutGates: ['a site-decision of its owner'] }])
    await decideSites(deps, operator, { sites: [mere], ...own, reviewOn: day('2027-12-24') })
    expect(await openGates(deps)).toEqual({ ...NOTHING, opened: 1 })
  })

  it('open with a call-off and its purchase order, as far as its ceiling reaches, and say truly what is lacking', async () => {
    await decide()
    const { organisationId } = (await db.read.select().from(db.read.t.sites))[0]!
    await db.write(async (q) => {
      const use = { id: 'use_1', version: 1, organisationId, usesContracts: true, ...by }
      await q.insert(q.t.contractUses).values(use)
    })
    await adopt()
    const first = await gates()
    expect(first).toEqual(Array(2).fill(['proposed', expect.stringMatching(/^No call-off of Ducks is for replace/)]))
    // Each costs some £2,900 without VAT: there is room for one.
    await contract(1, 400_000)
    expect(await openGates(deps)).toEqual({ ...NOTHING, renamed: 2 })
    expect((await gates()).map(([, gate]) => gate).sort()).toEqual([
      expect.stringMatching(/^Call-off CO-1 has no purchase order/),
      expect.stringMatching(/^Call-off CO-1 runs out/),
    ])
    await purchaseOrder(1, 10_000_000)
    expect(await openGates(deps)).toEqual({ ...NOTHING, opened: 1 })
    const [ready] = (await listLegOrders(db.read, 'everything')).filter(({ state }) => state === 'ready')
    expect(ready).toMatchObject({ callOff: 'CO-1', purchaseOrder: 'PO-1' })
    // The other's room is not what the first has taken already.
    await purchaseOrder(2, 20_000_000)
    expect(await openGates(deps)).toEqual(NOTHING)
    await contract(2, 800_000)
    expect(await openGates(deps)).toEqual({ ...NOTHING, opened: 1 })
    expect(await gates()).toEqual([['ready'], ['ready']])
  })
})
