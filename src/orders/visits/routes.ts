import type { Routes } from '../../http/plugin.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import type { Register } from '../../register/register.ts'
import { dayOf } from '../../shared/day.ts'
import { bookVisit, withdrawVisit } from './book-visit.ts'
import type { CompanyTimes } from './clock/company-clock.ts'
import { getFieldOrder } from './field-order.ts'
import { kitToCompany } from './kit/look-at-kit.ts'
import * as schema from './schema.ts'
import { startVisit } from './start-visit.ts'
import { listVisits } from './store.ts'

const tags = ['visits']
export const FIELD_READERS = { roles: ['contractor', 'programme', 'approver', 'estate', 'auditor'] as const }
const writers = { roles: ['contractor', 'programme'] as const }

export const visitRoutesWith =
  (times: CompanyTimes, shipped: Register): Routes =>
  async (app, deps) => {
    const fieldDeps = { ...deps, ...times }

    app.get(
      '/orders/:ref/visits',
      {
        config: FIELD_READERS,
        schema: {
          tags,
          summary: 'The visits of an order, by day; a company sees those of its own claim',
          params: schema.RefParams,
          response: { 200: schema.VisitsReply },
        },
      },
      async ({ params, caller }) => {
        const order = await getFieldOrder(deps.db.read, caller, params.ref)
        const own = caller.roles.includes('contractor') ? { attempt: order.attempt } : {}
        const visits = await listVisits(deps.db.read, { orderId: order.id, ...own })
        return { items: visits.map(schema.visitReply) }
      },
    )

    app.post(
      '/orders/:ref/visits',
      {
        config: writers,
        schema: {
          tags,
          summary: 'Book a visit with named engineers: requested until the site has approved all of them',
          params: schema.RefParams,
          body: schema.VisitBody,
          response: { 200: schema.BookedReply },
        },
      },
      async ({ params, body, caller }) => {
        const asked = schema.visitAsked(body)
        const register = await currentRegister(deps.db.read, shipped, dayOf(deps.clock.now()))
        const booked = await bookVisit(fieldDeps, caller, { ref: params.ref, asked, register })
        const { visit, order, warnings, kit } = booked
        const leaseExpiresAt = order.leaseExpiresAt?.toISOString() ?? null
        const said = { leaseExpiresAt, warnings: [...warnings], kit: kitToCompany(kit) }
        return { visit: schema.visitReply(visit), orderState: order.state, ...said }
      },
    )

    app.post(
      '/orders/:ref/visits/:visit/withdraw',
      {
        config: writers,
        schema: {
          tags,
          summary: 'A visit that is to come does not take place',
          params: schema.VisitParams,
          body: schema.AttemptBody,
          response: { 200: schema.VisitReply },
        },
      },
      async ({ params: { ref, visit: id }, body, caller }) =>
        schema.visitReply(await withdrawVisit(fieldDeps, caller, { ref, id, attempt: body.attempt })),
    )

    app.post(
      '/orders/:ref/visits/:visit/arrival',
      {
        config: writers,
        schema: {
          tags,
          summary: 'Engineers have arrived: the start gate and they themselves are looked at, and the work begins',
          params: schema.VisitParams,
          body: schema.ArrivalBody,
          response: { 200: schema.VisitReply },
        },
      },
      async ({ params, body, caller }) => {
        const arrival = { ...params, ...body, arrivedAt: new Date(body.arrivedAt) }
        return schema.visitReply(await startVisit(fieldDeps, caller, arrival))
      },
    )
  }
