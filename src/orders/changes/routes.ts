import { recordRead } from '../../access/audit/record-read.ts'
import type { Routes } from '../../http/plugin.ts'
import { readChanges } from './read-changes.ts'
import * as schema from './schema.ts'

/** What a screen or a job system takes at once. */
const LIMIT = 100

export const changeRoutes: Routes = async (app, deps) => {
  app.get(
    '/orders/changes',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor', 'contractor'] },
      schema: {
        tags: ['orders'],
        operationId: 'listOrderChanges',
        summary: 'What happened to orders since a position, each change once and in order; a company reads of its own',
        querystring: schema.ChangesQuery,
        response: { 200: schema.ChangesReply },
      },
    },
    async ({ query: { since, limit = LIMIT }, caller }) => {
      const { items, position, more } = await readChanges(deps, caller, { since, limit })
      // Whoever polls in vain learns nothing, and would fill the record with it.
      if (items.length > 0) {
        await recordRead(deps, caller, {
          act: 'order-changes.read',
          subjectKind: 'order',
          detail: { rows: items.length },
        })
      }
      return { items: [...items], position, more }
    },
  )
}
