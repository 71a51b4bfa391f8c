import { Type } from 'typebox'
import { expectedVersion, setEtag } from '../../http/etag.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { getMappingById, removeMapping, renameMapping } from './change-mapping.ts'
import { MappingParams, MappingReply, mappingReply, MappingsQuery, MappingsReply, RenameBody } from './schema.ts'
import { listMappings } from './store.ts'

const readers = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }
/** Whoever imports. */
const savers = { roles: ['programme', 'estate'] as const }
const tags = ['estate']

export const mappingRoutes: Routes = async (app, deps) => {
  const { db } = deps

  app.get(
    '/mappings',
    {
      config: readers,
      schema: {
        tags,
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

  app.get(
    '/mappings/:id',
    {
      config: readers,
      schema: { tags, summary: 'A saved mapping', params: MappingParams, response: { 200: MappingReply } },
    },
    async ({ params: { id }, caller }, reply) => {
      const found = await getMappingById(db.read, caller.scope, id)
      setEtag(reply, found.version)
      return mappingReply(found)
    },
  )

  app.patch(
    '/mappings/:id',
    {
      config: savers,
      schema: {
        tags,
        summary: 'Rename a saved mapping; If-Match names the version that was read',
        params: MappingParams,
        body: RenameBody,
        response: { 200: MappingReply },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const renamed = await renameMapping(deps, caller, { ...params, ...body, version: expectedVersion(request) })
      setEtag(reply, renamed.version)
      return mappingReply(renamed)
    },
  )

  app.delete(
    '/mappings/:id',
    {
      config: savers,
      schema: {
        tags,
        summary: 'Remove a saved mapping; what was imported with it stays as it is',
        params: MappingParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id }, caller }, reply) => {
      await removeMapping(deps, caller, id)
      return reply.code(204).send(null)
    },
  )
}
