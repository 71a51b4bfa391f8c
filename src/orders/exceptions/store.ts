import { and, desc, eq, gt, isNull, lt } from 'drizzle-orm'
import { within, withinSite, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Day } from '../../shared/day.ts'
import { keyOf } from '../../shared/text.ts'
import type { Tables } from '../../db/tables.ts'
import type { Exception, ExceptionEnd } from './exception.ts'

/** Those that stand on the day. */
export async function listStanding(q: Reads, on: Day): Promise<Exception[]> {
  const { targetExceptions: t, targetExceptionEnds: e } = q.t
  const rows = await q
    .select({ exception: t })
    .from(t)
    .leftJoin(e, eq(e.exceptionId, t.id))
    .where(and(gt(t.untilOn, on), isNull(e.id)))
  return rows.map(({ exception }) => exception)
}

export interface ListedException extends Exception {
  readonly site: string
  /** Of the order; null: of the whole site. */
  readonly ref: string | null
  /** Null: nobody ended it before its day. */
  readonly ended: ExceptionEnd | null
}

/** Newest first, from the one before the id given. */
export async function listExceptions(
  q: Reads,
  scope: Scope,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<ListedException[]> {
  const { targetExceptions: t } = q.t
  const rows = await exceptions(q)
    .where(and(withinSite(q, scope, t), before === undefined ? undefined : lt(t.id, before)))
    .orderBy(desc(t.id))
    .limit(limit)
  return rows.map(listed)
}

/** Undefined also beyond the scope. */
export async function findException(q: Reads, scope: Scope, id: string): Promise<ListedException | undefined> {
  const { targetExceptions: t } = q.t
  const [row] = await exceptions(q).where(and(withinSite(q, scope, t), eq(t.id, id)))
  return row && listed(row)
}

function exceptions(q: Reads) {
  const { targetExceptions: t, targetExceptionEnds: e, sites, orders } = q.t
  return q
    .select({ exception: t, site: sites.code, ref: orders.ref, end: e })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .leftJoin(orders, eq(orders.id, t.orderId))
    .leftJoin(e, eq(e.exceptionId, t.id))
    .$dynamic()
}

type Found = Awaited<ReturnType<typeof exceptions>>[number]

function listed({ exception, end, ...rest }: Found): ListedException {
  const ended = end && { reason: end.reason, recordedAt: end.recordedAt, recordedBy: end.recordedBy }
  return { ...exception, ...rest, ended }
}

export async function insertEnd(q: Writes, row: Tables['targetExceptionEnds']['$inferInsert']): Promise<void> {
  await q.insert(q.t.targetExceptionEnds).values(row)
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

/** Of as many organisations as use the code. */
export async function sitesWithCode(q: Reads, scope: Scope, code: string): Promise<string[]> {
  const { sites } = q.t
  const found = await q
    .select({ id: sites.id })
    .from(sites)
    .where(and(eq(sites.codeKey, keyOf(code)), within(scope, sites)))
  return found.map(({ id }) => id)
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
