// A person's session: a random secret in a cookie that scripts cannot read, of which we keep a hash.
import type { Database, Reads } from '../../db/database.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import type { Caller } from '../caller.ts'
import { asCaller } from '../principals.ts'
import { findSession, noteSeen, type SessionRow } from './store.ts'

/** For a walk away from the desk; a working day, after which everyone signs in anew (NIST 800-63B, level 2: 30 min, 12 h). */
const IDLE_MS = 30 * 60_000
export const LONGEST_MS = 12 * 3_600_000
/** Written down at most once a minute, so that a read does not cost a write; idleness is right to the minute. */
const NOTE_EVERY_MS = 60_000

export interface OpenSession {
  readonly id: string
  readonly seenAt: Date
  /** What unsafe requests must repeat in a header: it follows from the secret, and no other site can read it. */
  readonly csrfToken: string
}

/** Throws `session-over`, with the same words whether it never was, was ended, is over or idle, or its person disabled. */
export async function callerOfSession(
  q: Reads,
  secret: string,
  { now, requestId }: { now: Date; requestId: string },
): Promise<{ caller: Caller; session: OpenSession }> {
  const found = await findSession(q, sha256(secret), now)
  const idle = found && now.getTime() - found.session.seenAt.getTime() >= IDLE_MS
  if (!found || idle || found.principal.disabled) throw sessionOver()
  const { id, seenAt } = found.session
  return {
    caller: asCaller(found.principal, requestId, now),
    session: { id, seenAt, csrfToken: csrfTokenOf(q, secret) },
  }
}

export async function noteSessionUse(db: Database, { id, seenAt }: OpenSession, now: Date): Promise<void> {
  if (now.getTime() - seenAt.getTime() < NOTE_EVERY_MS) return
  await db.write((q) => noteSeen(q, id, now))
}

export function csrfTokenOf({ sealer }: Pick<Reads, 'sealer'>, secret: string): string {
  return sealer.hash(secret, 'sessions.csrf')
}

export function newSession(
  { id, principalId, secret }: { id: string; principalId: string; secret: string },
  now: Date,
): Omit<SessionRow, 'endedAt'> {
  const expiresAt = new Date(now.getTime() + LONGEST_MS)
  return { id, principalId, hash: sha256(secret), createdAt: now, seenAt: now, expiresAt }
}

function sessionOver(): Failure {
  return new Failure('session-over', 'The session is over.', 'Sign in again: POST /api/v1/session.')
}
