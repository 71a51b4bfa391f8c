import { and, desc, eq, gt, lt } from 'drizzle-orm'
import { within, withinSite, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Day } from '../../shared/day.ts'
import type { Exception } from './exception.ts'

/** Those that stand on the day. */
export async function listStanding(q: Reads, on: Day): Promise<Exception[]> {
  const { targetExceptions: t } = q.t
  return q.select().from(t).where(gt(t.untilOn, on))
}

export interface ListedException extends Exception {
  readonly site: string
  /** Of the order; null: of the whole site. */
  readonly ref: string | null
}

/** Newest first, from the one before the id given. */
export async function listExceptions(
  q: Reads,
  scope: Scope,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<ListedException[]> {
  const { targetExceptions: t, sites, orders } = q.t
  const found = await q
    .select({ exception: t, site: sites.code, ref: orders.ref })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .leftJoin(orders, eq(orders.id, t.orderId))
    .where(and(withinSite(q, scope, t), before === undefined ? undefined : lt(t.id, before)))
    .orderBy(desc(t.id))
    .limit(limit)
  return found.map(({ exception, ...rest }) => ({ ...exception, ...rest }))
}

export async function insertException(q: Writes, row: Exception): Promise<void> {
  await q.insert(q.t.targetExceptions).values(row)
}

export interface Excepted {
  readonly siteId: string
  readonly orderId: string | null
  readonly organisationId: string
  readonly region: string | null
  readonly code: string
}

/** Undefined also beyond the scope. */
export async function findSite(q: Reads, scope: Scope, siteId: string): Promise<Excepted | undefined> {
  const { sites } = q.t
  const [site] = await q
    .select({ siteId: sites.id, organisationId: sites.organisationId, region: sites.region, code: sites.code })
    .from(sites)
    .where(and(eq(sites.id, siteId), within(scope, sites)))
  return site && { ...site, orderId: null }
}
