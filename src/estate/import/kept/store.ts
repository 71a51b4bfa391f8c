import { and, desc, eq, lt } from 'drizzle-orm'
import type { Caller } from '../../../access/caller.ts'
import { askedWithin, keepAskedScope, type Scope } from '../../../access/scope.ts'
import type { Reads, Writes } from '../../../db/database.ts'
import type { ImportRow, KeptImport } from './kept-import.ts'

/** `scope`: of whoever imports. */
export async function insertImport(q: Writes, row: ImportRow, scope: Scope): Promise<void> {
  await q.insert(q.t.imports).values(row)
  await keepAskedScope(q, row.id, scope)
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

type Viewer = Pick<Caller, 'principalId' | 'scope'>

/** Only the viewer's own, for its rows are what they sent; and while they may know of all that they could know of then. */
export async function findImport(q: Reads, viewer: Viewer, id: string): Promise<ImportRow | undefined> {
  const { imports: t } = q.t
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.id, id), ownOf(q, viewer)))
  return row
}

/** Newest first; `after` is the id of the last one already shown. Of whoever may know of the whole estate, everyone's. */
export async function listImports(
  q: Reads,
  viewer: Viewer,
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
        viewer.scope === 'everything' ? undefined : ownOf(q, viewer),
        after === undefined ? undefined : lt(t.id, after),
      ),
    )
    .orderBy(desc(t.id))
    .limit(rows)
}

function ownOf(q: Reads, { principalId, scope }: Viewer) {
  const { imports: t } = q.t
  return and(eq(t.recordedBy, principalId), askedWithin(q, scope, t.id))
}
