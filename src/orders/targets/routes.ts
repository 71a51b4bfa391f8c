import { recordRead } from '../../access/audit/record-read.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { day } from '../../shared/day.ts'
import { OrdersReply } from '../schema.ts'
import { SOON_DAYS } from './deadline.ts'
import { countLate, listLate, type Place } from './list-late.ts'
import * as schema from './schema.ts'
import { setTarget } from './set-target.ts'
import { listTargets } from './store.ts'
import { targetsInForce } from './target.ts'

export const targetRoutes: Routes = async (app, deps) => {
  const { db, clock } = deps
  const tags = ['order-targets']
  const readers = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }

  app.post(
    '/order-targets',
    {
      config: { roles: ['approver'] },
      schema: {
        tags,
        summary: 'Set by when the work of a tier is to be done: the department’s own target, which no clause sets',
        body: schema.TargetBody,
        response: { 201: schema.TargetReply },
      },
    },
    async ({ body: { dueOn, ...rest }, caller }, reply) => {
      const setting = { ...rest, dueOn: dueOn === undefined ? undefined : day(dueOn) }
      return reply.code(201).send(schema.targetReply(await setTarget(deps, caller, setting), !rest.none))
    },
  )

  app.get(
    '/order-targets',
    {
      config: readers,
      schema: {
        tags,
        summary: 'The targets that were ever set, oldest first, and which are in force',
        response: { 200: schema.TargetsReply },
      },
    },
    async ({ caller }) => {
      const targets = await listTargets(db.read, caller.scope)
      const inForce = new Set(targetsInForce(targets))
      return { items: targets.map((target) => schema.targetReply(target, inForce.has(target))) }
    },
  )

  app.get(
    '/order-lists',
    {
      config: readers,
      schema: {
        tags,
        operationId: 'countLateOrders',
        summary: 'How many open orders are overdue, unheard of, or due soon',
        querystring: schema.CountsQuery,
        response: { 200: schema.CountsReply },
      },
    },
    async ({ query: { days = SOON_DAYS }, caller }) =>
      countLate(db.read, caller.scope, { now: clock.now(), soonDays: days }),
  )

  app.get(
    '/order-lists/:which',
    {
      config: readers,
      schema: {
        tags,
        operationId: 'listLateOrders',
        summary:
          'Open orders past their week or target, those whose company was not heard of, or those due soon; by rank',
        params: schema.LateParams,
        querystring: schema.LateQuery,
        response: { 200: OrdersReply },
      },
    },
    async (request, reply) => {
      const { caller, params, query } = request
      const page = pageOf<Place>(request, db.read.sealer)
      const at = { now: clock.now(), soonDays: query.days ?? SOON_DAYS }
      const part = { list: params.which, after: page.after ?? null, rows: page.rows }
      const shown = page.answer(reply, await listLate(db.read, caller.scope, { ...at, ...part }), ({ place }) => place)
      const detail = { list: params.which, query, rows: shown.items.length }
      await recordRead(deps, caller, { act: 'orders.listed', subjectKind: 'order', detail })
      return { ...shown, items: shown.items.map(({ line }) => line) }
    },
  )
}
