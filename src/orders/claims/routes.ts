import { Type } from 'typebox'
import { recordRead } from '../../access/audit/record-read.ts'
import { expectedVersion, setEtag } from '../../http/etag.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import type { Register } from '../../register/register.ts'
import { dayOf } from '../../shared/day.ts'
import type { BankHolidays } from '../../planning/crews/bank-holidays.ts'
import { OrderParams, OrderReply, TransitionsReply, transitionsReply } from '../schema.ts'
import { situationOf } from '../situation.ts'
import { moversOf } from '../states/movers.ts'
import { possibleTransitions } from '../states/possible.ts'
import { getWorkOrder } from '../move-by-hand.ts'
import { orderLineNow } from '../targets/list-late.ts'
import { acceptOffer, declineOffer, offerOrder, releaseClaim, renewClaim, withdrawOffer } from './moves.ts'
import { listOpen } from './open/list-open.ts'
import type { ClaimRules } from './rules.ts'
import * as schema from './schema.ts'
import { listMine, showClaimed, showToCompany } from './mine/show-to-company.ts'
import { whatCompanyMay } from './mine/what-company-may.ts'
import { claimOrders } from './take/claim-orders.ts'
import { waitForWork } from './take/wait-for-work.ts'

/** What companies do with orders, and what managers do with offers. */
export function claimRoutesWith(shipped: {
  readonly claims: ClaimRules
  readonly bankHolidays: BankHolidays
  readonly register: Register
}): Routes {
  return async (app, given) => {
    const deps = { ...given, rules: shipped.claims, holidays: shipped.bankHolidays }
    const { db, clock } = deps
    const tags = ['claims']
    const config = { roles: ['contractor'] as const }
    const closing = new AbortController()
    app.addHook('preClose', async () => closing.abort())

    app.post(
      '/orders/claims',
      {
        config,
        schema: {
          tags,
          summary: 'Claim the highest-ranked orders that your company may do now',
          body: schema.ClaimBody,
          response: { 200: schema.ClaimReply },
        },
      },
      async ({ body: { filter = {}, waitMs = 0, ...asked }, caller }) => {
        const refs = await claimOrders(deps, caller, { ...asked, filter })
        const orders = (await showClaimed(deps, caller, refs)).map(schema.companyOrderReply)
        if (orders.length > 0) return { orders, claimable: false, capped: null }
        return { orders, ...(await waitForWork(deps, caller, { filter, waitMs, over: closing.signal })) }
      },
    )

    app.get(
      '/orders/open',
      {
        config,
        schema: {
          tags,
          summary: 'Open work that your company may do, as far as it is shown before a claim',
          querystring: schema.OpenQuery,
          response: { 200: schema.OpenReply },
        },
      },
      async (request, reply) => {
        const { caller, query } = request
        const page = pageOf<string>(request, db.read.sealer)
        const { region, action, vetting, valueBand, month } = query
        const filter = { region, action, vetting, valueBand, month }
        const found = await listOpen(deps, caller, { filter, after: page.after ?? '', limit: page.rows })
        return page.answer(reply, found.map(schema.openReply), ({ ref }) => ref)
      },
    )

    app.get(
      '/orders/mine',
      {
        config,
        schema: {
          tags,
          summary: 'Orders that your company has or is offered',
          querystring: schema.MineQuery,
          response: { 200: schema.MineReply },
        },
      },
      async (request, reply) => {
        const page = pageOf<string>(request, db.read.sealer)
        const found = await listMine(deps, request.caller, { after: page.after ?? null, limit: page.rows })
        return page.answer(reply, found.map(schema.companyOrderReply), ({ ref }) => ref)
      },
    )

    app.get(
      '/orders/:ref',
      {
        config: { roles: ['programme', 'approver', 'estate', 'auditor', 'contractor'] },
        schema: {
          tags: ['orders'],
          summary: 'An order as it stands, as far as you may see it; the look is put on record',
          params: OrderParams,
          response: { 200: schema.AnyOrderReply },
        },
      },
      async ({ params: { ref }, caller }, reply) => {
        if (caller.roles.includes('contractor')) {
          return schema.companyOrderReply(await showToCompany(deps, caller, ref))
        }
        const order = await getWorkOrder(db.read, caller, ref)
        await recordRead(deps, caller, { act: 'order.opened', subjectKind: 'order', subjectId: order.id })
        setEtag(reply, order.version)
        return orderLineNow(db.read, order, clock.now())
      },
    )

    app.get(
      '/orders/:ref/transitions',
      {
        config: { roles: ['programme', 'approver', 'estate', 'auditor', 'contractor'] },
        schema: {
          tags: ['orders'],
          summary: 'What you may do with an order now, and why the rest is not possible',
          params: OrderParams,
          response: { 200: TransitionsReply },
        },
      },
      async ({ params: { ref }, caller }, reply) => {
        if (caller.roles.includes('contractor')) {
          const { order, possible } = await whatCompanyMay(deps, caller, ref)
          return transitionsReply(order, possible)
        }
        const order = await getWorkOrder(db.read, caller, ref)
        const now = clock.now()
        const register = await currentRegister(db.read, shipped.register, dayOf(now))
        const situation = await situationOf(db.read, order, { caller, now, register })
        // Of staff only: how often an order was changed is nothing to its company.
        setEtag(reply, order.version)
        return transitionsReply(order, possibleTransitions(order, moversOf(caller, order), situation))
      },
    )

    app.post(
      '/orders/:ref/renew',
      {
        config,
        schema: {
          tags,
          summary: 'Let the lease of your claim run from now',
          params: OrderParams,
          body: schema.RenewBody,
          response: { 200: schema.CompanyOrderReply },
        },
      },
      async ({ params: { ref }, body, caller }) => {
        await renewClaim(deps, caller, { ref, ...body })
        return schema.companyOrderReply(await showToCompany(deps, caller, ref))
      },
    )

    app.post(
      '/orders/:ref/release',
      {
        config,
        schema: {
          tags,
          summary: 'Give a claim back, with the reason',
          params: OrderParams,
          body: schema.ReleaseBody,
          response: { 204: Type.Null() },
        },
      },
      async ({ params: { ref }, body, caller }, reply) => {
        await releaseClaim(deps, caller, { ref, ...body })
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/orders/:ref/offer/accept',
      {
        config,
        schema: {
          tags,
          summary: 'Take an order that your company is offered',
          params: OrderParams,
          response: { 200: schema.CompanyOrderReply },
        },
      },
      async ({ params: { ref }, caller }) => {
        await acceptOffer(deps, caller, { ref })
        return schema.companyOrderReply(await showToCompany(deps, caller, ref))
      },
    )

    app.post(
      '/orders/:ref/offer/decline',
      {
        config,
        schema: {
          tags,
          summary: 'Decline an offer, with the reason',
          params: OrderParams,
          body: schema.DeclineBody,
          response: { 204: Type.Null() },
        },
      },
      async ({ params: { ref }, body, caller }, reply) => {
        await declineOffer(deps, caller, { ref, ...body })
        return reply.code(204).send(null)
      },
    )

    const managers = { roles: ['programme'] as const }
    app.post(
      '/orders/:ref/offer',
      {
        config: managers,
        schema: {
          tags: ['offers'],
          summary: 'Offer an order to one company; If-Match names the version',
          params: OrderParams,
          body: schema.OfferBody,
          response: { 200: OrderReply },
        },
      },
      async (request, reply) => {
        const { params, body, caller } = request
        const { ref } = await offerOrder(deps, caller, { ...params, ...body, version: expectedVersion(request) })
        const order = await getWorkOrder(db.read, caller, ref)
        setEtag(reply, order.version)
        return orderLineNow(db.read, order, clock.now())
      },
    )

    app.post(
      '/orders/:ref/offer/withdraw',
      {
        config: managers,
        schema: {
          tags: ['offers'],
          summary: 'Withdraw an offer; If-Match names the version',
          params: OrderParams,
          response: { 200: OrderReply },
        },
      },
      async (request, reply) => {
        const { params, caller } = request
        const { ref } = await withdrawOffer(deps, caller, { ...params, version: expectedVersion(request) })
        const order = await getWorkOrder(db.read, caller, ref)
        setEtag(reply, order.version)
        return orderLineNow(db.read, order, clock.now())
      },
    )
  }
}
