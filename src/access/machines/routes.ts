import { Type } from 'typebox'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { day } from '../../shared/day.ts'
import { ROLES } from '../caller.ts'
import { issueToken, withdrawTokenById } from '../issue-token.ts'
import { HolderReply, holderReply } from '../people/schema.ts'
import { listTokens } from '../tokens.ts'
import { issueMachineToken, listMachines, makeMachine } from './make-machine.ts'
import * as schema from './schema.ts'

const expiry = ({ expiresOn }: { expiresOn?: string }) => (expiresOn === undefined ? {} : { expiresOn: day(expiresOn) })

export const machineRoutes: Routes = async (app, deps) => {
  const { db } = deps
  const admins = { roles: ['admin'] as const }
  const tags = ['machines']

  app.get(
    '/machines',
    {
      config: { roles: ['admin', 'auditor'] },
      schema: {
        tags,
        summary: 'Programs that may call, oldest first',
        querystring: schema.MachinesQuery,
        response: { 200: schema.MachinesReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      return page.answer(reply, (await listMachines(db.read, page)).map(holderReply), ({ id }) => id)
    },
  )

  app.post(
    '/machines',
    {
      config: admins,
      schema: {
        tags,
        summary: 'Make a machine, which has no role until two administrators grant one',
        body: schema.MachineBody,
        response: { 201: HolderReply },
      },
    },
    async ({ body, caller }, reply) => reply.code(201).send(holderReply(await makeMachine(deps, caller, body))),
  )

  app.post(
    '/machines/:id/tokens',
    {
      config: admins,
      schema: {
        tags,
        summary: 'Make a token for a machine that has no role yet; later it makes its own',
        params: schema.MachineParams,
        body: schema.TokenBody,
        response: { 201: schema.IssuedReply },
      },
    },
    async ({ params: { id }, body, caller }, reply) => {
      const issued = await issueMachineToken(deps, caller, { id, ...expiry(body) })
      return reply.code(201).send(schema.issuedReply(issued))
    },
  )
}

/** Everyone's own. */
export const tokenRoutes: Routes = async (app, deps) => {
  const config = { roles: ROLES }
  const tags = ['tokens']

  app.get(
    '/tokens',
    {
      config,
      schema: {
        tags,
        summary: 'Your tokens, oldest first',
        querystring: schema.TokensQuery,
        response: { 200: schema.TokensReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, deps.db.read.sealer)
      const found = await listTokens(deps.db.read, request.caller.principalId, page)
      return page.answer(reply, found.map(schema.tokenReply), ({ id }) => id)
    },
  )

  app.post(
    '/tokens',
    {
      config,
      schema: {
        tags,
        summary: 'Make a token of your own',
        body: schema.TokenBody,
        response: { 201: schema.IssuedReply },
      },
    },
    async ({ body, caller }, reply) => {
      const issued = await issueToken(deps, caller, { principalId: caller.principalId, ...expiry(body) })
      return reply.code(201).send(schema.issuedReply(issued))
    },
  )

  app.delete(
    '/tokens/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke one of your tokens, or as an administrator anyone’s',
        params: schema.MachineParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id }, caller }, reply) => {
      await withdrawTokenById(deps, caller, id)
      return reply.code(204).send(null)
    },
  )
}
