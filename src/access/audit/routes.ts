import { sendJsonLines, LINES_TIMEOUT_MS } from '../../http/lines.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { exportAudit } from './export-audit.ts'
import { recordRead } from './record-read.ts'
import { EntriesQuery, EntriesReply, entryReply, ExportReply } from './schema.ts'
import { listEntries, type EntryKey } from './store.ts'

/** The audit trail, for those who read and change nothing. */
export const auditRoutes: Routes = async (app, { marking, ...deps }) => {
  const { db } = deps
  const config = { roles: ['auditor'] as const }
  const tags = ['audit']

  app.get(
    '/audit-entries',
    {
      config,
      schema: {
        tags,
        summary: 'Who did what to what, newest first, with what was before and after; the look is put on record',
        querystring: EntriesQuery,
        response: { 200: EntriesReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<EntryKey>(request, db.read.sealer)
      const { caller, query } = request
      const { from, until } = query
      const filter = { ...query, from: from ? new Date(from) : undefined, until: until ? new Date(until) : undefined }
      const entries = await listEntries(db.read, caller.scope, filter, page)
      const shown = page.answer(reply, entries, ({ at, id }) => [at.getTime(), id])
      const detail = { query, rows: shown.items.length }
      await recordRead(deps, caller, { act: 'audit.listed', subjectKind: 'audit', detail })
      return { ...shown, items: shown.items.map((entry) => entryReply(db.read, entry)) }
    },
  )

  app.get(
    '/audit-entries/export',
    {
      config,
      handlerTimeout: LINES_TIMEOUT_MS,
      exposeHeadRoute: false,
      schema: {
        tags,
        operationId: 'exportAuditEntries',
        summary: 'The whole audit trail, one object a line; the export is put on record',
        response: { 200: ExportReply },
      },
    },
    async ({ caller }, reply) => sendJsonLines(reply, exportAudit(deps, caller, marking), 'lenscap-audit.ndjson'),
  )
}
