import { Type } from 'typebox'
import { expectedVersion, setEtag } from '../../http/etag.ts'
import type { Routes } from '../../http/plugin.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import { day, dayOf } from '../../shared/day.ts'
import { carryOut } from '../completion/carry-out.ts'
import { showOutcomes } from '../completion/show-outcomes.ts'
import { OrderParams, OrderReply } from '../schema.ts'
import { approveRemovals } from './approve-removals.ts'
import { judgeOrder, type JudgingReference } from './judge-order.ts'
import { judgeReport } from './judge-report.ts'
import { linkOrder } from './link-order.ts'
import { recordDisposal } from './record-disposal.ts'
import { orderLineNow } from '../targets/list-late.ts'
import * as schema from './schema.ts'

const tags = ['acceptance']
const judges = { roles: ['programme', 'approver'] as const }

/** `shipped`: the register as it ships, and what devices weigh. */
export function acceptanceRoutesWith(shipped: JudgingReference): Routes {
  return async (app, deps) => {
    const { db, clock } = deps
    const referenceNow = async () => {
      return { ...shipped, register: await currentRegister(db.read, shipped.register, dayOf(clock.now())) }
    }

    app.post(
      '/orders/:ref/judgement',
      {
        config: judges,
        schema: {
          tags,
          summary: 'Accept work that others did, reject it, or close it as it is; If-Match names the version',
          params: OrderParams,
          body: schema.JudgeBody,
          response: { 200: schema.JudgedReply },
        },
      },
      async (request, reply) => {
        const { params, body, caller } = request
        const judging = { ...body, ref: params.ref, version: expectedVersion(request) }
        const { order, followUp } = await judgeOrder(deps, await referenceNow(), { caller, judging })
        setEtag(reply, order.version)
        return { order: await orderLineNow(db.read, order, clock.now()), followUp }
      },
    )

    app.post(
      '/visit-reports/:id/judgement',
      {
        config: judges,
        schema: {
          tags,
          summary: 'Accept or refuse a report that came late; accepted, devices that are done with leave the order',
          params: schema.ReportParams,
          body: schema.ReportBody,
          response: { 200: schema.JudgedReportReply },
        },
      },
      async ({ params, body, caller }) =>
        judgeReport(deps, await referenceNow(), { caller, judging: { ...body, id: params.id } }),
    )

    app.post(
      '/orders/:ref/own-work',
      {
        config: { roles: ['estate', 'programme'] },
        schema: {
          tags,
          summary: 'Report work of the own team: a cancelled purchase, a disconnection, an assessment',
          params: OrderParams,
          body: schema.CarryOutBody,
          response: { 200: OrderReply },
        },
      },
      async (request, reply) => {
        const { params, body, caller } = request
        const outcomes = body.outcomes.map(schema.ownOutcomeOf)
        const carrying = { ref: params.ref, version: expectedVersion(request), outcomes }
        const { register } = await referenceNow()
        const order = await carryOut(deps, register, { caller, carrying })
        setEtag(reply, order.version)
        return orderLineNow(db.read, order, clock.now())
      },
    )

    app.post(
      '/orders/:ref/linked-orders',
      {
        config: { roles: ['programme'] },
        schema: {
          tags,
          summary: 'A snag, a fault within the warranty or kit that appeared again, of work that was accepted',
          params: OrderParams,
          body: schema.LinkBody,
          response: { 201: OrderReply },
        },
      },
      async ({ params, body, caller }, reply) => {
        const order = await linkOrder(deps, await referenceNow(), { caller, linking: { ...body, ref: params.ref } })
        return reply.code(201).send(await orderLineNow(db.read, order, clock.now()))
      },
    )

    app.post(
      '/orders/:ref/removal-approvals',
      {
        config: { roles: ['approver'] },
        schema: {
          tags,
          summary: 'Approve, before the work, that devices are removed and nothing is put in their place',
          params: OrderParams,
          body: schema.RemovalsBody,
          response: { 204: Type.Null() },
        },
      },
      async ({ params, body, caller }, reply) => {
        await approveRemovals(deps, caller, { ...body, ref: params.ref })
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/orders/:ref/disposals',
      {
        config: { roles: ['estate', 'programme'] },
        schema: {
          tags,
          summary: 'Record when removed devices were disposed of, and how',
          params: OrderParams,
          body: schema.DisposalBody,
          response: { 204: Type.Null() },
        },
      },
      async ({ params, body: { deviceIds, disposedOn, note = null }, caller }, reply) => {
        await recordDisposal(deps, caller, { ref: params.ref, deviceIds, disposedOn: day(disposedOn), note })
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/orders/:ref/outcomes',
      {
        config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
        schema: {
          tags,
          summary: 'What was told of the devices of an order; the look is put on record',
          params: OrderParams,
          response: { 200: schema.OutcomesReply },
        },
      },
      async ({ params, caller }, reply) => {
        const { order, outcomes } = await showOutcomes(deps, caller, { ref: params.ref, ...(await referenceNow()) })
        setEtag(reply, order.version)
        return { items: outcomes.map(schema.outcomeReply) }
      },
    )
  }
}
