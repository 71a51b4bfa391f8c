import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { mappingReply, MappingsQuery, MappingsReply } from './schema.ts'
import { listMappings } from './store.ts'

export const mappingRoutes: Routes = async (app, { db }) => {
  app.get(
    '/mappings',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
      schema: {
        tags: ['estate'],
        summary: 'Saved mappings of your organisations, oldest first: which column of their files is which field',
        querystring: MappingsQuery,
        response: { 200: MappingsReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const { caller, query } = request
      const part = { after: page.after ?? null, limit: page.rows, organisationId: query.organisationId }
      const found = await listMappings(db.read, caller.scope, part)
      return page.answer(reply, found.map(mappingReply), ({ id }) => id)
    },
  )
}
