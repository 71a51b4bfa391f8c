import { expectedVersion, setEtag } from '../../http/etag.ts'
import type { Routes } from '../../http/plugin.ts'
import { dayOf } from '../../shared/day.ts'
import type { Columns } from '../lists/fields.ts'
import { acceptLists, listBody, ListFile, sendList } from '../lists/routes.ts'
import { FACT_LIST_NAMES, FACT_LISTS, type FactListName } from './fact-lists.ts'
import { changeFacts, giveFactList, openSiteFacts, takeFactList } from './record-facts.ts'
import * as schema from './schema.ts'

const tags = ['site facts']
const readers = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }
const writers = { roles: ['programme', 'estate'] as const }

const PATHS: Readonly<Record<FactListName, string>> = {
  facts: '/site-facts',
  closures: '/site-closures',
  consents: '/site-consents',
}
const HOLDS: Readonly<Record<FactListName, string>> = {
  facts: 'What visitors must keep to, and when sites are left: a row a site',
  closures: 'When sites are closed: a row a closure',
  consents: 'The consents that work at sites needs: a row a consent',
}
const TAKES: Readonly<Record<FactListName, string>> = {
  facts: 'a blank cell leaves the fact as it is',
  closures: 'all closures of every site that it names',
  consents: 'all consents of every site that it names',
}

export const siteFactRoutes: Routes = async (app, { marking, ...deps }) => {
  acceptLists(app)

  app.get(
    '/sites/:id/facts',
    {
      config: readers,
      schema: {
        tags,
        operationId: 'openSiteFacts',
        summary: 'What moves a plan at a site and binds its visitors; the look is put on record',
        params: schema.FactsParams,
        response: { 200: schema.FactsReply },
      },
    },
    async ({ params, caller }, reply) => {
      const found = await openSiteFacts(deps, caller, params.id)
      setEtag(reply, found.version)
      return schema.factsReply(found, dayOf(deps.clock.now()))
    },
  )

  app.patch(
    '/sites/:id/facts',
    {
      config: writers,
      schema: {
        tags,
        operationId: 'changeSiteFacts',
        summary: 'Record facts of a site; If-Match names the version that was read. Earlier ones stay on record',
        params: schema.FactsParams,
        body: schema.FactsBody,
        response: { 200: schema.FactsReply },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const edit = { id: params.id, version: expectedVersion(request), change: schema.factsChange(body) }
      const found = await changeFacts(deps, caller, edit)
      setEtag(reply, found.version)
      return schema.factsReply(found, dayOf(deps.clock.now()))
    },
  )

  for (const list of FACT_LIST_NAMES) {
    const { columns, example } = FACT_LISTS[list] as unknown as { columns: Columns; example: Record<string, unknown> }

    app.get(
      PATHS[list],
      {
        config: readers,
        schema: { tags, summary: `${HOLDS[list]}; CSV, the look put on record`, response: { 200: ListFile } },
      },
      async ({ caller }, reply) => {
        const rows = await giveFactList(deps, caller, list)
        return sendList(reply, { columns, rows, name: PATHS[list].slice(1), marking })
      },
    )

    app.put(
      PATHS[list],
      {
        config: writers,
        schema: {
          tags,
          summary: `Record a list whole or not at all: ${TAKES[list]}`,
          body: listBody(columns, [example]),
          response: { 200: schema.TakenReply },
        },
      },
      async ({ body, caller }) =>
        takeFactList(deps, caller, { list, bytes: body as Buffer, name: `${PATHS[list].slice(1)}.csv` }),
    )
  }
}
