import { awaitsSecond } from '../../access/requests/routes.ts'
import { RequestReply } from '../../access/requests/schema.ts'
import { LINES_TIMEOUT_MS, sendPieces } from '../../http/lines.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { getPlan } from '../../planning/get-plan.ts'
import { askForNamed, exportNamedPlan, openNamed } from './export-named.ts'
import { openWorkbook } from './open-workbook.ts'
import * as schema from './schema.ts'
import type { SheetKey } from './sheets.ts'
import { listPlanExports } from './store.ts'
import { XLSX_TYPE } from './xlsx/write-workbook.ts'

const tags = ['exports']

export const workbookRoutes: Routes = async (app, { marking, ...deps }) => {
  app.get(
    '/plans/:id/workbook',
    {
      config: { roles: ['programme', 'finance', 'approver', 'auditor'] },
      handlerTimeout: LINES_TIMEOUT_MS,
      schema: {
        tags,
        summary: 'A plan as a workbook for finance, or one sheet of it as CSV, without sites; it is put on record',
        params: schema.WorkbookParams,
        querystring: schema.WorkbookQuery,
        response: { 200: schema.WorkbookFile },
      },
    },
    async ({ params: { id }, query: { sheet }, caller }, reply) => {
      const onCount = (rows: number) => void reply.header('x-row-count', rows)
      const pieces = await openWorkbook(deps, caller, { planId: id, named: null, sheet, marking, onCount })
      return sendPieces(reply, pieces, fileOf(sheet))
    },
  )
}

/** With the sites that the plan names: an offer, as of the estate. */
export const namedPlanRoutes: Routes = async (app, { marking, ...deps }) => {
  const { db } = deps
  const config = { roles: exportNamedPlan.askers }
  const params = schema.WorkbookParams

  app.get(
    '/plans/:id/exports',
    {
      config,
      schema: {
        tags,
        summary: 'Files of a plan with its sites that were approved for you, newest first',
        params,
        querystring: schema.PlanExportsQuery,
        response: { 200: schema.PlanExportsReply },
      },
    },
    async (request, reply) => {
      const { params, caller } = request
      const { id: planId } = await getPlan(db.read, caller.scope, params.id)
      const page = pageOf<string>(request, db.read.sealer)
      const found = await listPlanExports(db.read, { principalId: caller.principalId, planId }, page)
      return page.answer(reply, found.map(schema.planExportReply), ({ id }) => id)
    },
  )

  app.post(
    '/plans/:id/exports',
    {
      config,
      schema: {
        tags,
        summary: 'Ask for a plan with its sites as a workbook, or one sheet as CSV; it waits for a second person',
        params,
        body: schema.PlanExportBody,
        response: { 202: RequestReply },
      },
    },
    async ({ params: { id: planId }, body: { sheet, reason }, caller }, reply) =>
      awaitsSecond(reply, await askForNamed(deps, caller, { planId, sheet, reason })),
  )

  app.post(
    '/plans/:id/exports/:exportId/download',
    {
      config,
      handlerTimeout: LINES_TIMEOUT_MS,
      schema: {
        tags,
        summary: 'Fetch the plan with its sites that was approved for you, once and within a day; it is put on record',
        params: schema.PlanExportParams,
        response: { 200: schema.NamedFile },
      },
    },
    async ({ params: { id: planId, exportId: id }, caller }, reply) => {
      const onCount = (rows: number) => void reply.header('x-row-count', rows)
      const { sheet, pieces } = await openNamed(deps, caller, { planId, id, marking, onCount })
      return sendPieces(reply, pieces, fileOf(sheet))
    },
  )
}

function fileOf(sheet: SheetKey | undefined) {
  if (sheet === undefined) return { type: XLSX_TYPE, name: 'lenscap-plan.xlsx' }
  return { type: 'text/csv; charset=utf-8', name: `lenscap-${sheet}.csv` }
}
