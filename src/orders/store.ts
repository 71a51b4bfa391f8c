import { and, asc, desc, eq, gt, inArray, or, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { within, type Scope } from '../access/scope.ts'
import type { Reads } from '../db/database.ts'
import type { OrderState } from '../shared/vocabulary.ts'
import type { WorkOrder } from './order.ts'
import type { OrderRow } from './states/store.ts'

export interface OrderFilter {
  readonly state?: OrderState | undefined
  readonly siteId?: string | undefined
  readonly companyId?: string | undefined
}

/** By rank; among those of one rank, a follow-up and its parent, by id. */
export async function listWorkOrders(
  q: Reads,
  scope: Scope,
  { state, siteId, companyId }: OrderFilter,
  { after, limit }: { after: { rank: number; id: string } | null; limit: number },
): Promise<WorkOrder[]> {
  const { orders } = q.t
  const found = await workOrders(q)
    .where(
      and(
        inScope(q, scope),
        state === undefined ? undefined : eq(orders.state, state),
        siteId === undefined ? undefined : eq(orders.siteId, siteId),
        companyId === undefined ? undefined : eq(orders.companyId, companyId),
        after === null ? undefined : beyond(q, after),
      ),
    )
    .orderBy(asc(orders.rank), asc(orders.id))
    .limit(limit)
  return found.map(workOrderOf)
}

function beyond({ t: { orders } }: Reads, { rank, id }: { rank: number; id: string }): SQL | undefined {
  return or(gt(orders.rank, rank), and(eq(orders.rank, rank), gt(orders.id, id)))
}

/** Undefined also for an order beyond the scope. */
export async function findWorkOrder(q: Reads, scope: Scope, ref: string): Promise<WorkOrder | undefined> {
  const [found] = await workOrders(q).where(and(eq(q.t.orders.ref, ref), inScope(q, scope)))
  return found && workOrderOf(found)
}

export async function findWorkOrders(q: Reads, scope: Scope, refs: readonly string[]): Promise<WorkOrder[]> {
  const found = await workOrders(q).where(and(inArray(q.t.orders.ref, [...refs]), inScope(q, scope)))
  return found.map(workOrderOf)
}

function workOrders(q: Reads) {
  const { orders, sites, organisations } = q.t
  const parents = alias(orders, 'parents')
  return q
    .select({
      order: orders,
      parentRef: parents.ref,
      site: { id: sites.id, code: sites.code, name: sites.name, sensitivity: sites.sensitivity, region: sites.region },
      organisation: { name: organisations.name, standing: organisations.standing },
    })
    .from(orders)
    .innerJoin(sites, eq(sites.id, orders.siteId))
    .innerJoin(organisations, eq(organisations.id, orders.organisationId))
    .leftJoin(parents, eq(parents.id, orders.parentId))
    .$dynamic()
}

function workOrderOf({ order, ...where }: { order: OrderRow } & Omit<WorkOrder, keyof OrderRow>): WorkOrder {
  return { ...order, ...where }
}

/** A site's region is where its orders are, now. */
function inScope({ t }: Reads, scope: Scope): SQL | undefined {
  return within(scope, { organisationId: t.orders.organisationId, region: t.sites.region })
}

export interface OrderEvent {
  readonly event: string
  readonly fromState: OrderState
  readonly toState: OrderState
  readonly at: Date
  readonly by: string
  /** As it was said; null: nothing was. */
  readonly detail: unknown
}

/** Everything that happened to the order, oldest first, opened. */
export async function listEvents(q: Reads, orderId: string): Promise<OrderEvent[]> {
  const { orderEvents } = q.t
  const rows = await q.select().from(orderEvents).where(eq(orderEvents.orderId, orderId)).orderBy(asc(orderEvents.id))
  return rows.map(({ id, event, fromState, toState, at, by, detail }) => {
    const said = detail === null ? null : (JSON.parse(q.sealer.unseal(detail, `order_events.detail:${id}`)) as unknown)
    return { event, fromState, toState, at, by, detail: said }
  })
}

/** When the order was last put on hold; undefined: never. */
export async function heldSince(q: Reads, orderId: string): Promise<Date | undefined> {
  const { orderEvents } = q.t
  const [row] = await q
    .select({ at: orderEvents.at })
    .from(orderEvents)
    .where(and(eq(orderEvents.orderId, orderId), eq(orderEvents.event, 'hold')))
    .orderBy(desc(orderEvents.id))
    .limit(1)
  return row?.at
}

/** Whether work on it has ever begun. */
export async function hasBegun(q: Reads, orderId: string): Promise<boolean> {
  const { orderEvents } = q.t
  const rows = await q
    .select({ id: orderEvents.id })
    .from(orderEvents)
    .where(and(eq(orderEvents.orderId, orderId), eq(orderEvents.event, 'start')))
    .limit(1)
  return rows.length > 0
}
