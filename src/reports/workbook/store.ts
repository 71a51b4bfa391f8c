import { and, desc, eq, isNull, lt } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'

export type PlanExportRow = Tables['planExports']['$inferSelect']

export async function insertPlanExport(q: Writes, row: Omit<PlanExportRow, 'fetchedAt'>): Promise<void> {
  await q.insert(q.t.planExports).values(row)
}

interface Whose {
  readonly principalId: string
  readonly planId: string
}

/** Only the principal's own. */
export async function findPlanExport(q: Reads, whose: Whose, id: string): Promise<PlanExportRow | undefined> {
  const { planExports: e } = q.t
  const [row] = await q
    .select()
    .from(e)
    .where(and(eq(e.id, id), ofOne(q, whose)))
  return row
}

/** Newest first; `after` is the id of the last one already shown. */
export async function listPlanExports(
  q: Reads,
  whose: Whose,
  { after, rows }: { after: string | undefined; rows: number },
): Promise<PlanExportRow[]> {
  const { planExports: e } = q.t
  return q
    .select()
    .from(e)
    .where(and(ofOne(q, whose), after === undefined ? undefined : lt(e.id, after)))
    .orderBy(desc(e.id))
    .limit(rows)
}

/** False if it was fetched meanwhile. */
export async function usePlanExport(q: Writes, id: string, now: Date): Promise<boolean> {
  const { planExports: e } = q.t
  const used = await q
    .update(e)
    .set({ fetchedAt: now })
    .where(and(eq(e.id, id), isNull(e.fetchedAt)))
    .returning({ id: e.id })
  return used.length > 0
}

function ofOne({ t: { planExports: e } }: Reads, { principalId, planId }: Whose) {
  return and(eq(e.principalId, principalId), eq(e.planId, planId))
}
