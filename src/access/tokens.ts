// Bearer tokens: `lenscap_PREFIX_SECRET`. Only a hash is stored, so that a stolen database opens nothing; the prefix
// stays readable, so that a token can be told from others in a list and found in a leak.
import { createHash } from 'node:crypto'
import { and, asc, eq, gt, isNull, lt, or } from 'drizzle-orm'
import type { Database, Reads, Writes } from '../db/database.ts'
import { given, prepared } from '../db/prepared.ts'
import { Failure } from '../shared/failure.ts'
import type { Ids } from '../shared/ids.ts'
import { asCaller } from './principals.ts'
import type { Caller } from './caller.ts'

const TOKEN = /^lenscap_([a-z0-9]{8})_([a-z0-9]{32,})$/
/** "Last used" is for noticing what nobody uses any more: a minute is close enough, and spares a write a request. */
const NOTE_EVERY_MS = 60_000

export interface NewToken {
  /** Shown once to whoever asked for it, and never again. */
  readonly token: string
  readonly row: {
    id: string
    principalId: string
    prefix: string
    hash: string
    createdAt: Date
    expiresAt: Date | null
  }
}

/** Thought up outside the write that stores it: a write may run twice. `expiresAt` null: until it is revoked. */
export function makeToken(ids: Ids, principalId: string, now: Date, expiresAt: Date | null = null): NewToken {
  const secret = ids.secret()
  const prefix = ids.secret().slice(0, 8)
  const token = `lenscap_${prefix}_${secret}`
  return {
    token,
    row: {
      id: ids.next('tok'),
      principalId,
      prefix,
      hash: hashOf(token),
      createdAt: now,
      expiresAt: expiresAt ?? null,
    },
  }
}

export async function insertToken(q: Writes, row: NewToken['row']): Promise<void> {
  await q.insert(q.t.tokens).values(row)
}

export interface HeldToken {
  readonly id: string
  readonly prefix: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

/** In the order of their making; `after` is the id of the last one already shown. */
export async function listTokens(
  q: Reads,
  principalId: string,
  { after, rows }: { after: string | undefined; rows: number },
): Promise<HeldToken[]> {
  const { tokens } = q.t
  return q
    .select()
    .from(tokens)
    .where(and(eq(tokens.principalId, principalId), after === undefined ? undefined : gt(tokens.id, after)))
    .orderBy(asc(tokens.id))
    .limit(rows)
}

export async function findTokenById(q: Reads, id: string) {
  const [row] = await q.select().from(q.t.tokens).where(eq(q.t.tokens.id, id))
  return row
}

export async function hasTokens(q: Reads, principalId: string): Promise<boolean> {
  return (await q.$count(q.t.tokens, eq(q.t.tokens.principalId, principalId))) > 0
}

/** Marks the token as revoked and returns its id. Throws `unknown-token`. */
export async function revokeToken(q: Writes, prefix: string, now: Date): Promise<string> {
  const { tokens } = q.t
  const [revoked] = await q
    .update(tokens)
    .set({ revokedAt: now })
    .where(and(eq(tokens.prefix, prefix), isNull(tokens.revokedAt)))
    .returning({ id: tokens.id })
  if (revoked) return revoked.id
  const hint = 'Give the eight characters that follow lenscap_.'
  throw new Failure('unknown-token', `No token in use starts with lenscap_${prefix}.`, hint)
}

/** All that the principal has. */
export async function revokeTokensOf(q: Writes, principalId: string, now: Date): Promise<void> {
  const { tokens } = q.t
  await q
    .update(tokens)
    .set({ revokedAt: now })
    .where(and(eq(tokens.principalId, principalId), isNull(tokens.revokedAt)))
}

export interface UsedToken {
  readonly id: string
  readonly lastUsedAt: Date | null
}

const tokenByHash = prepared((q) => {
  const { tokens, principals } = q.t
  return q
    .select({ token: tokens, principal: principals })
    .from(tokens)
    .innerJoin(principals, eq(principals.id, tokens.principalId))
    .where(eq(tokens.hash, given('hash')))
})

/**
 * Whose token it is. Throws `token-unknown`, with the same words whether it never was, has expired or was revoked, or
 * its principal is disabled.
 */
export async function callerOfToken(
  q: Reads,
  token: string,
  { now, requestId }: { now: Date; requestId: string },
): Promise<{ caller: Caller; token: UsedToken }> {
  const [found] = TOKEN.test(token) ? await tokenByHash(q, null).execute({ hash: hashOf(token) }) : []
  const over = found?.token.expiresAt && found.token.expiresAt <= now
  if (!found || over || found.token.revokedAt || found.principal.disabled) throw tokenUnknown()
  return { caller: asCaller(found.principal, requestId, now), token: found.token }
}

/** Writes down that the token is in use, unless that was done within the last minute. */
export async function noteTokenUse(db: Database, { id, lastUsedAt }: UsedToken, now: Date): Promise<void> {
  const before = new Date(now.getTime() - NOTE_EVERY_MS)
  if (lastUsedAt && lastUsedAt > before) return
  await db.write(async (q) => {
    const { tokens } = q.t
    const stale = or(isNull(tokens.lastUsedAt), lt(tokens.lastUsedAt, now))
    await q
      .update(tokens)
      .set({ lastUsedAt: now })
      .where(and(eq(tokens.id, id), stale))
  })
}

/** Plain SHA-256: the secret has 160 random bits, so there is nothing that a slow hash could protect from guessing. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function tokenUnknown(): Failure {
  return new Failure(
    'token-unknown',
    'The token is not one that may be used.',
    'It may have expired or been revoked: ask the operator for another.',
  )
}
