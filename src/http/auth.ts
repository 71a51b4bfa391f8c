// Who is calling, and whether the route is for them. Fails closed: a route that names neither roles nor `public` does not
// register, so that nobody can forget to decide.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Caller, Role } from '../access/caller.ts'
import { callerOfToken, noteTokenUse } from '../access/tokens.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Any one of these may call. */
    roles?: readonly Role[]
    /** Anyone may call, without a token. */
    public?: true
  }
  interface FastifyRequest {
    /** Set on every route that is not public. */
    caller: Caller
  }
}

/** Guards every route that is registered after it. */
export function guardRoutes(app: FastifyInstance, { db, clock }: Pick<Deps, 'db' | 'clock'>): void {
  app.decorateRequest('caller')
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.public || (config?.roles?.length ?? 0) > 0) return
    throw new Error(`${String(method)} ${url} declares no roles: say config.roles, or config.public for everyone`)
  })

  const notes = new Set<Promise<void>>()
  app.addHook('onRequest', async (request) => {
    const { roles, public: open } = request.routeOptions.config
    if (open || !roles) return
    const found = await callerOfToken(db.read, bearerOf(request), { now: clock.now(), requestId: request.id })
    request.caller = { ...found.caller, origin: request.ip }
    if (!roles.some((role) => found.caller.roles.includes(role))) throw roleMissing(roles)
    // Not waited for: a read must not queue behind somebody's long write only to note when a token was used.
    const note = noteTokenUse(db, found.token, clock.now()).catch((err: unknown) =>
      request.log.warn({ err }, 'token use'),
    )
    notes.add(note)
    void note.finally(() => notes.delete(note))
  })
  app.addHook('onClose', async () => void (await Promise.all(notes)))
}

function bearerOf(request: FastifyRequest): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (token !== undefined) return token
  throw new Failure(
    'token-needed',
    'This needs a token.',
    'Send the header "Authorization: Bearer TOKEN". The first token was printed at the first start; `lenscap token` makes another.',
  )
}

function roleMissing(roles: readonly Role[]): Failure {
  return new Failure(
    'role-missing',
    `This is for the ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}.`,
    'Ask whoever grants roles, or use the token of a principal who has one.',
  )
}
