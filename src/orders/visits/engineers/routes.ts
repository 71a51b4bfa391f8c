import { expectedVersion, setEtag } from '../../../http/etag.ts'
import type { Routes } from '../../../http/plugin.ts'
import { day } from '../../../shared/day.ts'
import type { CompanyTimes } from '../clock/company-clock.ts'
import { approveEngineer } from './approve-engineer.ts'
import { listRequests } from './list-requests.ts'
import { changeEngineer, listOwnEngineers, recordEngineer } from './record-engineer.ts'
import * as schema from './schema.ts'

const tags = ['engineers']
const company = { roles: ['contractor'] as const }
const siteSide = { roles: ['programme', 'estate'] as const }

export const engineerRoutesWith =
  (times: CompanyTimes): Routes =>
  async (app, deps) => {
    app.get(
      '/engineers',
      {
        config: company,
        schema: { tags, summary: 'The engineers whom your company sends', response: { 200: schema.EngineersReply } },
      },
      async ({ caller }) => {
        const items = await listOwnEngineers(deps.db.read, caller)
        return { items: items.map(schema.engineerReply) }
      },
    )

    app.post(
      '/engineers',
      {
        config: company,
        schema: {
          tags,
          summary: 'Record an engineer of your company, or of a subcontractor of it',
          body: schema.NewEngineerBody,
          response: { 201: schema.EngineerReply },
        },
      },
      async ({ body, caller }, reply) => {
        const engineer = await recordEngineer(deps, caller, schema.factsOf(body))
        setEtag(reply, engineer.version)
        return reply.code(201).send(schema.engineerReply(engineer))
      },
    )

    app.patch(
      '/engineers/:id',
      {
        config: company,
        schema: {
          tags,
          summary: 'Record an engineer anew; If-Match names the version that was read. Sites approve them anew',
          params: schema.EngineerParams,
          body: schema.EngineerBody,
          response: { 200: schema.EngineerReply },
        },
      },
      async (request, reply) => {
        const { params, body, caller } = request
        const change = schema.changeOf(body)
        const edit = { id: params.id, version: expectedVersion(request), change }
        const engineer = await changeEngineer(deps, caller, edit)
        setEtag(reply, engineer.version)
        return schema.engineerReply(engineer)
      },
    )

    app.get(
      '/engineer-requests',
      {
        config: siteSide,
        schema: {
          tags,
          summary: 'Engineers whom visits to come name, the soonest first; the look is put on record',
          response: { 200: schema.RequestsReply },
        },
      },
      async ({ caller }) => {
        const found = await listRequests(deps, caller)
        return { items: found.map((one) => ({ ...one, engineer: schema.engineerReply(one.engineer) })) }
      },
    )

    app.post(
      '/sites/:id/engineer-approvals',
      {
        config: siteSide,
        schema: {
          tags,
          summary: 'Say whether an engineer whom a visit names may come to the site, and until when',
          params: schema.EngineerParams,
          body: schema.ApprovalBody,
          response: { 200: schema.ApprovedReply },
        },
      },
      async ({ params, body, caller }) => {
        const { untilOn, reason = null, ...approval } = body
        const until = untilOn === undefined ? null : day(untilOn)
        const given = { ...approval, siteId: params.id, untilOn: until, reason }
        return approveEngineer({ ...deps, ...times }, caller, given)
      },
    )
  }
