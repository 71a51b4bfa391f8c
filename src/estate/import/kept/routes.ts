import { LINES_TIMEOUT_MS, sendLines } from '../../../http/lines.ts'
import { pageOf } from '../../../http/paging.ts'
import type { Routes } from '../../../http/plugin.ts'
import { accepted } from '../../../jobs/routes.ts'
import { JobReply } from '../../../jobs/schema.ts'
import type { CommitInput } from '../asked.ts'
import { checkDryRun, listImportsFor, openRowReport } from './look-at-imports.ts'
import * as schema from './schema.ts'

const tags = ['estate']

/** `folder` is where files of imports are kept. */
export function keptImportRoutesIn(folder: string): Routes {
  return async (app, { marking, jobs, ...deps }) => {
    const { db } = deps
    const config = { roles: ['programme', 'estate'] as const }

    app.get(
      '/imports',
      {
        config: { roles: ['programme', 'estate', 'auditor'] },
        schema: {
          tags,
          summary: 'Imports, newest first: who supplied the file, what it covers, and what came of it',
          querystring: schema.ImportsQuery,
          response: { 200: schema.ImportsReply },
        },
      },
      async (request, reply) => {
        const page = pageOf<string>(request, db.read.sealer)
        const found = await listImportsFor(deps, request.caller, page)
        return page.answer(reply, found.map(schema.importReply), ({ id }) => id)
      },
    )

    app.get(
      '/imports/:id/rows',
      {
        config,
        handlerTimeout: LINES_TIMEOUT_MS,
        exposeHeadRoute: false,
        schema: {
          tags,
          summary: 'What came of every row of your import, as CSV; kept for 30 days, and each look put on record',
          params: schema.ImportParams,
          response: { 200: schema.RowsFile },
        },
      },
      async ({ params: { id }, caller }, reply) => {
        const { rows, lines } = await openRowReport(deps, caller, { id, folder, marking })
        void reply.header('x-row-count', rows)
        return sendLines(reply, lines, { type: 'text/csv', name: `${id}.csv` })
      },
    )

    app.post(
      '/imports/:id/commit',
      {
        config,
        schema: {
          tags,
          summary: 'Save a dry run of yours within a day, if it would still do what it showed; else nothing is saved',
          params: schema.ImportParams,
          response: { 202: JobReply },
        },
      },
      async ({ params: { id }, caller }, reply) => {
        await checkDryRun(deps, caller, id)
        const input: CommitInput = { commit: id }
        return accepted(reply, await jobs.submit(caller, 'import', input))
      },
    )
  }
}
