import { awaitsSecond } from '../access/requests/routes.ts'
import { RequestReply } from '../access/requests/schema.ts'
import type { Routes } from '../http/plugin.ts'
import { loadEstate } from '../estate/load-estate.ts'
import { day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { decideSites } from './decide-sites.ts'
import { sitesById } from './name-sites.ts'
import { DecisionBody, decisionReply, DecisionsReply } from './schema.ts'
import { listDecisions } from './store.ts'

export const directiveRoutes: Routes = async (app, { db, clock, ids }) => {
  const tags = ['site-decisions']

  app.post(
    '/site-decisions',
    {
      config: { roles: ['approver'] },
      schema: {
        tags,
        summary: 'Record what was decided for sites under C3 or C4. Not to replace waits for a second person: 202',
        body: DecisionBody,
        response: { 201: DecisionsReply, 202: RequestReply },
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
      const sites = siteIds ? sitesById((await loadEstate(db.read, caller.scope)).sites, siteIds) : 'standing'
      const decision = { ...rest, sites, ...(reviewOn !== undefined && { reviewOn: day(reviewOn) }) } as const
      const decided = await decideSites({ db, clock, ids }, caller, decision)
      if ('request' in decided) return reply.send(awaitsSecond(reply, decided.request))
      return reply.code(201).send({ items: decided.decisions.map(decisionReply) })
    },
  )

  app.get(
    '/site-decisions',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
      schema: {
        tags,
        summary: 'The decisions for your sites, and the standing ones, oldest first',
        response: { 200: DecisionsReply },
      },
    },
    async ({ caller }) => ({ items: (await listDecisions(db.read, caller.scope)).map(decisionReply) }),
  )
}
