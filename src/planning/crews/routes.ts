import { acceptLists, listBody, ListFile, sendList } from '../../estate/lists/routes.ts'
import { recordList } from '../../estate/lists/record-list.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { CREW_COLUMNS, CREW_EXAMPLE, crewLine } from './crew-list.ts'
import { crewList } from './record-crews.ts'
import * as schema from './schema.ts'
import { listCrews } from './store.ts'

const tags = ['crews']
const readers = { roles: ['programme', 'finance', 'approver', 'auditor'] as const }

export const crewRoutes: Routes = async (app, { marking, ...deps }) => {
  const { db } = deps
  acceptLists(app)

  app.get(
    '/crews',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Crews and network teams that work in your part of the estate, by name',
        querystring: schema.CrewsQuery,
        response: { 200: schema.CrewsReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const crews = await listCrews(db.read, request.caller.scope)
      const from = crews.filter(({ name }) => page.after === undefined || name > page.after).slice(0, page.rows)
      return page.answer(reply, from.map(schema.crewReply), ({ name }) => name)
    },
  )

  app.get(
    '/crews/file',
    {
      config: readers,
      schema: { tags, operationId: 'getCrewFile', summary: 'The crews as CSV', response: { 200: ListFile } },
    },
    async ({ caller }, reply) => {
      const rows = (await listCrews(db.read, caller.scope)).map(crewLine)
      return sendList(reply, { columns: CREW_COLUMNS, rows, name: 'crews', marking })
    },
  )

  app.put(
    '/crews/file',
    {
      config: { roles: ['programme', 'finance'] },
      schema: {
        tags,
        operationId: 'putCrewFile',
        summary: 'Record crews, whole or not at all; one that the list does not name stays as it is',
        body: listBody(CREW_COLUMNS, [CREW_EXAMPLE]),
        response: { 200: schema.RecordedReply },
      },
    },
    async ({ body, caller }) => recordList(deps, caller, { kind: crewList, bytes: body as Buffer, name: 'crews.csv' }),
  )
}
