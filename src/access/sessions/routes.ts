import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Routes } from '../../http/plugin.ts'
import { changePassword } from './change-password.ts'
import { readCookie, writeCookie } from './cookie.ts'
import { PasswordBody, SessionReply, sessionReply, SignInBody } from './schema.ts'
import { signIn, signOut, signOutEverywhere } from './sign-in.ts'

export const sessionRoutes: Routes = async (app, deps) => {
  const tags = ['session']
  // Whoever has no role yet, or no longer, sees that, and signs out all the same.
  const config = { roles: 'any-or-none' } as const
  /** The browser forgets what it was shown, too (ASVS 14.3.1). */
  const signedOut = (reply: FastifyReply) =>
    reply
      .code(204)
      .headers({ 'set-cookie': writeCookie(null, deps), 'clear-site-data': '"cache", "storage"' })
      .send(null)

  app.post(
    '/session',
    {
      config: { public: true },
      schema: {
        tags,
        summary: 'Sign in with login, password and code; the session is a cookie',
        body: SignInBody,
        response: { 200: SessionReply },
      },
    },
    async (request, reply) => {
      const before = readCookie(request.headers.cookie, deps)
      const from = { address: request.ip, requestId: request.id, before }
      const { caller, secret, csrfToken } = await signIn(deps, request.body, from)
      void reply.header('set-cookie', writeCookie(secret, deps))
      return sessionReply(caller, csrfToken)
    },
  )

  app.get(
    '/session',
    { config, schema: { tags, summary: 'Who you are, and what you may do', response: { 200: SessionReply } } },
    async ({ caller, session }) => sessionReply(caller, session?.csrfToken ?? null),
  )

  app.delete(
    '/session',
    { config, schema: { tags, summary: 'Sign out of this session', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const secret = readCookie(request.headers.cookie, deps)
      if (request.session && secret !== undefined) await signOut(deps, request.caller, secret)
      return signedOut(reply)
    },
  )

  app.post(
    '/session/end-all',
    {
      config,
      schema: { tags, operationId: 'endAllSessions', summary: 'Sign out everywhere', response: { 204: Type.Null() } },
    },
    async ({ caller }, reply) => {
      await signOutEverywhere(deps, caller)
      return signedOut(reply)
    },
  )

  app.post(
    '/session/password',
    {
      config,
      schema: {
        tags,
        operationId: 'changePassword',
        summary: 'Change your password; every session ends, this one too',
        body: PasswordBody,
        response: { 204: Type.Null() },
      },
    },
    async ({ caller, body, ip: address }, reply) => {
      await changePassword(deps, caller, { ...body, address })
      return signedOut(reply)
    },
  )
}
