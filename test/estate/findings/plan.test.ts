import { expect, it } from 'vitest'
import { jobHandlersWith } from '../../../src/features.ts'
import { overrideDevices } from '../../../src/estate/findings/overrides/override-devices.ts'
import type { ReEvaluateInput, ReEvaluation } from '../../../src/estate/findings/re-evaluate.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import type { JobHandler } from '../../../src/jobs/job.ts'
import type { MadePlan } from '../../../src/planning/make-plan.ts'
import type { PlanInput } from '../../../src/planning/problem-now.ts'
import { listPlanOrders } from '../../../src/orders/planned/list-orders.ts'
import { reasonsOf } from '../../../src/orders/planned/order.ts'
import { determine } from '../../../src/register/determinations/determine.ts'
import { day } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { countingIds, fakeClock } from '../../support/clock.ts'
import { jobContext, operator, reference } from '../../support/estate.ts'
import { csv, importer } from '../../support/make.ts'

eachDialect('a plan', (open) => {
  it('goes by what people decided, for as long as they said, and says what was determined', async () => {
    const db = await open()
    const clock = fakeClock()
    const deps = { db, clock, ids: countingIds() }
    await importer(
      db,
      deps.ids,
    )(csv('organisation,site,sensitivity,device,manufacturer', 'Ducks,POND,sensitive,D1,Hikvision'))
    const handlers = jobHandlersWith(reference, '/nowhere') as Readonly<Record<string, unknown>>
    const makePlan = handlers['plan'] as JobHandler<PlanInput, MadePlan>
    let warned: string[] = []
    const ordersNow = async () => {
      const context = { ...jobContext, jobId: deps.ids.next('job') }
      const { planId, summary } = await makePlan(deps, { budgets: [] }, context)
      warned = summary.warnings.map(({ code }) => code)
      return listPlanOrders(db.read, 'everything', planId)
    }
    const { devices } = await loadEstate(db.read, 'everything')
    expect((await ordersNow()).map(({ action }) => action)).toEqual(['survey', 'replace'])
    await overrideDevices(deps, operator, {
      ...{ devices: [devices[0]!.id], choice: 'clear', reason: 'r', evidence: 'e', untilOn: day('2026-12-01') },
    })
    expect(await ordersNow()).toEqual([])
    clock.set('2026-12-01T09:00:00.000Z')
    const words = { ground: 'national-security', basis: 'b', decidedBy: 'd', reviewOn: day('2027-11-01') } as const
    const determining = { manufacturerId: 'hikvision', determined: 'in-scope', ...words } as const
    const [, before] = await ordersNow()
    expect(reasonsOf(before!).join(' ')).toContain('Determination not yet confirmed.')
    await determine(deps, reference.register, { caller: operator, determining })
    expect(warned).not.toContain('findings-stale')
    const [, after] = await ordersNow()
    expect(warned).toContain('findings-stale')
    expect(reasonsOf(after!).join(' ')).not.toContain('not yet confirmed')
    const reEvaluate = handlers['re-evaluate'] as JobHandler<ReEvaluateInput, ReEvaluation>
    await reEvaluate(deps, { dryRun: false }, { ...jobContext, jobId: deps.ids.next('job') })
    await ordersNow()
    expect(warned).not.toContain('findings-stale')
  })
})
