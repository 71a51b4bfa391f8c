import { recordRead } from '../../access/audit/record-read.ts'
import { awaitsSecond } from '../../access/requests/routes.ts'
import { RequestReply } from '../../access/requests/schema.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { day, dayOf } from '../../shared/day.ts'
import { askToExcept } from './except.ts'
import { endException } from './end-exception.ts'
import * as schema from './schema.ts'
import { listExceptions } from './store.ts'

export const exceptionRoutes: Routes = async (app, deps) => {
  const { db, clock } = deps
  const tags = ['order-targets']

  const config = { roles: ['approver'] as const }
  const body = schema.ExceptionBody

  app.post(
    '/orders/:ref/exceptions',
    {
      config,
      schema: {
        tags,
        summary: 'Ask for an order to be excepted from its target until a day; a second approver agrees',
        params: schema.OrderParams,
        body,
        response: { 202: RequestReply },
      },
    },
    async ({ params: { ref }, body: { untilOn, reason }, caller }, reply) =>
      awaitsSecond(reply, await askToExcept(deps, caller, { what: { ref }, untilOn: day(untilOn), reason })),
  )

  app.post(
    '/sites/:id/exceptions',
    {
      config,
      schema: {
        tags,
        summary: 'The same for all orders of a site, those to come included',
        params: schema.SiteParams,
        body,
        response: { 202: RequestReply },
      },
    },
    async ({ params: { id: siteId }, body: { untilOn, reason }, caller }, reply) =>
      awaitsSecond(reply, await askToExcept(deps, caller, { what: { siteId }, untilOn: day(untilOn), reason })),
  )

  app.post(
    '/order-exceptions/:id/end',
    {
      config,
      schema: {
        tags,
        operationId: 'endException',
        summary: 'End an exception before its day: the target counts again',
        params: schema.EndParams,
        body: schema.EndBody,
        response: { 200: schema.ExceptionReply },
      },
    },
    async ({ params: { id }, body: { reason }, caller }) =>
      schema.exceptionReply(await endException(deps, caller, { id, reason }), dayOf(clock.now())),
  )

  app.get(
    '/order-exceptions',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
      schema: {
        tags,
        summary: 'What was excepted from its target, by whom and until when, the newest first',
        querystring: schema.ExceptionsQuery,
        response: { 200: schema.ExceptionsReply },
      },
    },
    async (request, reply) => {
      const { caller } = request
      const page = pageOf<string>(request, db.read.sealer)
      const found = await listExceptions(db.read, caller.scope, { before: page.after, limit: page.rows })
      const shown = page.answer(reply, found, ({ id }) => id)
      const detail = { rows: shown.items.length }
      await recordRead(deps, caller, { act: 'exceptions.listed', subjectKind: 'exception', detail })
      const today = dayOf(clock.now())
      return { ...shown, items: shown.items.map((one) => schema.exceptionReply(one, today)) }
    },
  )
}
