import { asc, eq, sql } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import type { Database, Stage } from '../../../src/db/database.ts'
import type { Deps } from '../../../src/deps.ts'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import { adoptPlanWith, type Adopted } from '../../../src/orders/adopt/adopt-plan.ts'
import { readKeptWeeks } from '../../../src/orders/adopt/store.ts'
import { TRANSITIONS } from '../../../src/orders/states/transitions.ts'
import { makePlanWith } from '../../../src/planning/make-plan.ts'
import { day } from '../../../src/shared/day.ts'
import type { Action, OrderState } from '../../../src/shared/vocabulary.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, importText, jobContext, operator, reference } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'

const HEADER = 'organisation,standing,site,region,sensitivity,device,manufacturer,model,network'
const POND = 'Ducks,department,POND,Wales,sensitive,D1,Hikvision,DS-2CD2042,isolated'
const LAKE = 'Ducks,department,LAKE,Wales,sensitive,D2,Hikvision,DS-2CD2042,core'
const startOn = day('2026-11-30')
const senior = { ...operator, principalId: 'pri_senior', name: 'Senior' }

eachDialect('adopting a plan', (open) => {
  let db: Database
  let deps: Deps
  const plan = async (): Promise<string> => {
    const make = makePlanWith(reference, readKeptWeeks)
    return (await make(deps, { startOn, budgets: [] }, { ...jobContext, jobId: deps.ids.next('job') })).planId
  }
  const adopt = (planId: string): Promise<Adopted> =>
    adoptPlanWith(reference)(deps, { planId }, { ...jobContext, caller: senior })
  const orders = () => db.read.select().from(db.read.t.orders).orderBy(asc(db.read.t.orders.id))
  const force = async (action: Action, state: OrderState): Promise<void> => {
    await db.write(async (q) => {
      await q.update(q.t.orders).set({ state }).where(eq(q.t.orders.action, action))
    })
  }

  beforeEach(async () => {
    db = await open()
    deps = depsOf(db)
    await importText(deps, 'ducks.csv', csv(HEADER, POND, LAKE))
    const approvedBy = 'Senior responsible owner'
    await decideSites(deps, operator, { sites: 'standing', choice: 'replace-now', reason: 'Risk.', approvedBy })
  })

  it('makes an order of each leg, in one step, each with a reference of its own', async () => {
    const adopted = await adopt(await plan())
    expect(adopted).toMatchObject({ adoptedNow: true, made: 3, renewed: 0, kept: 0, fellAway: 0 })
    const made = await orders()
    expect(new Set(made.map(({ ref }) => ref)).size).toBe(3)
    for (const { ref } of made) expect(ref).toMatch(/^WO-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  })

  it('leaves what costs money proposed until its cost is approved, and lets what costs nothing be claimed', async () => {
    const adopted = await adopt(await plan())
    const found = (await orders()).map(({ action, state, shutGates }) => [action, state, shutGates.length])
    expect(found.sort()).toEqual([
      ['disconnect', 'ready', 0],
      ['replace', 'proposed', 1],
      ['replace', 'proposed', 1],
    ])
    expect(adopted.gates).toEqual([{ gate: 'approval', orders: 2 }])
    expect(adopted.states).toEqual([
      { state: 'proposed', orders: 2 },
      { state: 'ready', orders: 1 },
    ])
  })

  it('changes nothing when it is done again', async () => {
    const planId = await plan()
    await adopt(planId)
    const before = await orders()
    expect(await adopt(planId)).toMatchObject({ adoptedNow: false, made: 0, states: [{ orders: 2 }, { orders: 1 }] })
    expect(await orders()).toEqual(before)
  })

  it('is for someone other than who made the plan', async () => {
    const own = adoptPlanWith(reference)(deps, { planId: await plan() }, jobContext)
    await expect(own).rejects.toMatchObject({ code: 'second-person-needed' })
  })

  it('is refused when the estate has moved since, and says what moved', async () => {
    const planId = await plan()
    await importText(deps, 'more.csv', csv(HEADER, POND.replace('D1', 'D9')))
    const refused = adopt(planId)
    await expect(refused).rejects.toMatchObject({ code: 'plan-outdated', details: { total: 1 } })
    await expect(refused).rejects.toThrow(/in 1 place\. leg leg_\w+: It was not there when the plan was made\./)
    expect(await orders()).toEqual([])
  })

  it('keeps what a company has, renews what nobody has, and cancels what the new plan has no work for', async () => {
    await adopt(await plan())
    await force('disconnect', 'claimed')
    const held = (await orders()).find(({ state }) => state === 'claimed')!
    // LAKE's camera is found to be another maker's: its replacement falls away. Its disconnect is at work.
    await importText(deps, 'lake.csv', csv(HEADER, LAKE.replace('Hikvision,DS-2CD2042', 'Axis,P3245')))
    const second = await plan()
    expect(await adopt(second)).toMatchObject({ made: 0, renewed: 1, kept: 0, fellAway: 1, beyondPlan: 1 })
    const now = new Map((await orders()).map((order) => [order.id, order]))
    expect(now.get(held.id)).toEqual(held)
    expect([...now.values()].map(({ why }) => typeof why)).toEqual(['object', 'object', 'object'])
    expect([...now.values()].map(({ state }) => state).sort()).toEqual(['cancelled', 'claimed', 'proposed'])
  })

  it('ends an offer of an order that is not ready any more', async () => {
    await adopt(await plan())
    const company = { companyId: 'co_1', offerExpiresAt: deps.clock.now() }
    await db.write((q) =>
      q
        .update(q.t.orders)
        .set({ state: 'offered', ...company })
        .where(eq(q.t.orders.action, 'replace')),
    )
    await importText(deps, 'more.csv', csv(HEADER, POND.replace('D1', 'D9')))
    await adopt(await plan())
    const replaced = (await orders()).filter(({ action, attempt }) => action === 'replace' && attempt === 0)
    expect(new Set(replaced.map(({ state }) => state))).toEqual(new Set(['proposed']))
    expect(replaced.filter(({ companyId, offerExpiresAt }) => companyId !== null || offerExpiresAt !== null)).toEqual(
      [],
    )
    const { from, to, by } = TRANSITIONS['shut-gate']
    const { orderEvents: t } = db.read.t
    const renewed = await db.read.select().from(t).where(eq(t.event, 'plan-renewed'))
    const moved = renewed.filter(({ fromState }) => fromState === 'offered')
    expect(moved.length).toBeGreaterThan(0)
    for (const { toState } of moved)
      expect([from, to, by], 'as the table has it').toEqual([['ready', 'offered'], toState, ['plan', 'clock']])
  })

  it('takes an order as it is when it is written, though somebody moves it meanwhile, now and then or all the time', async () => {
    await adopt(await plan())
    for (const times of [1, 100]) {
      let left = times
      const moving = (): Stage => {
        const stage = db.stage()
        // Between the look and the write: whoever stages has looked.
        const replace: Stage['replace'] = async (table, rows) => {
          if (left-- > 0) await db.write((q) => q.update(q.t.orders).set({ version: sql`${q.t.orders.version} + 1` }))
          await stage.replace(table, rows)
        }
        return { ...stage, replace }
      }
      const planId = await plan()
      const before = await orders()
      const job = { ...jobContext, caller: senior }
      const adopted = await adoptPlanWith(reference)({ ...deps, db: { ...db, stage: moving } }, { planId }, job)
      expect(adopted).toMatchObject({ made: 0, renewed: before.length })
      for (const { version, id } of await orders()) {
        expect(version).toBeGreaterThan(before.find((order) => order.id === id)!.version + 1)
      }
      expect(new Set((await orders()).map(({ planId: of }) => of))).toEqual(new Set([planId]))
    }
  })

  it('makes the plan that was adopted before superseded', async () => {
    const first = await plan()
    await adopt(first)
    await importText(deps, 'more.csv', csv(HEADER, POND.replace('D1', 'D9')))
    const second = await plan()
    await adopt(second)
    const { plans } = db.read.t
    const states = await db.read.select({ id: plans.id, state: plans.state }).from(plans)
    expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [first, 'superseded'],
        [second, 'adopted'],
      ]),
    )
    await expect(adopt(first)).rejects.toMatchObject({ code: 'plan-outdated' })
  })
})
