import { and, eq, isNull, lt } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import { given, prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'

export type SessionRow = Tables['sessions']['$inferSelect']
type PrincipalRow = Tables['principals']['$inferSelect']

export async function insertSession(q: Writes, row: Omit<SessionRow, 'endedAt'>): Promise<void> {
  await q.insert(q.t.sessions).values(row)
}

const openSession = prepared((q) => {
  const { sessions, principals } = q.t
  return q
    .select({ session: sessions, principal: principals })
    .from(sessions)
    .innerJoin(principals, eq(principals.id, sessions.principalId))
    .where(and(eq(sessions.hash, given('hash')), isNull(sessions.endedAt)))
})

/** Not yet ended or over; how long it was idle is for the caller to judge. */
export async function findSession(
  q: Reads,
  hash: string,
  now: Date,
): Promise<{ session: SessionRow; principal: PrincipalRow } | undefined> {
  const [row] = await openSession(q, null).execute({ hash })
  return row && row.session.expiresAt > now ? row : undefined
}

export async function noteSeen(q: Writes, id: string, now: Date): Promise<void> {
  const { sessions } = q.t
  await q
    .update(sessions)
    .set({ seenAt: now })
    .where(and(eq(sessions.id, id), lt(sessions.seenAt, now)))
}

export async function endSession(q: Writes, hash: string, now: Date): Promise<void> {
  const { sessions } = q.t
  await q
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.hash, hash), isNull(sessions.endedAt)))
}

/** All that the principal has, wherever they are. */
export async function endSessions(q: Writes, principalId: string, now: Date): Promise<void> {
  const { sessions } = q.t
  await q
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.principalId, principalId), isNull(sessions.endedAt)))
}

export async function findTries(q: Reads, id: string): Promise<Tables['signInTries']['$inferSelect'] | undefined> {
  const [row] = await q.select().from(q.t.signInTries).where(eq(q.t.signInTries.id, id))
  return row
}

export async function setTries(q: Writes, row: Tables['signInTries']['$inferSelect']): Promise<void> {
  const { tries, sinceAt } = row
  const { signInTries } = q.t
  await q.insert(signInTries).values(row).onConflictDoUpdate({ target: signInTries.id, set: { tries, sinceAt } })
}

/** Forgets the tries of an account that has signed in, and all that are too old to count. */
export async function forgetTries(q: Writes, { id, before }: { id?: string; before: Date }): Promise<void> {
  const { signInTries } = q.t
  if (id !== undefined) await q.delete(signInTries).where(eq(signInTries.id, id))
  await q.delete(signInTries).where(lt(signInTries.sinceAt, before))
}
