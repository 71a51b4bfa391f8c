import { asc, isNull, or } from 'drizzle-orm'
import { withinSite, type Scope } from '../access/scope.ts'
import { insertAll } from '../db/bulk.ts'
import type { Reads, Writes } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { SiteDecision } from './site-decision.ts'

/** Those for the scope's sites and the standing ones, which reach every scope; the oldest first. */
export async function listDecisions(q: Reads, scope: Scope): Promise<SiteDecision[]> {
  const { siteDecisions } = q.t
  const theirs = withinSite(q, scope, siteDecisions)
  const where = theirs && or(isNull(siteDecisions.siteId), theirs)
  return await q.select().from(siteDecisions).where(where).orderBy(asc(siteDecisions.recordedAt), asc(siteDecisions.id))
}

export async function insertDecisions(
  q: Writes,
  rows: readonly Tables['siteDecisions']['$inferInsert'][],
): Promise<void> {
  await insertAll(q, q.t.siteDecisions, rows)
}
