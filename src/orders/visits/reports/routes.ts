import { recordRead } from '../../../access/audit/record-read.ts'
import { pageOf } from '../../../http/paging.ts'
import type { Routes } from '../../../http/plugin.ts'
import { currentRegister } from '../../../register/determinations/current-register.ts'
import type { Register } from '../../../register/register.ts'
import { dayOf } from '../../../shared/day.ts'
import type { CompanyTimes } from '../clock/company-clock.ts'
import { getFieldOrder } from '../field-order.ts'
import { FIELD_READERS } from '../routes.ts'
import { RefParams } from '../schema.ts'
import * as schema from './schema.ts'
import { listReports, listStanding } from './store.ts'
import { takeReport } from './take-report.ts'

const tags = ['visits']

export const reportRoutesWith =
  (times: CompanyTimes, shipped: Register): Routes =>
  async (app, deps) => {
    const { db, clock } = deps

    app.post(
      '/orders/:ref/visit-reports',
      {
        config: { roles: ['contractor', 'programme', 'estate'] },
        schema: {
          tags,
          summary: 'Report a whole visit; late and twice is well. 202: a person judges it',
          params: RefParams,
          body: schema.ReportBody,
          response: { 200: schema.ReportAnswerReply, 202: schema.ReportAnswerReply },
        },
      },
      async ({ params, body, caller }, reply) => {
        const register = await currentRegister(db.read, shipped, dayOf(clock.now()))
        const given = { ref: params.ref, report: schema.reportOf(body), register }
        const answer = await takeReport({ ...deps, ...times }, caller, given)
        return reply.code(answer.standing === 'applied' ? 200 : 202).send(schema.answerReply(answer))
      },
    )

    app.get(
      '/orders/:ref/visit-reports',
      {
        config: FIELD_READERS,
        schema: {
          tags,
          summary: 'The reports of an order, oldest first; a company sees its own; the look is put on record',
          params: RefParams,
          response: { 200: schema.ReportsReply },
        },
      },
      async ({ params, caller }) => {
        const { id, companyId } = await getFieldOrder(db.read, caller, params.ref)
        const own = caller.roles.includes('contractor') ? companyId : null
        const items = await listReports(db.read, id, own ?? undefined)
        await recordRead(deps, caller, { act: 'visit-reports.opened', subjectKind: 'order', subjectId: id })
        return { items: items.map(schema.reportReply) }
      },
    )

    app.get(
      '/visit-reports',
      {
        config: { roles: ['programme', 'approver', 'auditor'] },
        schema: {
          tags,
          summary: 'Reports that are held for somebody to judge, or in another standing; the oldest first',
          querystring: schema.ReportLinesQuery,
          response: { 200: schema.ReportLinesReply },
        },
      },
      async (request, reply) => {
        const { standing = 'held-for-review' } = request.query
        const page = pageOf<string>(request, db.read.sealer)
        const part = { standing, after: page.after, rows: page.rows }
        const found = await listStanding(db.read, request.caller.scope, part)
        return page.answer(reply, found.map(schema.lineReply), ({ id }) => id)
      },
    )
  }
