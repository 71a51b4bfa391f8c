import { Type } from 'typebox'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { askToBreakGlass } from '../requests/break-glass.ts'
import { awaitsSecond } from '../requests/routes.ts'
import { RequestReply } from '../requests/schema.ts'
import { changeRoles, disablePrincipal } from './grant-roles.ts'
import { acceptInvitation, inviteAgain, invitePerson, openInvitation, unknownPerson } from './invite.ts'
import * as schema from './schema.ts'
import { findPerson, listPeople } from './store.ts'

const admins = { roles: ['admin'] as const }
const readers = { roles: ['admin', 'auditor'] as const }
const tags = ['people']

export const peopleRoutes: Routes = async (app, deps) => {
  const { db } = deps
  const params = schema.PrincipalParams

  app.get(
    '/people',
    {
      config: readers,
      schema: {
        tags,
        summary: 'People, oldest first',
        querystring: schema.PeopleQuery,
        response: { 200: schema.PeopleReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      return page.answer(reply, (await listPeople(db.read, page)).map(schema.personReply), ({ id }) => id)
    },
  )

  app.get(
    '/people/:id',
    { config: readers, schema: { tags, summary: 'One person', params, response: { 200: schema.PersonReply } } },
    async ({ params: { id } }) => {
      const person = await findPerson(db.read, id)
      if (!person) throw unknownPerson(id)
      return schema.personReply(person)
    },
  )

  app.post(
    '/people',
    {
      config: admins,
      schema: {
        tags,
        summary: 'Invite a person, who then has no role until two administrators grant one',
        body: schema.PersonBody,
        response: { 201: schema.InvitedReply },
      },
    },
    async ({ body, caller }, reply) =>
      reply.code(201).send(schema.invitedReply(await invitePerson(deps, caller, body))),
  )

  app.post(
    '/people/:id/invitation',
    {
      config: admins,
      schema: {
        tags,
        operationId: 'invitePersonAgain',
        summary: 'Invite a person again; for one who has joined or has a role it waits for a second administrator: 202',
        params,
        body: schema.ReasonBody,
        response: { 201: schema.InvitedReply, 202: RequestReply },
      },
    },
    async ({ params: { id }, body: { reason }, caller }, reply) => {
      const done = await inviteAgain(deps, caller, { id, reason })
      if ('request' in done) return reply.send(awaitsSecond(reply, done.request))
      return reply.code(201).send(schema.invitedReply(done))
    },
  )
}

/** What holds for people and machines alike. */
export const principalRoutes: Routes = async (app, deps) => {
  const params = schema.PrincipalParams

  app.post(
    '/principals/:id/roles',
    {
      config: admins,
      schema: {
        tags,
        operationId: 'setRoles',
        summary:
          'Set roles and scope. To take away takes effect at once; to give waits for a second administrator: 202',
        params,
        body: schema.GrantBody,
        response: { 200: schema.HolderReply, 202: RequestReply },
      },
    },
    async ({ params: { id }, body, caller }, reply) => {
      const done = await changeRoles(deps, caller, { ...body, principalId: id })
      if ('request' in done) return reply.send(awaitsSecond(reply, done.request))
      return reply.code(200).send(schema.holderReply(done.holder))
    },
  )

  app.post(
    '/principals/:id/disable',
    {
      config: admins,
      schema: { tags, summary: 'Let a person or machine do nothing any more', params, response: { 204: Type.Null() } },
    },
    async ({ params: { id }, caller }, reply) => {
      await disablePrincipal(deps, caller, id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/break-glass',
    {
      config: admins,
      schema: {
        tags,
        operationId: 'askToBreakGlass',
        summary: 'Ask to read the estate for some hours; it waits for a second administrator',
        body: schema.BreakGlassBody,
        response: { 202: RequestReply },
      },
    },
    async ({ body, caller }, reply) => awaitsSecond(reply, await askToBreakGlass(deps, caller, body)),
  )
}

/** For whoever has an invitation: it says who they are. */
export const invitationRoutes: Routes = async (app, deps) => {
  const config = { public: true } as const

  app.post(
    '/invitations/open',
    {
      config,
      schema: {
        tags,
        summary: 'Look into an invitation: whose it is, and the secret for the authenticator app',
        body: schema.OpenBody,
        response: { 200: schema.OpenedReply },
      },
    },
    async ({ body }) => openInvitation(deps, body.invitation),
  )

  app.post(
    '/invitations/accept',
    {
      config,
      schema: {
        tags,
        summary: 'Set password and second factor',
        body: schema.AcceptBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await acceptInvitation(deps, request.body, { address: request.ip, requestId: request.id })
      return reply.code(204).send(null)
    },
  )
}
