import { and, eq, gt, inArray, isNotNull, isNull, ne, or } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'

/**
 * What must not come back with a backup: tokens, sessions and invitations may have been withdrawn since, an administrator's
 * break-glass was for an hour that is past, an export that was fetched
 * since would be offered again, leases belong to processes that are gone, and unfinished jobs would look for files that
 * are not there.
 */
export async function revokeAll(q: Writes, now: Date): Promise<{ tokens: number; sessions: number; jobs: number }> {
  const { tokens, sessions, invitations, principals, exports, planExports, jobs, leases } = q.t
  const id = { id: jobs.id }
  const withdrawn = await q
    .update(tokens)
    .set({ revokedAt: now })
    .where(isNull(tokens.revokedAt))
    .returning({ id: tokens.id })
  const ended = await q
    .update(sessions)
    .set({ endedAt: now })
    .where(isNull(sessions.endedAt))
    .returning({ id: sessions.id })
  await q.update(invitations).set({ expiresAt: now }).where(isNull(invitations.usedAt))
  await q.update(principals).set({ breakGlassUntil: null }).where(isNotNull(principals.breakGlassUntil))
  await q.update(exports).set({ expiresAt: now }).where(isNull(exports.fetchedAt))
  await q.update(planExports).set({ expiresAt: now }).where(isNull(planExports.fetchedAt))
  const cancelled = await q
    .update(jobs)
    .set({ state: 'cancelled', finishedAt: now, holder: null, leaseExpiresAt: null })
    .where(inArray(jobs.state, ['queued', 'running']))
    .returning(id)
  await q.delete(leases)
  return { tokens: withdrawn.length, sessions: ended.length, jobs: cancelled.length }
}

/** Whether there is an administrator, the host's own apart, who could give a token: who has one, or signs in. */
export async function hasAdmins(q: Reads, now: Date): Promise<boolean> {
  const { principals, people, tokens } = q.t
  const found = await q
    .select({ roles: principals.roles, password: people.passwordHash, token: tokens.id })
    .from(principals)
    .leftJoin(people, eq(people.id, principals.id))
    .leftJoin(
      tokens,
      and(
        eq(tokens.principalId, principals.id),
        isNull(tokens.revokedAt),
        or(isNull(tokens.expiresAt), gt(tokens.expiresAt, now)),
      ),
    )
    .where(and(ne(principals.kind, 'host'), eq(principals.disabled, false)))
  return found.some(({ roles, password, token }) => roles.includes('admin') && (password !== null || token !== null))
}
