// A request that is sent again, because its answer did not arrive, must not do its work again. With an Idempotency-Key
// the answer is kept for a day under principal, route and key, and given again. That the key was used is written in the
// transaction of the effect itself, as a rider of the handler's first write (docs/adr/0010-idempotency.md).
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, RouteHandlerMethod } from 'fastify'
import { reachesAsFar, type Reach } from '../../access/caller.ts'
import { withRider, type Rider } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { fingerprintOf, type Fingerprint } from './fingerprint.ts'
import * as store from './store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on a request with an Idempotency-Key: what its first write commits too. */
    keeping: { readonly key: store.AnswerKey; readonly rider: Rider } | null
  }
}

/** Long enough for clients that retry over a night's outage. */
const KEPT_MS = 24 * 60 * 60 * 1000
/** A duplicate looks ten times a second, for five seconds (the first one needs milliseconds, as a rule). */
const LOOKS = 50
const LOOK_EVERY_MS = 100
/** No request lives longer (app.ts): one without an answer after it has lost it. */
const LOST_AFTER_MS = 300_000
const PURGE_EVERY_MS = 60 * 60 * 1000
/** What a client acts on; the rest is each answer's own: its request id, its rate limits. */
const HEADERS = ['content-type', 'location', 'etag', 'link'] as const

type Means = Pick<Deps, 'db' | 'clock'>

/** Thrown by the rider: someone else has used the key since we looked. Never leaves this file. */
class Repeated extends Error {}

/** For every route that is registered after it, reads and those that anyone may call excepted: they name no principal. */
export function keepAnswers(app: FastifyInstance, means: Means): void {
  const { db, clock } = means
  app.decorateRequest('keeping', null)
  app.addHook('onRoute', (route) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(String(route.method)) || route.config?.public) return
    route.handler = once(route.handler, `${String(route.method)} ${route.url}`, means)
  })

  let purgeAt = 0
  app.addHook('onSend', async (request, reply, payload) => {
    const { keeping } = request
    if (keeping?.rider.state !== 'committed') return
    const body = payload instanceof Readable ? null : String(payload ?? '')
    const { roles, scope, companyId } = request.caller
    const reach = { roles, scope, companyId: companyId ?? null }
    const answer = { status: reply.statusCode, headers: headersOf(reply), body, reach }
    const now = clock.now()
    const purge = now.getTime() >= purgeAt
    if (purge) purgeAt = now.getTime() + PURGE_EVERY_MS
    await db
      .write(async (q) => {
        await store.updateAnswer(q, keeping.key, answer)
        if (purge) await store.deleteExpiredAnswers(q, now)
      })
      // The work is done: whoever asked is told so, though a repetition will only hear that the answer is lost.
      .catch((err: unknown) => request.log.error({ err }, 'answer not kept'))
  })
}

function once(handler: RouteHandlerMethod, route: string, { db, clock }: Means): RouteHandlerMethod {
  return async function (request, reply) {
    const given = request.headers['idempotency-key']
    if (given === undefined) return handler.call(this, request, reply)
    const keyHash = db.read.sealer.hash(readKey(given), 'kept_answers.key')
    const key = { principalId: request.caller.principalId, route, keyHash }
    const print = fingerprintOf(request, db.read.sealer)
    const createdAt = clock.now()
    const find = () => store.findAnswer(db.read, key, createdAt)
    const before = await find()
    if (before) return again(reply, { kept: before, find, print, now: createdAt, caller: request.caller })

    const rider: Rider = {
      state: 'waiting',
      async add(q) {
        const expiresAt = new Date(createdAt.getTime() + KEPT_MS)
        const fingerprint = print.sofar()
        if (!(await store.insertAnswer(q, { ...key, fingerprint, createdAt, expiresAt }))) throw new Repeated()
      },
    }
    request.keeping = { key, rider }
    try {
      return await withRider(rider, async () => (await handler.call(this, request, reply)) as unknown)
    } catch (error) {
      const kept = error instanceof Repeated ? await find() : undefined
      if (!kept) throw error
      return again(reply, { kept, find, print, now: createdAt, caller: request.caller })
    }
  }
}

interface Repetition {
  readonly kept: store.KeptAnswer
  readonly find: () => Promise<store.KeptAnswer | undefined>
  readonly print: Fingerprint
  readonly now: Date
  readonly caller: Reach
}

async function again(reply: FastifyReply, { kept, find, print, now, caller }: Repetition): Promise<FastifyReply> {
  if ((await print.whole()) !== kept.fingerprint) throw keyReused()
  if (!kept.answer && now.getTime() - kept.createdAt.getTime() > LOST_AFTER_MS) throw answerLost()
  let { answer } = kept
  for (let looks = 0; !answer && looks < LOOKS; looks++) {
    await sleep(LOOK_EVERY_MS)
    answer = (await find())?.answer
  }
  if (!answer) throw inFlight()
  if (!answer.reach || !reachesAsFar(caller, answer.reach)) throw answerWithheld()
  if (answer.body === null) throw answerTooLong()
  void reply.code(answer.status).headers({ ...answer.headers, 'idempotency-replayed': 'true' })
  return reply.send(answer.body)
}

function readKey(given: string | string[]): string {
  if (typeof given === 'string' && /^[\x21-\x7e]{1,255}$/.test(given)) return given
  throw new Failure(
    'bad-idempotency-key',
    'The Idempotency-Key is empty, too long, or has spaces or characters beyond ASCII.',
    'Send 1 to 255 printable ASCII characters, such as a UUID.',
  )
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = reply.getHeader(name)
      return value === undefined ? [] : [[name, String(value)]]
    }),
  )
}

function keyReused(): Failure {
  return new Failure(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request.',
    'Send the request that it was used for, or take a new key.',
  )
}

function answerLost(): Failure {
  return new Failure(
    'answer-lost',
    'This request was carried out, but the service ended before it had kept the answer.',
    'Read what the request was to make or change. Do not send it under another key.',
  )
}

function answerTooLong(): Failure {
  return new Failure(
    'answer-lost',
    'This request was carried out, and its answer is too long to be given again.',
    'Read what the request was to make or change. Do not send it under another key.',
  )
}

function answerWithheld(): Failure {
  return new Failure(
    'answer-withheld',
    'This request was carried out when you could see more than you can now, and its answer may hold more.',
    'Read what the request was to make or change, as far as you may. Do not send it under another key.',
  )
}

function inFlight(): Failure {
  return new Failure(
    'request-in-flight',
    'A request with this Idempotency-Key is still being worked on.',
    'Send it again in a few seconds.',
  )
}
