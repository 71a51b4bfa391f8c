import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { getPlan } from '../planning/get-plan.ts'
import { explainOrder } from './explain-order.ts'
import { orderLine, sayRelief } from './order.ts'
import { OrderParams, OrdersParams, OrdersQuery, OrdersReply, OrderWhyReply } from './schema.ts'
import { listOrders } from './store.ts'

export const orderRoutes: Routes = async (app, { db }) => {
  const tags = ['orders']
  const config = { roles: ['programme', 'finance', 'approver', 'estate', 'auditor'] as const }

  app.get(
    '/plans/:id/orders',
    {
      config,
      schema: {
        tags,
        summary: 'The orders of a plan, by rank: sensitive sites first',
        params: OrdersParams,
        querystring: OrdersQuery,
        response: { 200: OrdersReply },
      },
    },
    async (request, reply) => {
      const { id: planId } = await getPlan(db.read, request.params.id)
      const page = pageOf<number>(request, db.read.sealer)
      const found = await listOrders(db.read, request.caller.scope, { planId, after: page.after ?? 0, rows: page.rows })
      return page.answer(reply, found.map(orderLine), (order) => order.rank)
    },
  )

  app.get(
    '/plans/:id/orders/:leg',
    { config, schema: { tags, summary: 'Why here, why then', params: OrderParams, response: { 200: OrderWhyReply } } },
    async ({ params, caller }) => {
      const explained = await explainOrder({ db }, caller, { planId: params.id, legId: params.leg })
      const { order, plan, devices, explanation } = explained
      const { registerVersion: register, directiveVersion: directive, catalogueVersion: catalogue } = plan
      return {
        order: orderLine(order),
        devices: [...devices],
        costLines: [...order.facts.costLines],
        reliefs: explanation.reliefs.map(sayRelief),
        versions: { register, directive, catalogue, engine: plan.engineVersion },
      }
    },
  )
}
