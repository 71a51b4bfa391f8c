import { and, asc, gt, isNull, or } from 'drizzle-orm'
import { withinSite, type Scope } from '../access/scope.ts'
import { insertAll } from '../db/bulk.ts'
import type { Reads, Writes } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { SiteDecision } from './site-decision.ts'

/** Those for the scope's sites and the standing ones, which reach every scope; the oldest first. All, or a part. */
export async function listDecisions(
  q: Reads,
  scope: Scope,
  { after, limit }: { after?: string | null; limit?: number } = {},
): Promise<SiteDecision[]> {
  const { siteDecisions } = q.t
  const theirs = withinSite(q, scope, siteDecisions)
  return q
    .select()
    .from(siteDecisions)
    .where(and(theirs && or(isNull(siteDecisions.siteId), theirs), after ? gt(siteDecisions.id, after) : undefined))
    .orderBy(asc(siteDecisions.id))
    .limit(limit ?? Number.MAX_SAFE_INTEGER)
}

export async function insertDecisions(
  q: Writes,
  rows: readonly Tables['siteDecisions']['$inferInsert'][],
): Promise<void> {
  await insertAll(q, q.t.siteDecisions, rows)
}
