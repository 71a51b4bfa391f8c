import { awaitsSecond } from '../../access/requests/routes.ts'
import { RequestReply } from '../../access/requests/schema.ts'
import type { Routes } from '../../http/plugin.ts'
import { day, dayOf } from '../../shared/day.ts'
import type { Register } from '../register.ts'
import { currentRegister } from './current-register.ts'
import { stateOn } from './determination.ts'
import { determine, findMaker } from './determine.ts'
import { findEntry, listEntries } from './manufacturers.ts'
import * as schema from './schema.ts'
import { listDeterminations } from './store.ts'

const readers = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }
const tags = ['register']

export function registerRoutesWith(shipped: Register): Routes {
  return async (app, deps) => {
    const { db, clock } = deps
    const today = () => dayOf(clock.now())

    app.get(
      '/register/manufacturers',
      {
        config: readers,
        schema: {
          tags,
          summary: 'The manufacturers of the register: what it suggests of each, and what was determined',
          response: { 200: schema.ManufacturersReply },
        },
      },
      async () => {
        const { version } = await currentRegister(db.read, shipped, today())
        const entries = listEntries(shipped, await listDeterminations(db.read), today())
        return { registerVersion: version, items: entries.map(schema.entryLineReply) }
      },
    )

    app.get(
      '/register/manufacturers/:id',
      {
        config: readers,
        schema: {
          tags,
          summary: 'One manufacturer: names, listings, statement, owners, model prefixes, MAC blocks, determinations',
          params: schema.ManufacturerParams,
          response: { 200: schema.ManufacturerReply },
        },
      },
      async ({ params }) => {
        const { id } = findMaker(shipped, params.id)
        const entry = findEntry(shipped, await listDeterminations(db.read), { id, today: today() })
        return schema.entryReply(entry!)
      },
    )

    app.get(
      '/determinations',
      {
        config: readers,
        schema: {
          tags,
          summary: 'What was determined of manufacturers, oldest first; a lapsed one is to be decided again',
          response: { 200: schema.DeterminationsReply },
        },
      },
      async () => ({
        items: stateOn(today(), await listDeterminations(db.read)).map(schema.determinationReply),
      }),
    )

    app.post(
      '/determinations',
      {
        config: { roles: ['approver'] },
        schema: {
          tags,
          summary: 'Record what was determined of a manufacturer. Not in scope waits for a second person: 202',
          body: schema.DeterminationBody,
          response: { 201: schema.DeterminationReply, 202: RequestReply },
        },
      },
      async ({ body, caller }, reply) => {
        const { ground = 'national-security', decidedOn, reviewOn, ...rest } = body
        const determining = {
          ...rest,
          ground,
          reviewOn: day(reviewOn),
          ...(decidedOn !== undefined && { decidedOn: day(decidedOn) }),
        }
        const done = await determine(deps, shipped, { caller, determining })
        if ('request' in done) return reply.send(awaitsSecond(reply, done.request))
        return reply.code(201).send(schema.determinationReply(done.determination))
      },
    )
  }
}
