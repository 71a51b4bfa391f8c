import { and, asc, eq, inArray } from 'drizzle-orm'
import { withinSite, type Scope } from '../../access/scope.ts'
import { inChunks } from '../../db/bulk.ts'
import type { Reads } from '../../db/database.ts'
import type { Day } from '../../shared/day.ts'
import type { Action } from '../../shared/vocabulary.ts'

export interface Designation {
  readonly siteId: string
  readonly confirmed: boolean
  readonly reviewOn: Day
}

/** The newest of each of the sites; without the limbs, which are nobody's to read here. */
export async function listNewestDesignations(
  q: Reads,
  scope: Scope,
  siteIds: readonly string[],
): Promise<Map<string, Designation>> {
  const t = q.t.siteDesignations
  const newest = new Map<string, Designation>()
  for (const part of inChunks(siteIds)) {
    const rows = await q
      .select({ siteId: t.siteId, confirmed: t.confirmed, reviewOn: t.reviewOn })
      .from(t)
      .where(and(inArray(t.siteId, part), withinSite(q, scope, t)))
      .orderBy(asc(t.id))
    for (const row of rows) newest.set(row.siteId, row)
  }
  return newest
}

export interface PlacedOrder {
  readonly legId: string
  readonly siteId: string
  readonly action: Action
  readonly weekOn: Day | null
  readonly why: unknown
}

/** Where a plan has the orders of the sites. */
export async function listPlaced(
  q: Reads,
  scope: Scope,
  { planId, siteIds }: { planId: string; siteIds: readonly string[] },
): Promise<PlacedOrder[]> {
  const { planOrders: t } = q.t
  const { legId, siteId, action, weekOn, why } = t
  const found: PlacedOrder[] = []
  for (const part of inChunks(siteIds)) {
    const wanted = and(eq(t.planId, planId), inArray(siteId, part), withinSite(q, scope, t))
    found.push(...(await q.select({ legId, siteId, action, weekOn, why }).from(t).where(wanted)))
  }
  return found
}
