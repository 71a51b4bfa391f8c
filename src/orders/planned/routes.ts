import { recordRead } from '../../access/audit/record-read.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { getPlan } from '../../planning/get-plan.ts'
import { explainOrder, unknownOrder } from './explain-order.ts'
import { orderLine, sayCrew, sayRelief } from './order.ts'
import * as schema from './schema.ts'
import { findCost, listCosts, listOrders } from './store.ts'

export const plannedOrderRoutes: Routes = async (app, deps) => {
  const { db } = deps
  const tags = ['orders']
  const config = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }
  const payers = { roles: [...config.roles, 'finance'] as const }

  app.get(
    '/plans/:id/orders',
    {
      config,
      schema: {
        tags,
        summary: 'The orders of a plan, by rank: sensitive sites first',
        params: schema.OrdersParams,
        querystring: schema.OrdersQuery,
        response: { 200: schema.OrdersReply },
      },
    },
    async (request, reply) => {
      const { id: planId } = await getPlan(db.read, request.caller.scope, request.params.id)
      const page = pageOf<number>(request, db.read.sealer)
      const found = await listOrders(db.read, request.caller.scope, { planId, after: page.after ?? 0, rows: page.rows })
      const shown = page.answer(reply, found.map(orderLine), (order) => order.rank)
      const detail = { rows: shown.items.length }
      await recordRead(deps, request.caller, { act: 'orders.listed', subjectKind: 'plan', subjectId: planId, detail })
      return shown
    },
  )

  app.get(
    '/plans/:id/orders/:leg',
    {
      config,
      schema: {
        tags,
        summary: 'Why here, why then',
        params: schema.OrderParams,
        response: { 200: schema.OrderWhyReply },
      },
    },
    async ({ params, caller }) => {
      const explained = await explainOrder({ db }, caller, { planId: params.id, legId: params.leg })
      const { order, plan, devices, explanation, crews } = explained
      await recordRead(deps, caller, { act: 'order.opened', subjectKind: 'order', subjectId: order.legId })
      const { registerVersion: register, directiveVersion: directive, catalogueVersion: catalogue } = plan
      return {
        order: orderLine(order),
        devices: [...devices],
        costLines: [...order.facts.costLines],
        crews: crews.map(sayCrew),
        reliefs: explanation.reliefs.map((relief) => sayRelief(relief, order.facts.releasedBy)),
        versions: { register, directive, catalogue, engine: plan.engineVersion },
      }
    },
  )

  app.get(
    '/plans/:id/costs',
    {
      config: payers,
      schema: {
        tags,
        summary: 'What each order of a plan costs, without where and why',
        params: schema.OrdersParams,
        querystring: schema.OrdersQuery,
        response: { 200: schema.CostsReply },
      },
    },
    async (request, reply) => {
      const { scope } = request.caller
      const { id: planId } = await getPlan(db.read, scope, request.params.id)
      const page = pageOf<string>(request, db.read.sealer)
      const found = await listCosts(db.read, scope, { planId, after: page.after, rows: page.rows })
      return page.answer(reply, found, ({ leg }) => leg)
    },
  )

  app.get(
    '/plans/:id/costs/:leg',
    {
      config: payers,
      schema: {
        tags,
        summary: 'The cost of one order, line by line',
        params: schema.OrderParams,
        response: { 200: schema.CostWithLinesReply },
      },
    },
    async ({ params, caller: { scope } }) => {
      const { id: planId } = await getPlan(db.read, scope, params.id)
      const found = await findCost(db.read, scope, { planId, legId: params.leg })
      if (!found) throw unknownOrder(params.leg)
      const { cost, costLines, callOff } = found
      return { cost, costLines: [...costLines], callOff: callOff && { ...callOff, unmet: [...callOff.unmet] } }
    },
  )
}
