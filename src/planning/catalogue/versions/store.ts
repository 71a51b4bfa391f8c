import { and, asc, desc, eq, gt, lte } from 'drizzle-orm'
import type { Reads, Writes } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Day } from '../../../shared/day.ts'
import { wholeContent, type Catalogue, type CatalogueContent } from '../catalogue.ts'

export type VersionRow = Tables['catalogueVersions']['$inferSelect']
export type VersionLine = Omit<VersionRow, 'content'>

export async function insertVersion(q: Writes, row: VersionRow): Promise<void> {
  await q.insert(q.t.catalogueVersions).values(row)
}

/** The newest of those that finance recorded and that are valid on the day. */
export async function findInForce(q: Reads, on: Day): Promise<Catalogue | undefined> {
  const { catalogueVersions: t } = q.t
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.origin, 'imported'), lte(t.validFromOn, on)))
    .orderBy(desc(t.validFromOn), desc(t.recordedAt), desc(t.id))
    .limit(1)
  return row && asCatalogue(row)
}

/** Days after the one given from which another recorded version is valid, the next first. */
export async function listLaterDays(q: Reads, after: Day): Promise<Day[]> {
  const { catalogueVersions: t } = q.t
  const rows = await q
    .selectDistinct({ day: t.validFromOn })
    .from(t)
    .where(and(eq(t.origin, 'imported'), gt(t.validFromOn, after)))
    .orderBy(asc(t.validFromOn))
  return rows.map(({ day }) => day)
}

export async function findVersion(q: Reads, version: string): Promise<Catalogue | undefined> {
  const { catalogueVersions: t } = q.t
  const [row] = await q.select().from(t).where(eq(t.version, version)).orderBy(desc(t.id)).limit(1)
  return row && asCatalogue(row)
}

/** Oldest first, after the id. */
export function listVersions(q: Reads, page: { after: string | null; limit: number }): Promise<VersionLine[]> {
  const { catalogueVersions: t } = q.t
  const { id, version, validFromOn, origin, recordedAt, recordedBy } = t
  return q
    .select({ id, version, validFromOn, origin, recordedAt, recordedBy })
    .from(t)
    .where(page.after === null ? undefined : gt(id, page.after))
    .orderBy(asc(id))
    .limit(page.limit)
}

/** What is stored keeps its name, whatever columns this Lenscap knows besides. */
function asCatalogue({ version, origin, content }: VersionRow): Catalogue {
  return { version, origin, ...wholeContent(content as CatalogueContent) }
}
