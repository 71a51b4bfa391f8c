// Who is calling, and whether the route is for them. Fails closed: a route that names neither roles nor `public` does not
// register, so that nobody can forget to decide.
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Caller, Role } from '../access/caller.ts'
import { readCookie, type CookieRules } from '../access/sessions/cookie.ts'
import { callerOfSession, noteSessionUse, type OpenSession } from '../access/sessions/session.ts'
import { callerOfToken, noteTokenUse } from '../access/tokens.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Any one of these may call; `any-or-none`: whoever is known, for what is about nobody but the caller. */
    roles?: readonly Role[] | 'any-or-none'
    /** Anyone may call, without a token. */
    public?: true
  }
  interface FastifyRequest {
    /** Set on every route that is not public. */
    caller: Caller
    /** Null for callers with a token. */
    session: OpenSession | null
  }
}

type Means = Pick<Deps, 'db' | 'clock'> & CookieRules

/** Guards every route that is registered after it. */
export function guardRoutes(app: FastifyInstance, means: Means): void {
  app.decorateRequest('caller')
  app.decorateRequest('session', null)
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.public || (config?.roles?.length ?? 0) > 0) return
    throw new Error(`${String(method)} ${url} declares no roles: say config.roles, or config.public for everyone`)
  })

  // One at a time for each token or session: while somebody's long write goes on, every request would add another.
  const notes = new Map<string, Promise<void>>()
  app.addHook('onRequest', async (request) => {
    const { roles, public: open } = request.routeOptions.config
    if (open || !roles) return
    const { id, caller, session, noteUse } = await whoCalls(request, means)
    request.caller = { ...caller, origin: request.ip }
    request.session = session
    if (roles !== 'any-or-none' && !roles.some((role) => caller.roles.includes(role)))
      throw caller.roles.length === 0 ? noRole(caller) : roleMissing(roles)
    // Not waited for: a read must not queue behind somebody's long write only to note when a token was used.
    if (notes.has(id)) return
    const note = noteUse().catch((err: unknown) => request.log.warn({ err }, 'use not noted'))
    notes.set(
      id,
      note.finally(() => notes.delete(id)),
    )
  })
  app.addHook('onClose', async () => void (await Promise.all(notes.values())))
}

interface Known {
  /** Of the token or the session. */
  readonly id: string
  readonly caller: Caller
  readonly session: OpenSession | null
  noteUse(): Promise<void>
}

/** By the token, if there is one; else by the session's cookie, which alone is sent by browsers unasked. */
async function whoCalls(request: FastifyRequest, { db, clock, ...cookies }: Means): Promise<Known> {
  const now = clock.now()
  const who = { now, requestId: request.id }
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (bearer !== undefined) {
    const { caller, token } = await callerOfToken(db.read, bearer, who)
    return { id: token.id, caller, session: null, noteUse: () => noteTokenUse(db, token, now) }
  }
  const secret = readCookie(request.headers.cookie, cookies)
  if (secret === undefined) throw tokenNeeded()
  const { caller, session } = await callerOfSession(db.read, secret, who)
  if (!SAFE.includes(request.method) && !isSame(request.headers['x-csrf-token'], session.csrfToken)) throw noCsrfToken()
  return { id: session.id, caller, session, noteUse: () => noteSessionUse(db, session, now) }
}

/** They change nothing, so that another site gains nothing by making a browser send them. */
const SAFE = ['GET', 'HEAD', 'OPTIONS']

function isSame(given: string | string[] | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function tokenNeeded(): Failure {
  return new Failure(
    'token-needed',
    'This needs a token or a session.',
    'Send the header "Authorization: Bearer TOKEN" (the first token was printed at the first start; `lenscap token` makes another), or sign in: POST /api/v1/session.',
  )
}

function noCsrfToken(): Failure {
  return new Failure(
    'csrf-token-needed',
    'A request of a session that changes something must carry the session’s CSRF token.',
    'Send what GET /api/v1/session gives as csrfToken in the header X-CSRF-Token.',
  )
}

function noRole({ name }: Caller): Failure {
  return new Failure('role-missing', `${name} has no role yet.`, 'Ask an administrator: roles take two of them.')
}

function roleMissing(roles: readonly Role[]): Failure {
  return new Failure(
    'role-missing',
    `This is for the ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}.`,
    'Ask whoever grants roles, or use the token of a principal who has one.',
  )
}
