import { and, asc, eq, gt, inArray, isNull, lte, max, notInArray, or } from 'drizzle-orm'
import { withinSite, type Scope } from '../access/scope.ts'
import { inChunks, insertAll } from '../db/bulk.ts'
import type { Reads, Writes } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Day } from '../shared/day.ts'
import type { DecisionState, SiteDecision } from './site-decision.ts'

export interface DecisionPart {
  readonly after?: string | null
  readonly limit?: number
  /** Only those that stand so on the day. */
  readonly state?: { readonly is: DecisionState; readonly on: Day } | undefined
}

/** Those for the scope's sites and the standing ones, which reach every scope; the oldest first. All, or a part. */
export async function listDecisions(
  q: Reads,
  scope: Scope,
  { after, limit, state }: DecisionPart = {},
): Promise<SiteDecision[]> {
  const { siteDecisions: t } = q.t
  const theirs = withinSite(q, scope, t)
  const standsSo =
    state &&
    (state.is === 'lapsed'
      ? lte(t.reviewOn, state.on)
      : state.is === 'counts'
        ? inArray(t.id, newestInForce(q, state.on))
        : and(gt(t.reviewOn, state.on), notInArray(t.id, newestInForce(q, state.on))))
  return q
    .select()
    .from(t)
    .where(and(theirs && or(isNull(t.siteId), theirs), after ? gt(t.id, after) : undefined, standsSo))
    .orderBy(asc(t.id))
    .limit(limit ?? Number.MAX_SAFE_INTEGER)
}

/** Which of the decisions count on the day: of each site, and of the standing ones, the newest that has not lapsed. */
export async function countingDecisions(q: Reads, ids: readonly string[], on: Day): Promise<Set<string>> {
  const { id } = q.t.siteDecisions
  const found = new Set<string>()
  for (const part of inChunks(ids)) {
    const wanted = and(inArray(id, part), inArray(id, newestInForce(q, on)))
    for (const row of await q.select({ id }).from(q.t.siteDecisions).where(wanted)) found.add(row.id)
  }
  return found
}

/** Ids sort by the time of their making. */
function newestInForce(q: Reads, on: Day) {
  const { siteDecisions: t } = q.t
  return q
    .select({ id: max(t.id) })
    .from(t)
    .where(gt(t.reviewOn, on))
    .groupBy(t.siteId)
}

/** How the devices of the scope's sites stand, alike ones once: what tiers a site has work in. */
export async function listStandings(q: Reads, scope: Scope) {
  const { devices: t } = q.t
  const { siteId, status, finding, network } = t
  return q
    .selectDistinct({ siteId, status, finding, network })
    .from(t)
    .where(withinSite(q, scope, t))
}

/** Whether a document is a memorandum; who may read it is another matter. */
export async function isMemorandum(q: Reads, hash: string): Promise<boolean> {
  const { documents: t } = q.t
  const [row] = await q.select({ format: t.format }).from(t).where(eq(t.hash, hash))
  return row?.format === 'lenscap-memorandum/1'
}

export async function insertDecisions(
  q: Writes,
  rows: readonly Tables['siteDecisions']['$inferInsert'][],
): Promise<void> {
  await insertAll(q, q.t.siteDecisions, rows)
}
