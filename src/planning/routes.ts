import { setEtag } from '../http/etag.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { accepted } from '../jobs/routes.ts'
import { JobReply } from '../jobs/schema.ts'
import { day, type FinancialYear } from '../shared/day.ts'
import { getPlan } from './get-plan.ts'
import type { PlanInput } from './make-plan.ts'
import { PlanBody, PlanParams, PlanReply, planReply, PlansQuery, PlansReply } from './schema.ts'
import { listPlans } from './store.ts'

export const planningRoutes: Routes = async (app, { db, jobs }) => {
  const tags = ['plans']
  const readers = { roles: ['programme', 'finance', 'approver', 'estate', 'auditor'] as const }

  app.post(
    '/plans',
    {
      config: { roles: ['programme'] },
      schema: { tags, summary: 'Make a plan', body: PlanBody, response: { 202: JobReply } },
    },
    async ({ body, caller }, reply) => {
      const input: PlanInput = {
        ...(body.startOn !== undefined && { startOn: day(body.startOn) }),
        ...(body.weeks !== undefined && { weeks: body.weeks }),
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
      config: readers,
      schema: { tags, summary: 'Plans, oldest first', querystring: PlansQuery, response: { 200: PlansReply } },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const rows = await listPlans(db.read, { after: page.after ?? null, limit: page.rows })
      return page.answer(reply, rows.map(planReply), (plan) => plan.id)
    },
  )

  app.get(
    '/plans/:id',
    {
      config: readers,
      schema: { tags, summary: 'A plan and its measures', params: PlanParams, response: { 200: PlanReply } },
    },
    async ({ params }, reply) => {
      const plan = await getPlan(db.read, params.id)
      setEtag(reply, plan.version)
      return planReply(plan)
    },
  )
}
