import { awaitsSecond } from '../access/requests/routes.ts'
import { RequestReply } from '../access/requests/schema.ts'
import { acceptLists, listBody, ListFile, sendList } from '../estate/lists/routes.ts'
import { findSites } from '../estate/load-estate.ts'
import type { Site } from '../estate/site.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { chooseSites } from './decisions/choose-sites.ts'
import { DECISION_COLUMNS, DECISION_EXAMPLE } from './decisions/decision-list.ts'
import { giveDecisions, lookAtDecisions, takeDecisions } from './decisions/lists.ts'
import type { Tier } from './decision-table.ts'
import { decideSites } from './decide-sites.ts'
import { sitesById } from './name-sites.ts'
import * as schema from './schema.ts'

export const directiveRoutes: Routes = async (app, deps) => {
  const { db } = deps
  const tags = ['site-decisions']
  acceptLists(app)

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
      const { standing, siteIds, where, reviewOn, ...rest } = body
      if ([standing, siteIds, where].filter((one) => one !== undefined).length !== 1) throw whichSites()
      const named = async (): Promise<Site[]> =>
        where
          ? chooseSites(db.read, caller.scope, { ...where, tier: where.tier as Tier | undefined })
          : sitesById(await findSites(db.read, caller.scope, siteIds!), siteIds!)
      const sites = standing ? ('standing' as const) : await named()
      const given = { ...rest, sites, reviewOn: reviewOn === undefined ? undefined : day(reviewOn) }
      const decided = await decideSites(deps, caller, given)
      if ('request' in decided) return reply.send(awaitsSecond(reply, decided.request))
      return reply.code(201).send(schema.decidedReply(decided.decisions))
    },
  )

  app.get(
    '/site-decisions',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
      schema: {
        tags,
        summary: 'The decisions for your sites, and the standing ones, oldest first, with how each stands today',
        querystring: schema.DecisionsQuery,
        response: { 200: schema.DecisionsReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const { state } = request.query
      const part = { after: page.after ?? null, limit: page.rows, state }
      const found = await lookAtDecisions(deps, request.caller, part)
      return page.answer(reply, found.map(schema.decisionReply), ({ id }) => id)
    },
  )

  app.get(
    '/site-decisions/list',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
      schema: {
        tags,
        operationId: 'giveSiteDecisions',
        summary: 'All decisions with how each stands, as CSV; the look is put on record',
        response: { 200: ListFile },
      },
    },
    async ({ caller }, reply) => {
      const rows = await giveDecisions(deps, caller)
      return sendList(reply, { columns: DECISION_COLUMNS, rows, name: 'site-decisions', marking: deps.marking })
    },
  )

  app.post(
    '/site-decisions/list',
    {
      config: { roles: ['approver'] },
      schema: {
        tags,
        operationId: 'takeSiteDecisions',
        summary:
          'Record a list of decisions, a row a site, all or none. With one not to replace it waits for a second person: 202',
        body: listBody(DECISION_COLUMNS, [DECISION_EXAMPLE]),
        response: { 201: schema.DecidedReply, 202: RequestReply },
      },
    },
    async ({ body, caller }, reply) => {
      const decided = await takeDecisions(deps, caller, { bytes: body as Buffer, name: 'site-decisions.csv' })
      if ('request' in decided) return reply.send(awaitsSecond(reply, decided.request))
      return reply.code(201).send(schema.decidedReply(decided.decisions))
    },
  )
}

function whichSites(): Failure {
  const message = 'A decision is either standing, or for the sites named, or for those that fit.'
  return new Failure('which-sites', message, 'Give one of standing, siteIds and where.')
}
