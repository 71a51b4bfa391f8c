// Statements on claims: whose an order is, what a company was told and gave back.
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Caller } from '../../access/caller.ts'
import { withinSite } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { Failure } from '../../shared/failure.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import { unknownOrderRef } from '../order.ts'
import { parseRef } from '../order-ref.ts'
import type { OrderRow } from '../states/store.ts'
import { checkFence, HAD } from './fence.ts'
import { daysBefore, type ClaimRules } from './rules.ts'

/** Throws `no-company` for a caller who does nobody's work. */
export function companyOf({ name, companyId }: Caller): string {
  if (companyId) return companyId
  throw new Failure(
    'no-company',
    `${name} works for no company that is on record.`,
    'Ask the programme: whoever claims orders is made with the company whose work they do.',
  )
}

export async function findByRef(q: Reads, said: string): Promise<OrderRow | undefined> {
  const ref = parseRef(said)
  if (ref === null) return undefined
  const [order] = await q.select().from(q.t.orders).where(eq(q.t.orders.ref, ref))
  return order
}

/** For those who manage the work. Throws `unknown-order`, also for an order beyond the caller's scope. */
export async function getManaged(q: Reads, { scope }: Caller, said: string): Promise<OrderRow> {
  const { orders } = q.t
  const [order] = await q
    .select()
    .from(orders)
    .where(and(eq(orders.ref, parseRef(said) ?? ''), withinSite(q, scope, orders)))
  if (!order) throw unknownOrderRef(said)
  return order
}

/** Throws `stale-attempt` for an order that the company had, and `unknown-order` for every other that it has not. */
export async function getHeld(
  q: Reads,
  said: string,
  { companyId, attempt }: { companyId: string; attempt: number },
): Promise<OrderRow> {
  const order = await findByRef(q, said)
  if (!order || !(await hadEver(q, order, companyId))) throw unknownOrderRef(said)
  checkFence(order, { attempt, companyId })
  return order
}

/** It knows the reference then, and hears that the order is not its own any more. */
async function hadEver(q: Reads, order: OrderRow, companyId: string): Promise<boolean> {
  if (order.companyId === companyId && HAD.includes(order.state)) return true
  const { orderEvents: t } = q.t
  const theirs = and(eq(t.orderId, order.id), eq(t.companyId, companyId), eq(t.toState, 'claimed'))
  return (await q.$count(t, theirs)) > 0
}

/** Throws `unknown-order`. */
export async function getOffered(q: Reads, said: string, companyId: string): Promise<OrderRow> {
  const order = await findByRef(q, said)
  if (order?.state !== 'offered' || order.companyId !== companyId) throw unknownOrderRef(said)
  return order
}

/** The site of an order that the company has. Throws `unknown-order`. */
export async function siteOfHeld(q: Reads, companyId: string, said: string): Promise<string> {
  const order = await findByRef(q, said)
  if (order?.companyId === companyId && HAD.includes(order.state)) return order.siteId
  throw unknownOrderRef(said)
}

/** The company has the next step to take: what waits for a judge, for its manager or on hold does not count. */
const OPEN_CLAIMS: readonly OrderState[] = ['claimed', 'scheduled', 'in-progress', 'rejected']

export interface Holdings {
  readonly open: number
  /** The sites whose address the company was told within the days that count. */
  readonly revealed: Set<string>
}

export async function holdingsOf(
  q: Reads,
  { companyId, now, rules }: { companyId: string; now: Date; rules: ClaimRules },
): Promise<Holdings> {
  const { orders, siteReveals: told } = q.t
  const open = await q.$count(orders, and(eq(orders.companyId, companyId), inArray(orders.state, [...OPEN_CLAIMS])))
  const since = daysBefore(now, rules.revealedDays)
  const sites = await q
    .select({ siteId: told.siteId })
    .from(told)
    .where(and(eq(told.companyId, companyId), gt(told.revealedAt, since)))
  return { open, revealed: new Set(sites.map(({ siteId }) => siteId)) }
}

/** Who has it. */
export async function findHolder(q: Reads, orderId: string) {
  const { id, state, companyId } = q.t.orders
  const [found] = await q.select({ state, companyId }).from(q.t.orders).where(eq(id, orderId))
  return found
}

export async function noteReveals(
  q: Writes,
  sites: readonly { readonly siteId: string; readonly organisationId: string }[],
  told: { readonly companyId: string; readonly revealedAt: Date },
): Promise<void> {
  const { siteReveals: t } = q.t
  const rows = [...new Map(sites.map((site) => [site.siteId, { ...site, ...told }])).values()]
  const set = { revealedAt: told.revealedAt }
  await q
    .insert(t)
    .values(rows)
    .onConflictDoUpdate({ target: [t.companyId, t.siteId], set })
}

export type NewDecline = Omit<Tables['orderDeclines']['$inferInsert'], 'reason'> & { readonly reason: string | null }

export async function insertDecline(q: Writes, { reason, ...row }: NewDecline): Promise<void> {
  const sealed = reason === null ? null : q.sealer.seal(reason, `order_declines.reason:${row.id}`)
  await q.insert(q.t.orderDeclines).values({ ...row, reason: sealed })
}

/** Claims of the company since then that came to no visit. */
export async function countIdle(q: Reads, companyId: string, since: Date): Promise<number> {
  const { orderDeclines: t } = q.t
  const idle = and(eq(t.companyId, companyId), gt(t.at, since), inArray(t.kind, ['released', 'expired']))
  return q.$count(t, idle)
}

/** What time does something to by `now`, the longest due first. */
export async function listDue(q: Reads, now: Date, limit: number): Promise<OrderRow[]> {
  const { orders: t } = q.t
  const at = sql.param(now, t.leaseExpiresAt)
  const lapsed = sql`(${t.state} = 'claimed' AND ${t.leaseExpiresAt} <= ${at})`
  const unanswered = sql`(${t.state} = 'offered' AND ${t.offerExpiresAt} <= ${at})`
  const silent = sql`(${t.contactDueAt} <= ${at} AND ${inArray(t.state, [...HEARD_OF])}
    AND (${t.contactOverdueAt} IS NULL OR ${t.contactOverdueAt} < ${t.contactDueAt}))`
  return q
    .select()
    .from(t)
    .where(sql`${lapsed} OR ${unanswered} OR ${silent}`)
    .orderBy(asc(t.id))
    .limit(limit)
}

/** From when a visit is booked on, silence is noted. */
const HEARD_OF = ['scheduled', 'in-progress', 'rejected'] as const
