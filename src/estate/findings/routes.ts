import { awaitsSecond } from '../../access/requests/routes.ts'
import { RequestReply } from '../../access/requests/schema.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { accepted } from '../../jobs/routes.ts'
import { JobReply } from '../../jobs/schema.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import type { Register } from '../../register/register.ts'
import { day, dayOf } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { overrideDevices } from './overrides/override-devices.ts'
import { recordSurvey } from './record-survey.ts'
import * as schema from './schema.ts'
import { listOverrides } from './store.ts'
import { withdrawOverride } from './overrides/withdraw-override.ts'

const tags = ['findings']
const deciders = { roles: ['programme', 'approver'] as const }

export function findingRoutesWith(shipped: Register): Routes {
  return async (app, deps) => {
    const { db, clock, jobs } = deps

    app.post(
      '/overrides',
      {
        config: deciders,
        schema: {
          tags,
          summary: 'Confirm, clear or flag devices by hand. Clearing several waits for a second person: 202',
          body: schema.OverrideBody,
          response: { 201: schema.MadeOverridesReply, 202: RequestReply },
        },
      },
      async ({ body, caller }, reply) => {
        const { deviceIds, where, untilOn, ...rest } = body
        if ((deviceIds === undefined) === (where === undefined)) throw whichDevices()
        const overriding = { ...rest, devices: deviceIds ?? where!, untilOn: day(untilOn) }
        const done = await overrideDevices(deps, caller, overriding)
        if ('request' in done) return reply.send(awaitsSecond(reply, done.request))
        return reply.code(201).send({ items: done.overrides.map(schema.overrideReply) })
      },
    )

    app.get(
      '/overrides',
      {
        config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
        schema: {
          tags,
          summary: 'What people decided on devices, newest first; state=lapsed: what is to be decided again',
          querystring: schema.OverridesQuery,
          response: { 200: schema.OverridesReply },
        },
      },
      async (request, reply) => {
        const page = pageOf<string>(request, db.read.sealer)
        const { deviceId, state } = request.query
        const asked = { filter: { deviceId, state }, today: dayOf(clock.now()), after: page.after, rows: page.rows }
        const found = await listOverrides(db.read, request.caller.scope, asked)
        return page.answer(reply, found.map(schema.overrideReply), ({ id }) => id)
      },
    )

    app.post(
      '/overrides/:id/withdraw',
      {
        config: deciders,
        schema: {
          tags,
          summary: 'Take back what was decided on a device: what recognition says of it counts again',
          params: schema.OverrideParams,
          body: schema.WithdrawBody,
          response: { 200: schema.OverrideReply },
        },
      },
      async ({ params: { id }, body: { reason }, caller }) =>
        schema.overrideReply(await withdrawOverride(deps, caller, { id, reason })),
    )

    app.post(
      '/re-evaluations',
      {
        config: deciders,
        schema: {
          tags,
          summary: 'Recognise every device anew with the register as it counts now; dryRun shows what would change',
          body: schema.ReEvaluationBody,
          response: { 202: JobReply },
        },
      },
      async ({ body: { dryRun = false }, caller }, reply) =>
        accepted(reply, await jobs.submit(caller, 're-evaluate', { dryRun })),
    )

    app.post(
      '/devices/:id/surveys',
      {
        config: { roles: ['programme', 'estate'] },
        schema: {
          tags,
          summary: 'Record what somebody saw who stood before the device; it is recognised anew at once',
          params: schema.SurveyParams,
          body: schema.SurveyBody,
          response: { 201: schema.SurveyedReply },
        },
      },
      async ({ params, body, caller }, reply) => {
        const { note, surveyedOn, surveyedBy, ...seen } = body
        const register = await currentRegister(db.read, shipped, dayOf(clock.now()))
        const survey = { deviceId: params.id, seen, note, surveyedOn: day(surveyedOn), surveyedBy }
        return reply.code(201).send(schema.surveyedReply(await recordSurvey(deps, register, { caller, survey })))
      },
    )
  }
}

function whichDevices(): Failure {
  const message = 'A decision is either for the devices named or for all that fit.'
  return new Failure('which-devices', message, 'Give one of deviceIds and where.')
}
