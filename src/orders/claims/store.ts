// Statements on claims: whose an order is, what a company was told and gave back.
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Caller } from '../../access/caller.ts'
import { withinSite } from '../../access/scope.ts'
import { insertAll } from '../../db/bulk.ts'
import type { Reads, Take, Writes } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'
import { dayOf } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { unknownOrderRef } from '../order.ts'
import { parseRef } from '../order-ref.ts'
import type { OrderRow } from '../states/store.ts'
import { checkFence, HAD, OPEN_CLAIMS } from './fence.ts'
import { revealedSince, type ClaimRules } from './rules.ts'

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

export interface Holdings {
  readonly open: number
  /** The sites whose address the company was told within the days that count. */
  readonly revealed: ReadonlySet<string>
  /** Those of them that it was told today. */
  readonly toldToday: ReadonlySet<string>
}

/** Of whom, when and by which rules. */
export interface Holder {
  readonly companyId: string
  readonly now: Date
  readonly rules: Pick<ClaimRules, 'revealedDays'>
}

/** In one row. Sites are joined by spaces, of which ids have none. */
function holdingsQuery(q: Reads) {
  const { orders, siteReveals: told } = q.t
  const companyId = sql.placeholder('companyId')
  const theirs = and(eq(orders.companyId, companyId), inArray(orders.state, [...OPEN_CLAIMS]))
  const sites = (when: SQL) =>
    sql<
      string | null
    >`(SELECT string_agg(${told.siteId}, ' ') FROM ${told} WHERE ${eq(told.companyId, companyId)} AND ${when})`
  return q
    .select({
      open: sql<number | string>`(SELECT count(*) FROM ${orders} WHERE ${theirs})`.as('open'),
      revealed: sites(gt(told.revealedOn, sql.placeholder('since'))).as('revealed'),
      told: sites(eq(told.revealedOn, sql.placeholder('today'))).as('told'),
    })
    .from(sql`(SELECT 1) AS one`)
}

const holdings = prepared((q) => holdingsQuery(q))

/** As a driver gives it, whose numbers may be texts. */
export type HoldingsRow = Awaited<ReturnType<ReturnType<typeof holdings>['execute']>>[number]

const holdingsValues = ({ companyId, now, rules }: Holder) => ({
  ...{ companyId, today: dayOf(now), since: revealedSince(now, rules) },
})

export async function holdingsOf(q: Reads, holder: Holder): Promise<Holdings> {
  const [row] = await holdings(q, null).execute(holdingsValues(holder))
  return holdingsFrom(row!)
}

/** The same, for a claim to send along with what it takes. */
export const holdingsTake = (q: Reads, holder: Holder): Take => ({
  ...{ key: 'holdings', build: () => holdingsQuery(q).getSQL(), values: holdingsValues(holder) },
})

export function holdingsFrom({ open, revealed, told }: HoldingsRow): Holdings {
  const idsIn = (joined: string | null) => new Set(joined?.split(' '))
  return { open: Number(open), revealed: idsIn(revealed), toldToday: idsIn(told) }
}

/** With an order a company is told where it is. */
export async function noteReveals(
  q: Writes,
  sites: readonly { readonly siteId: string; readonly organisationId: string }[],
  { companyId, now, toldToday }: { companyId: string; now: Date; toldToday: ReadonlySet<string> },
): Promise<void> {
  const fresh = sites.filter(({ siteId }) => !toldToday.has(siteId))
  const rows = fresh.map(({ siteId, organisationId }) => ({
    ...{ companyId, siteId, organisationId, revealedOn: dayOf(now) },
  }))
  await insertAll(q, q.t.siteReveals, [...new Map(rows.map((row) => [row.siteId, row])).values()])
}

/** Who has it. */
export async function findHolder(q: Reads, orderId: string) {
  const { id, state, companyId } = q.t.orders
  const [found] = await q.select({ state, companyId }).from(q.t.orders).where(eq(id, orderId))
  return found
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

function isDue({ t: { orders: t } }: Reads) {
  const now = sql.param(sql.placeholder('now'), t.leaseExpiresAt)
  const lapsed = and(eq(t.state, 'claimed'), lte(t.leaseExpiresAt, now))
  const unanswered = and(eq(t.state, 'offered'), lte(t.offerExpiresAt, now))
  const silent = and(lte(t.contactDueAt, now), inArray(t.state, [...HEARD_OF]), isUnnoted({ t: { orders: t } }))
  return or(lapsed, unanswered, silent)
}

function isUnnoted({ t: { orders: t } }: { t: Pick<Reads['t'], 'orders'> }) {
  return or(isNull(t.contactOverdueAt), lt(t.contactOverdueAt, t.contactDueAt))
}

const due = prepared((q) => {
  const { orders: t } = q.t
  return q.select().from(t).where(isDue(q)).orderBy(asc(t.id)).limit(sql.placeholder('limit'))
})

/** What is to be known before a claim. */
export interface Look {
  /** Time has something to do to an order first. */
  readonly due: boolean
  /** Changes with every version of a crew, a company or a contract that is added. */
  readonly recorded: string
}

/** Whether a clock has run out, each with an index in its order; and how many versions of what is recorded there are. */
function lookQuery(q: Reads) {
  const { orders: t } = q.t
  const rows = (table: string, as: string) => sql<number | string>`(SELECT count(*) FROM ${sql.raw(table)})`.as(as)
  // The first of those that are: asked for the least or for any, PostgreSQL may go through the table.
  const over = (at: PgColumn, where: SQL | undefined) => {
    const some = q
      .select({ at })
      .from(t)
      .where(and(isNotNull(at), lte(at, sql.param(sql.placeholder('now'), at)), where))
      .orderBy(asc(at))
      .limit(1)
    return sql`(${some}) IS NOT NULL`
  }
  // On hold an order keeps its clocks, and they stand still.
  const due = or(
    over(t.leaseExpiresAt, eq(t.state, 'claimed')),
    over(t.offerExpiresAt, eq(t.state, 'offered')),
    over(t.contactDueAt, and(inArray(t.state, [...HEARD_OF]), isUnnoted(q))),
  )
  return q
    .select({
      due: sql<number>`CASE WHEN ${due} THEN 1 ELSE 0 END`.as('due'),
      crews: rows('crews', 'crews'),
      contractors: rows('contractors', 'contractors'),
      contracts: rows('contracts', 'contracts'),
      uses: rows('contract_uses', 'uses'),
    })
    .from(sql`(SELECT 1) AS one`)
}

const look = prepared((q) => lookQuery(q))

/** As a driver gives it, whose numbers may be texts. */
export type LookRow = Awaited<ReturnType<ReturnType<typeof look>['execute']>>[number]

export async function lookBeforeClaim(q: Reads, now: Date): Promise<Look> {
  const [row] = await look(q, null).execute({ now })
  return lookFrom(row!)
}

/** The same, for claims to send along with what they take. */
export const lookTake = (q: Reads, now: Date): Take => ({
  ...{ key: 'look', build: () => lookQuery(q).getSQL(), values: { now }, once: true },
})

export function lookFrom({ due, crews, contractors, contracts, uses }: LookRow): Look {
  return { due: Number(due) === 1, recorded: [crews, contractors, contracts, uses].join(' ') }
}

/** What time does something to by `now`. */
export function listDue(q: Reads, now: Date, limit: number): Promise<OrderRow[]> {
  return due(q, null).execute({ now, limit })
}

/** From when a visit is booked on, silence is noted. */
const HEARD_OF = ['scheduled', 'in-progress', 'rejected'] as const
