// Statements on saved mappings. Imports write to organisations that the caller holds whole, and their mappings are seen so.
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import { withinWhole, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { SavedMapping } from './mapping.ts'

export interface MappingFilter {
  readonly id?: string
  readonly organisationId?: string | undefined
  readonly organisationKeys?: readonly string[] | undefined
  readonly nameKey?: string | undefined
  readonly headerKey?: string | undefined
  readonly after?: string | null
  readonly limit?: number
}

/** No limit: both dialects take this for one. */
const ALL = Number.MAX_SAFE_INTEGER

/** Oldest first. */
export async function listMappings(q: Reads, scope: Scope, filter: MappingFilter): Promise<SavedMapping[]> {
  const { savedMappings: t, organisations } = q.t
  const { id, organisationId, organisationKeys, nameKey, headerKey, after, limit = ALL } = filter
  return q
    .select({
      id: t.id,
      organisationId: t.organisationId,
      organisation: organisations.name,
      version: t.version,
      name: t.name,
      headerKey: t.headerKey,
      mapping: t.mapping,
      recordedAt: t.recordedAt,
      recordedBy: t.recordedBy,
    })
    .from(t)
    .innerJoin(organisations, eq(organisations.id, t.organisationId))
    .where(
      and(
        withinWhole(scope, t.organisationId),
        id === undefined ? undefined : eq(t.id, id),
        organisationId === undefined ? undefined : eq(t.organisationId, organisationId),
        organisationKeys === undefined ? undefined : inArray(organisations.nameKey, [...organisationKeys]),
        nameKey === undefined ? undefined : eq(t.nameKey, nameKey),
        headerKey === undefined ? undefined : eq(t.headerKey, headerKey),
        after ? gt(t.id, after) : undefined,
      ),
    )
    .orderBy(asc(t.id))
    .limit(limit)
}

/** The organisation of that name, if the caller holds it whole. */
export async function findOrganisation(q: Reads, scope: Scope, nameKey: string) {
  const { organisations: t } = q.t
  const [found] = await q
    .select({ id: t.id })
    .from(t)
    .where(and(eq(t.nameKey, nameKey), withinWhole(scope, t.id)))
  return found
}

/** One of the same name is replaced. Returns the id and version that it has now. */
export async function putMapping(q: Writes, row: Tables['savedMappings']['$inferInsert']) {
  const { savedMappings: t } = q.t
  const { headerKey, mapping, name, recordedAt, recordedBy } = row
  const [saved] = await q
    .insert(t)
    .values(row)
    .onConflictDoUpdate({
      target: [t.organisationId, t.nameKey],
      set: { name, headerKey, mapping, recordedAt, recordedBy, version: sql`${t.version} + 1` },
    })
    .returning({ id: t.id, version: t.version })
  return saved!
}

export async function updateName(
  q: Writes,
  { id, version, name, nameKey }: Pick<SavedMapping, 'id' | 'version' | 'name'> & { readonly nameKey: string },
): Promise<void> {
  const { savedMappings: t } = q.t
  await q.update(t).set({ version, name, nameKey }).where(eq(t.id, id))
}

export async function deleteMapping(q: Writes, id: string): Promise<void> {
  const { savedMappings: t } = q.t
  await q.delete(t).where(eq(t.id, id))
}
