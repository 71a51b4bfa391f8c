import type { Routes } from '../../http/plugin.ts'
import type { PlanningReference } from '../problem/build-problem.ts'
import { draftMemorandum, openMemorandum, type Drafted } from './draft-memorandum.ts'
import { sayMemorandum } from './say-memorandum.ts'
import * as schema from './schema.ts'

/** As wide as a page in a fixed type. */
const WIDTH = 120

export function memorandumRoutesWith(reference: PlanningReference): Routes {
  return async (app, { marking, ...deps }) => {
    const tags = ['site-decisions']
    const config = { roles: ['programme', 'approver', 'auditor'] as const }
    const asText = (drafted: Drafted) => `${sayMemorandum(drafted, WIDTH).join('\n')}\n`

    app.get(
      '/memoranda',
      {
        config,
        schema: {
          tags,
          operationId: 'draftMemorandum',
          summary:
            'What an approver reads before deciding for sites: facts, choices, what is unconfirmed; put on record',
          querystring: schema.MemorandaQuery,
          response: { 200: schema.MemorandumFile },
        },
      },
      async ({ query, caller }, reply) => {
        const siteIds = query.site.split(',').filter((id) => id !== '')
        const drafted = await draftMemorandum(deps, caller, { siteIds, reference, marking })
        if (query.as === 'text') return reply.type('text/plain; charset=utf-8').send(asText(drafted))
        return reply.type('application/json; charset=utf-8').send(drafted)
      },
    )

    app.get(
      '/memoranda/:hash',
      {
        config,
        schema: {
          tags,
          operationId: 'openMemorandum',
          summary: 'A memorandum as it was drafted, for whoever may know of all its sites; the look is put on record',
          params: schema.MemorandumParams,
          querystring: schema.MemorandumQuery,
          response: { 200: schema.MemorandumFile },
        },
      },
      async ({ params, query, caller }, reply) => {
        const drafted = await openMemorandum(deps, caller, params.hash)
        if (query.as === 'text') return reply.type('text/plain; charset=utf-8').send(asText(drafted))
        return reply.type('application/json; charset=utf-8').send(drafted)
      },
    )
  }
}
