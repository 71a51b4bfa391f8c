import { Type } from 'typebox'
import type { Routes } from '../../http/plugin.ts'
import { accepted } from '../../jobs/routes.ts'
import { JobReply } from '../../jobs/schema.ts'
import { getPlan } from '../../planning/get-plan.ts'
import { approveOrders, setDelegatedLimit } from './approve-orders.ts'
import { checkAdopter } from './adopt-plan.ts'
import * as schema from './schema.ts'

export const adoptionRoutes: Routes = async (app, deps) => {
  const { db, jobs } = deps
  const tags = ['adoptions']
  const config = { roles: ['approver'] as const }

  app.post(
    '/plans/:id/adoption',
    {
      config,
      schema: {
        tags,
        summary: 'Adopt a plan that somebody else made: its legs become orders',
        params: schema.AdoptionParams,
        response: { 202: JobReply },
      },
    },
    async ({ params, caller }, reply) => {
      const plan = await getPlan(db.read, caller.scope, params.id)
      checkAdopter(plan, caller.principalId)
      return accepted(reply, await jobs.submit(caller, 'adopt', { planId: plan.id }))
    },
  )

  app.post(
    '/order-approvals',
    {
      config,
      schema: {
        tags,
        summary: 'Approve what orders are estimated to cost: those named, or all that wait for it',
        body: schema.ApprovalBody,
        response: { 200: schema.ApprovedReply },
      },
    },
    async ({ body: { refs, plan: planId, reason }, caller }) => approveOrders(deps, caller, { refs, planId, reason }),
  )

  app.post(
    '/delegated-limits',
    {
      config,
      schema: {
        tags,
        summary: 'Set what one order may cost without approval; it counts for plans adopted from then on',
        body: schema.LimitBody,
        response: { 204: Type.Null() },
      },
    },
    async ({ body: { organisationId = null, pence }, caller }, reply) => {
      await setDelegatedLimit(deps, caller, { organisationId, pence })
      return reply.code(204).send(null)
    },
  )
}
