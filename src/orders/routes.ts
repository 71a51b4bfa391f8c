import { recordRead } from '../access/audit/record-read.ts'
import { expectedVersion, setEtag } from '../http/etag.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { getWorkOrder, moveByHand } from './move-by-hand.ts'
import * as schema from './schema.ts'
import { listEvents, listWorkOrders } from './store.ts'
import type { CompanyTimes } from './visits/clock/company-clock.ts'
import { orderLineNow, orderLines } from './targets/list-late.ts'

export const orderRoutesWith =
  (times: CompanyTimes): Routes =>
  async (app, deps) => {
    const { db, clock } = deps
    const tags = ['orders']
    const readers = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }

    app.get(
      '/orders',
      {
        config: readers,
        schema: {
          tags,
          summary: 'Orders that were taken over from a plan, by rank',
          querystring: schema.OrdersQuery,
          response: { 200: schema.OrdersReply },
        },
      },
      async (request, reply) => {
        const { caller, query } = request
        const page = pageOf<{ rank: number; id: string }>(request, db.read.sealer)
        const filter = { state: query.state, siteId: query.site, companyId: query.company }
        const part = { after: page.after ?? null, limit: page.rows }
        const found = await listWorkOrders(db.read, caller.scope, filter, part)
        const shown = page.answer(reply, found, ({ rank, id }) => ({ rank, id }))
        const detail = { query, rows: shown.items.length }
        await recordRead(deps, caller, { act: 'orders.listed', subjectKind: 'order', detail })
        return { ...shown, items: await orderLines(db.read, shown.items, clock.now()) }
      },
    )

    // GET /orders/:ref and its transitions are in claims/routes.ts: a company sees less of an order than staff do.

    app.get(
      '/orders/:ref/events',
      {
        config: readers,
        schema: {
          tags,
          summary: 'Everything that happened to an order, oldest first',
          params: schema.OrderParams,
          response: { 200: schema.EventsReply },
        },
      },
      async ({ params, caller }) => {
        const order = await getWorkOrder(db.read, caller, params.ref)
        await recordRead(deps, caller, { act: 'order.events', subjectKind: 'order', subjectId: order.id })
        const events = await listEvents(db.read, order.id)
        return {
          items: events.map(({ fromState: from, toState: to, at, ...event }) => {
            return { ...event, from, to, at: at.toISOString() }
          }),
        }
      },
    )

    app.post(
      '/orders/:ref/transitions',
      {
        config: { roles: ['programme'] },
        schema: {
          tags,
          summary:
            'Hold an order, let it go on, cancel it, take it from a company or let that go again; If-Match names the version',
          params: schema.OrderParams,
          body: schema.MoveBody,
          response: { 200: schema.OrderReply },
        },
      },
      async (request, reply) => {
        const { params, body, caller } = request
        const moving = { ...body, ref: params.ref, version: expectedVersion(request) }
        const order = await moveByHand({ ...deps, ...times }, caller, moving)
        setEtag(reply, order.version)
        return orderLineNow(db.read, order, clock.now())
      },
    )
  }
