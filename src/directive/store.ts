import { asc } from 'drizzle-orm'
import { insertAll } from '../db/bulk.ts'
import type { Reads, Writes } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { SiteDecision } from './site-decision.ts'

/** All of them, the oldest first: decisions are few, and a standing one reaches every scope. */
export async function listDecisions(q: Reads): Promise<SiteDecision[]> {
  const { siteDecisions } = q.t
  return await q.select().from(siteDecisions).orderBy(asc(siteDecisions.recordedAt), asc(siteDecisions.id))
}

export async function insertDecisions(
  q: Writes,
  rows: readonly Tables['siteDecisions']['$inferInsert'][],
): Promise<void> {
  await insertAll(q, q.t.siteDecisions, rows)
}
