import { asc } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Determination } from './determination.ts'

/** All there ever were, the oldest first. They are about companies, not about the estate: every scope has the same. */
export async function listDeterminations(q: Reads): Promise<Determination[]> {
  const { determinations: t } = q.t
  return q.select().from(t).orderBy(asc(t.recordedAt), asc(t.id))
}

export async function insertDetermination(q: Writes, row: Determination): Promise<void> {
  await q.insert(q.t.determinations).values(row)
}
