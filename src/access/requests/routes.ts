import type { FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { ROLES } from '../caller.ts'
import { approveRequest, refuseRequest, viewerOf } from './decide-request.ts'
import { unknownRequest, type TwoPersonAct, type TwoPersonRequest } from './request.ts'
import * as schema from './schema.ts'
import { findRequest, listRequests } from './store.ts'

/** Answers an act that now waits for a second person: 202, and where to look. The reply schema is `{ 202: RequestReply }`. */
export function awaitsSecond(reply: FastifyReply, request: TwoPersonRequest): Static<typeof schema.RequestReply> {
  void reply.code(202).header('location', `/api/v1/requests/${request.id}`)
  return schema.requestReply(request)
}

/** `acts`: all that can be asked for. */
export function requestRoutesWith(acts: readonly TwoPersonAct[]): Routes {
  return async (app, deps) => {
    const { db } = deps
    const tags = ['requests']
    const config = { roles: ROLES }
    const params = schema.RequestParams

    app.get(
      '/requests',
      {
        config,
        schema: {
          tags,
          summary: 'Acts that need two people: those you asked for and those you may decide, newest first',
          querystring: schema.RequestsQuery,
          response: { 200: schema.RequestsReply },
        },
      },
      async (request, reply) => {
        const page = pageOf<string>(request, db.read.sealer)
        const found = await listRequests(db.read, viewerOf(deps, acts, request.caller), page)
        return page.answer(reply, found.map(schema.requestReply), ({ id }) => id)
      },
    )

    app.get(
      '/requests/:id',
      { config, schema: { tags, summary: 'One request', params, response: { 200: schema.RequestReply } } },
      async ({ params: { id }, caller }) => {
        const found = await findRequest(db.read, viewerOf(deps, acts, caller), id)
        if (!found) throw unknownRequest(id)
        return schema.requestReply(found)
      },
    )

    app.post(
      '/requests/:id/approve',
      {
        config,
        schema: {
          tags,
          summary: 'Approve what a colleague asked for: it is carried out at once',
          params,
          body: schema.DecisionOnRequestBody,
          response: { 200: schema.ApprovedReply },
        },
      },
      async ({ params: { id }, body: { reason }, caller, log }) => {
        const { request, result } = await approveRequest(deps, acts, { caller, id, reason })
        const { act, requestedBy, decidedBy } = request
        if (acts.find(({ name }) => name === act)?.alert) {
          log.warn({ alert: act, request: id, requestedBy, decidedBy }, 'an act to watch was approved')
        }
        return { request: schema.requestReply(request), result: result ?? null }
      },
    )

    app.post(
      '/requests/:id/refuse',
      {
        config,
        schema: {
          tags,
          summary: 'Refuse what a colleague asked for',
          params,
          body: schema.DecisionOnRequestBody,
          response: { 200: schema.RequestReply },
        },
      },
      async ({ params: { id }, body: { reason }, caller }) =>
        schema.requestReply(await refuseRequest(deps, acts, { caller, id, reason })),
    )
  }
}
