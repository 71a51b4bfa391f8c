import { recordRead } from '../access/audit/record-read.ts'
import { awaitsSecond } from '../access/requests/routes.ts'
import { RequestReply } from '../access/requests/schema.ts'
import { loadSites } from '../estate/load-estate.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { decideSites } from './decide-sites.ts'
import { sitesById } from './name-sites.ts'
import * as schema from './schema.ts'
import { listDecisions } from './store.ts'

export const directiveRoutes: Routes = async (app, deps) => {
  const { db } = deps
  const tags = ['site-decisions']

  app.post(
    '/site-decisions',
    {
      config: { roles: ['approver'] },
      schema: {
        tags,
        summary: 'Record what was decided for sites under C3 or C4. Not to replace waits for a second person: 202',
        body: schema.DecisionBody,
        response: { 201: schema.DecidedReply, 202: RequestReply },
      },
    },
    async ({ body, caller }, reply) => {
      const { standing, siteIds, reviewOn, ...rest } = body
      if ((standing === undefined) === (siteIds === undefined)) {
        throw new Failure(
          'which-sites',
          'A decision is either standing or for the sites named.',
          'Give one of standing and siteIds.',
        )
      }
      const sites = siteIds ? sitesById(await loadSites(db.read, caller.scope), siteIds) : 'standing'
      const decision = { ...rest, sites, ...(reviewOn !== undefined && { reviewOn: day(reviewOn) }) } as const
      const decided = await decideSites(deps, caller, decision)
      if ('request' in decided) return reply.send(awaitsSecond(reply, decided.request))
      return reply.code(201).send({ items: decided.decisions.map(schema.decisionReply) })
    },
  )

  app.get(
    '/site-decisions',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
      schema: {
        tags,
        summary: 'The decisions for your sites, and the standing ones, oldest first',
        querystring: schema.DecisionsQuery,
        response: { 200: schema.DecisionsReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const { caller, query } = request
      const found = await listDecisions(db.read, caller.scope, { after: page.after ?? null, limit: page.rows })
      const shown = page.answer(reply, found.map(schema.decisionReply), ({ id }) => id)
      const detail = { query, rows: shown.items.length }
      await recordRead(deps, caller, { act: 'site-decisions.listed', subjectKind: 'site-decision', detail })
      return shown
    },
  )
}
