import { LINES_TIMEOUT_MS, sendPieces } from '../../http/lines.ts'
import type { Routes } from '../../http/plugin.ts'
import { openWorkbook } from './open-workbook.ts'
import * as schema from './schema.ts'
import { XLSX_TYPE } from './xlsx/write-workbook.ts'

export const workbookRoutes: Routes = async (app, { marking, ...deps }) => {
  app.get(
    '/plans/:id/workbook',
    {
      config: { roles: ['programme', 'finance', 'approver', 'auditor'] },
      handlerTimeout: LINES_TIMEOUT_MS,
      schema: {
        tags: ['exports'],
        summary: 'A plan as a workbook for finance, or one sheet of it as CSV, without sites; it is put on record',
        params: schema.WorkbookParams,
        querystring: schema.WorkbookQuery,
        response: { 200: schema.WorkbookFile },
      },
    },
    async ({ params: { id }, query: { sheet }, caller }, reply) => {
      const onCount = (rows: number) => void reply.header('x-row-count', rows)
      const pieces = await openWorkbook(deps, caller, { planId: id, named: false, sheet, marking, onCount })
      return sendPieces(reply, pieces, {
        type: sheet === undefined ? XLSX_TYPE : 'text/csv; charset=utf-8',
        name: sheet === undefined ? 'lenscap-plan.xlsx' : `lenscap-${sheet}.csv`,
      })
    },
  )
}
