import { recordRead } from '../access/audit/record-read.ts'
import { setEtag } from '../http/etag.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { accepted } from '../jobs/routes.ts'
import { JobReply } from '../jobs/schema.ts'
import { day, type FinancialYear } from '../shared/day.ts'
import { getPlan } from './get-plan.ts'
import type { PlanInput } from './problem-now.ts'
import * as schema from './schema.ts'
import { listPlans } from './store.ts'

export const planningRoutes: Routes = async (app, deps) => {
  const { db, jobs } = deps
  const tags = ['plans']
  const readers = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }
  const payers = { roles: [...readers.roles, 'finance'] as const }

  app.post(
    '/plans',
    {
      config: { roles: ['programme'] },
      schema: { tags, summary: 'Make a plan', body: schema.PlanBody, response: { 202: JobReply } },
    },
    async ({ body, caller }, reply) => {
      const input: PlanInput = {
        ...(body.startOn !== undefined && { startOn: day(body.startOn) }),
        ...(body.weeks !== undefined && { weeks: body.weeks }),
        ...(body.countIndicative !== undefined && { countIndicative: body.countIndicative }),
        budgets: (body.budgets ?? []).map((budget) => {
          return { ...budget, financialYear: budget.financialYear as FinancialYear }
        }),
      }
      return accepted(reply, await jobs.submit(caller, 'plan', input))
    },
  )

  app.get(
    '/plans',
    {
      config: payers,
      schema: {
        tags,
        summary: 'Plans, oldest first',
        querystring: schema.PlansQuery,
        response: { 200: schema.PlansReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const rows = await listPlans(db.read, request.caller.scope, { after: page.after ?? null, limit: page.rows })
      return page.answer(reply, rows.map(schema.planReply), (plan) => plan.id)
    },
  )

  app.get(
    '/plans/:id',
    {
      config: readers,
      schema: {
        tags,
        summary: 'A plan and its measures, and what it leaves where; the look is put on record',
        params: schema.PlanParams,
        response: { 200: schema.PlanReply },
      },
    },
    async ({ params, caller }, reply) => {
      const plan = await getPlan(db.read, caller.scope, params.id)
      await recordRead(deps, caller, { act: 'plan.opened', subjectKind: 'plan', subjectId: plan.id })
      setEtag(reply, plan.version)
      return schema.planReply(plan)
    },
  )

  app.get(
    '/plans/:id/money',
    {
      config: payers,
      schema: {
        tags,
        summary: 'What a plan asks of each fund in each year',
        params: schema.PlanParams,
        response: { 200: schema.PlanMoneyReply },
      },
    },
    async ({ params, caller }) => schema.planMoneyReply(await getPlan(db.read, caller.scope, params.id)),
  )
}
