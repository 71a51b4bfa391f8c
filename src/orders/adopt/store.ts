import { and, asc, count, eq, getTableColumns, inArray, isNotNull, notInArray, sql, sum } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { ANY, within, withinSite, type Scope } from '../../access/scope.ts'
import { inChunks, insertAll } from '../../db/bulk.ts'
import type { Reads, Stage, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { KeptWeeks } from '../../planning/kept-weeks.ts'
import type { OrderFacts } from '../../planning/outcome/plan-orders.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import type { EventRow, OrderRow } from '../states/store.ts'
import { ENDED, HELD } from '../states/transitions.ts'
import { kindOfGate, type GateKind } from './gates.ts'

export type NewOrder = Tables['orders']['$inferInsert']
export type OrderDeviceRow = Tables['orderDevices']['$inferInsert']

/** What the plan was made for: an adoption concerns that part of the estate. */
export async function scopeOfPlan(q: Reads, planId: string): Promise<Scope> {
  const rows = await q.select().from(q.t.planScopes).where(eq(q.t.planScopes.planId, planId))
  if (rows.some(({ organisationId }) => organisationId === ANY)) return 'everything'
  return rows.map(({ organisationId, region }) => ({ organisationId, region: region === ANY ? null : region }))
}

/** The plan's orders as it stored them, with what their sites say, by rank. Their facts are read when they are written out. */
export async function listPlannedRows(q: Reads, planId: string) {
  const { planOrders, sites } = q.t
  const rows = await q
    .select({
      planned: withoutWhy(getTableColumns(planOrders)),
      site: { region: sites.region, vetting: sites.vetting, sensitivity: sites.sensitivity },
    })
    .from(planOrders)
    .innerJoin(sites, eq(sites.id, planOrders.siteId))
    .where(eq(planOrders.planId, planId))
    .orderBy(asc(planOrders.rank))
  const planned: (Omit<(typeof rows)[number]['planned'], 'why'> & { site: SiteWords; waits: boolean })[] = []
  for (const some of inChunks(rows)) {
    const facts = await readFacts(
      q,
      planId,
      some.map((row) => row.planned.legId),
    )
    for (const row of some) {
      planned.push({ ...row.planned, site: row.site, waits: facts.get(row.planned.legId)!.waitsUntilOn !== null })
    }
  }
  return planned
}
export type PlannedRow = Awaited<ReturnType<typeof listPlannedRows>>[number]
type SiteWords = Pick<Tables['sites']['$inferSelect'], 'region' | 'vetting' | 'sensitivity'>

/** By leg. */
export async function readFacts(q: Reads, planId: string, legIds: readonly string[]): Promise<Map<string, OrderFacts>> {
  const { planOrders: t } = q.t
  const facts = new Map<string, OrderFacts>()
  for (const some of inChunks(legIds)) {
    const theirs = and(eq(t.planId, planId), inArray(t.legId, some))
    for (const { legId, why } of await q.select({ legId: t.legId, why: t.why }).from(t).where(theirs)) {
      facts.set(legId, why as OrderFacts)
    }
  }
  return facts
}

const withoutWhy = <T extends { why: unknown }>({ why: _, ...columns }: T): Omit<T, 'why'> => columns

/** Without its reasons, which are most of an order, and written anew for most orders. */
export type LegOrder = Omit<OrderRow, 'why'>

/** All orders of the scope that have a leg, ended ones included, oldest first. */
export function listLegOrders(q: Reads, scope: Scope): Promise<LegOrder[]> {
  const { orders } = q.t
  return q
    .select(withoutWhy(getTableColumns(orders)))
    .from(orders)
    .where(and(isNotNull(orders.legId), withinSite(q, scope, orders)))
    .orderBy(asc(orders.id))
}

/** By order. */
export async function readReasons(q: Reads, ids: readonly string[]): Promise<Map<string, OrderRow['why']>> {
  const { orders } = q.t
  const reasons = new Map<string, OrderRow['why']>()
  for (const some of inChunks(ids)) {
    const rows = await q.select({ id: orders.id, why: orders.why }).from(orders).where(inArray(orders.id, some))
    for (const { id, why } of rows) reasons.set(id, why)
  }
  return reasons
}

export async function takenRefs(q: Reads, refs: readonly string[]): Promise<Set<string>> {
  const { orders } = q.t
  const taken = new Set<string>()
  for (const some of inChunks(refs)) {
    for (const { ref } of await q.select({ ref: orders.ref }).from(orders).where(inArray(orders.ref, some)))
      taken.add(ref)
  }
  return taken
}

/** Of all orders that listLegOrders gives: the same as long as none of them is moved and none comes to them. */
export async function legOrdersStand(q: Reads, scope: Scope): Promise<string> {
  const { orders } = q.t
  const [row] = await q
    .select({ orders: count(), versions: sum(orders.version).mapWith(Number) })
    .from(orders)
    .where(and(isNotNull(orders.legId), withinSite(q, scope, orders)))
  return `${row!.orders}/${row!.versions}`
}

interface OrderRows {
  readonly orders: readonly NewOrder[]
  readonly devices: readonly OrderDeviceRow[]
  readonly events: readonly EventRow[]
  readonly overwritten: readonly NewOrder[]
}

/** What insertOrders and overwriteOrders write, before anybody waits for it. The devices that renewed orders had stay. */
export async function stageOrders({ stage, t }: { stage: Stage; t: Tables }, rows: OrderRows): Promise<void> {
  for (const some of inChunks(rows.orders)) await stage.add(t.orders, some)
  for (const some of inChunks(rows.overwritten)) await stage.replace(t.orders, some)
  for (const some of inChunks(rows.devices)) await stage.add(t.orderDevices, some)
  for (const some of inChunks(rows.events)) await stage.add(t.orderEvents, some)
}

export async function insertOrders(
  q: Writes,
  { orders, devices, events }: Pick<OrderRows, 'orders' | 'devices' | 'events'>,
): Promise<void> {
  await insertAll(q, q.t.orders, orders)
  await insertAll(q, q.t.orderDevices, devices)
  await insertAll(q, q.t.orderEvents, events)
}

/** Writes whole rows over those that stand under the same ids. */
export async function overwriteOrders(q: Writes, rows: readonly NewOrder[]): Promise<void> {
  const { orders } = q.t
  const columns = Object.keys(getTableColumns(orders)).filter((key) => key !== 'id')
  const set = Object.fromEntries(columns.map((key) => [key, sql.raw(`excluded.${toSnakeCase(key)}`)]))
  for (const part of inChunks(rows)) {
    await q.insert(orders).values(part).onConflictDoUpdate({ target: orders.id, set })
  }
}

export async function dropDevices(q: Writes, orderIds: readonly string[]): Promise<void> {
  const { orderDevices } = q.t
  for (const ids of inChunks(orderIds)) await q.delete(orderDevices).where(inArray(orderDevices.orderId, ids))
}

/** The plan becomes the adopted one, and `before` are superseded. False: somebody changed the plan since it was read. */
export async function setAdopted(
  q: Writes,
  { id, version }: { id: string; version: number },
  before: readonly string[],
): Promise<boolean> {
  const { plans } = q.t
  for (const ids of inChunks(before)) {
    await q
      .update(plans)
      .set({ state: 'superseded', version: sql`${plans.version} + 1` })
      .where(inArray(plans.id, ids))
  }
  const done = await q
    .update(plans)
    .set({ state: 'adopted', version: version + 1 })
    .where(and(eq(plans.id, id), eq(plans.version, version)))
    .returning({ id: plans.id })
  return done.length === 1
}

/** Adopted plans whose orders the scope may see: for an adoption, those that it takes the place of. */
export async function adoptedBefore(q: Reads, scope: Scope): Promise<string[]> {
  const { plans, planScopes } = q.t
  const theirs = scope === 'everything' ? undefined : within(scope, planScopes)
  const rows = await q
    .selectDistinct({ id: plans.id })
    .from(plans)
    .innerJoin(planScopes, eq(planScopes.planId, plans.id))
    .where(and(eq(plans.state, 'adopted'), theirs))
  return rows.map(({ id }) => id)
}

/** How many orders of the plan are in which state. */
export function countStates(q: Reads, planId: string): Promise<{ state: OrderState; orders: number }[]> {
  const { orders } = q.t
  return q
    .select({ state: orders.state, orders: count() })
    .from(orders)
    .where(eq(orders.planId, planId))
    .groupBy(orders.state)
    .orderBy(asc(orders.state))
}

/** Of the plan's orders that are not ready: how many wait for what. */
export async function countGates(q: Reads, planId: string): Promise<{ gate: GateKind; orders: number }[]> {
  const { orders } = q.t
  const rows = await q
    .select({ shutGates: orders.shutGates })
    .from(orders)
    .where(and(eq(orders.planId, planId), eq(orders.state, 'proposed')))
  const kinds = Map.groupBy(
    rows.flatMap(({ shutGates }) => shutGates.map(kindOfGate)),
    (kind) => kind,
  )
  return [...kinds].map(([gate, all]) => ({ gate, orders: all.length })).sort((a, b) => byCodeUnit(a.gate, b.gate))
}

/** Null: every order that costs anything needs approval. The organisation's own limit goes before that of all. */
export async function delegatedLimits(q: Reads): Promise<(organisationId: string) => number | null> {
  const rows = await q
    .select()
    .from(q.t.delegatedLimits)
    .orderBy(asc(q.t.delegatedLimits.recordedAt), asc(q.t.delegatedLimits.id))
  const newest = new Map(rows.map(({ organisationId, pence }) => [organisationId, pence]))
  return (organisationId) => newest.get(organisationId) ?? newest.get(null) ?? null
}

/** What stands of the adopted plan, for one that is made anew. */
export async function readKeptWeeks(q: Reads, scope: Scope): Promise<KeptWeeks> {
  const { orders } = q.t
  const rows = await q
    .select({ jobId: orders.legId, weekOn: orders.weekOn, poolId: orders.poolId, state: orders.state })
    .from(orders)
    .where(
      and(
        isNotNull(orders.legId),
        isNotNull(orders.weekOn),
        notInArray(orders.state, [...ENDED]),
        withinSite(q, scope, orders),
      ),
    )
    .orderBy(asc(orders.legId))
  const places = rows.map(({ jobId, weekOn, poolId, state }) => ({
    place: { jobId: jobId!, weekOn: weekOn!, poolId },
    state,
  }))
  const held = places.filter(({ state }) => HELD.includes(state))
  return { pinned: held.map(({ place }) => place), previous: places.map(({ place }) => place) }
}

export interface ApprovalFilter {
  /** Left out: all. */
  readonly refs?: readonly string[] | undefined
  readonly planId?: string | undefined
}

/** Proposed orders of the scope, by rank. */
export async function findToApprove(q: Reads, scope: Scope, { refs, planId }: ApprovalFilter): Promise<OrderRow[]> {
  const { orders } = q.t
  const proposed = and(
    eq(orders.state, 'proposed'),
    planId === undefined ? undefined : eq(orders.planId, planId),
    withinSite(q, scope, orders),
  )
  if (refs === undefined) return await q.select().from(orders).where(proposed).orderBy(asc(orders.rank), asc(orders.id))
  const found: OrderRow[] = []
  for (const some of inChunks(refs)) {
    found.push(
      ...(await q
        .select()
        .from(orders)
        .where(and(proposed, inArray(orders.ref, some)))),
    )
  }
  return found
}

export async function insertLimit(q: Writes, row: Tables['delegatedLimits']['$inferInsert']): Promise<void> {
  await q.insert(q.t.delegatedLimits).values(row)
}
