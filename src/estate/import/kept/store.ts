import { and, desc, eq, lt } from 'drizzle-orm'
import type { Reads, Writes } from '../../../db/database.ts'
import type { ImportRow, KeptImport } from './kept-import.ts'

export async function insertImport(q: Writes, row: ImportRow): Promise<void> {
  await q.insert(q.t.imports).values(row)
}

/** What a dry run becomes. False: it is none any more. */
export async function commitImport(
  q: Writes,
  { id, ...row }: Pick<ImportRow, 'id' | 'report' | 'counts' | 'expiresAt' | 'recordedAt'>,
): Promise<boolean> {
  const { imports: t } = q.t
  const committed = await q
    .update(t)
    .set({ ...row, state: 'saved', input: null })
    .where(and(eq(t.id, id), eq(t.state, 'dry-run')))
    .returning({ id: t.id })
  return committed.length > 0
}

/** Only the principal's own: its rows are what they sent. */
export async function findImport(q: Reads, principalId: string, id: string): Promise<ImportRow | undefined> {
  const { imports: t } = q.t
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.id, id), eq(t.recordedBy, principalId)))
  return row
}

/** Newest first; `after` is the id of the last one already shown. Null: everyone's. */
export async function listImports(
  q: Reads,
  principalId: string | null,
  { after, rows }: { after?: string | undefined; rows: number },
): Promise<KeptImport[]> {
  const { imports: t } = q.t
  return q
    .select({
      id: t.id,
      fileName: t.fileName,
      sha256: t.sha256,
      state: t.state,
      asOfOn: t.asOfOn,
      suppliedBy: t.suppliedBy,
      covers: t.covers,
      complete: t.complete,
      counts: t.counts,
      expiresAt: t.expiresAt,
      recordedAt: t.recordedAt,
      recordedBy: t.recordedBy,
    })
    .from(t)
    .where(
      and(
        principalId === null ? undefined : eq(t.recordedBy, principalId),
        after === undefined ? undefined : lt(t.id, after),
      ),
    )
    .orderBy(desc(t.id))
    .limit(rows)
}
