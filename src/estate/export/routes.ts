import { awaitsSecond } from '../../access/requests/routes.ts'
import { RequestReply } from '../../access/requests/schema.ts'
import { LINES_TIMEOUT_MS, sendLines } from '../../http/lines.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { askToExport, exportEstate, openExport } from './export.ts'
import * as schema from './schema.ts'
import { listExports } from './store.ts'

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

export const exportRoutes: Routes = async (app, { marking, ...deps }) => {
  const { db } = deps
  const config = { roles: exportEstate.askers }
  const tags = ['exports']

  app.get(
    '/exports',
    {
      config,
      schema: {
        tags,
        summary: 'Exports of the estate that were approved for you, newest first',
        querystring: schema.ExportsQuery,
        response: { 200: schema.ExportsReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const found = await listExports(db.read, request.caller.principalId, page)
      return page.answer(reply, found.map(schema.exportReply), ({ id }) => id)
    },
  )

  app.post(
    '/exports',
    {
      config,
      schema: {
        tags,
        summary: 'Ask for sites and devices with their findings as one file; it waits for a second person',
        body: schema.ExportBody,
        response: { 202: RequestReply },
      },
    },
    async ({ body: { format = 'csv', ...body }, caller }, reply) =>
      awaitsSecond(reply, await askToExport(deps, caller, { ...body, format })),
  )

  app.post(
    '/exports/:id/download',
    {
      config,
      handlerTimeout: LINES_TIMEOUT_MS,
      schema: {
        tags,
        summary: 'Fetch what was approved for you, once and within a day; it is put on record',
        params: schema.ExportParams,
        response: { 200: schema.EstateFile },
      },
    },
    async ({ params: { id }, caller }, reply) => {
      const onCount = (rows: number) => void reply.header('x-row-count', rows)
      const { format, lines } = await openExport(deps, caller, { id, marking, onCount })
      return sendLines(reply, lines, { type: TYPES[format], name: `lenscap-estate.${format}` })
    },
  )
}
