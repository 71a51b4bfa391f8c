import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import { within, withinSite, type Scope } from '../../access/scope.ts'
import { inChunks } from '../../db/bulk.ts'
import type { Reads } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { CallOffFacts } from '../../planning/contracts/call-offs.ts'
import type { OrderFacts } from '../../planning/outcome/plan-orders.ts'
import type { Day, FinancialYear } from '../../shared/day.ts'
import type { Action } from '../../shared/vocabulary.ts'
import type { PlannedOrder } from './order.ts'

/** By rank, from the first after the rank given. */
export async function listOrders(
  q: Reads,
  scope: Scope,
  { planId, after = 0, rows }: { planId: string; after?: number; rows: number },
): Promise<PlannedOrder[]> {
  const { planOrders } = q.t
  const found = await ordersWithSites(q)
    .where(and(eq(planOrders.planId, planId), gt(planOrders.rank, after), inScope(q, scope)))
    .orderBy(asc(planOrders.rank))
    .limit(rows)
  return found.map(orderOf)
}

export async function findOrder(
  q: Reads,
  scope: Scope,
  { planId, legId }: { planId: string; legId: string },
): Promise<PlannedOrder | undefined> {
  const { planOrders } = q.t
  const [found] = await ordersWithSites(q).where(
    and(eq(planOrders.planId, planId), eq(planOrders.legId, legId), inScope(q, scope)),
  )
  return found && orderOf(found)
}

function ordersWithSites(q: Reads) {
  const { planOrders, sites, organisations, orders } = q.t
  // A leg is of one site, by whose index its orders are found.
  const takenOver = and(
    eq(orders.siteId, planOrders.siteId),
    eq(orders.legId, planOrders.legId),
    eq(orders.planId, planOrders.planId),
  )
  return q
    .select({
      order: planOrders,
      taken: { ref: orders.ref, state: orders.state },
      site: { id: sites.id, code: sites.code, name: sites.name, sensitivity: sites.sensitivity, region: sites.region },
      organisation: { name: organisations.name, standing: organisations.standing },
    })
    .from(planOrders)
    .innerJoin(sites, eq(sites.id, planOrders.siteId))
    .innerJoin(organisations, eq(organisations.id, planOrders.organisationId))
    .leftJoin(orders, takenOver)
    .$dynamic()
}

/** A site's region is where its orders are. */
function inScope({ t }: Reads, scope: Scope) {
  return within(scope, { organisationId: t.planOrders.organisationId, region: t.sites.region })
}

/** Once the plan is adopted, the order has a reference, and a state of its own. */
function orderOf({
  order,
  taken,
  site,
  organisation,
}: Awaited<ReturnType<typeof ordersWithSites>>[number]): PlannedOrder {
  const { why, ...rest } = order
  return {
    ...rest,
    ref: null,
    ...taken,
    tier: rest.tier as PlannedOrder['tier'],
    facts: why as OrderFacts,
    site,
    organisation,
  }
}

/** What an order costs, for those who may know nothing else of it. */
export interface OrderCost {
  readonly leg: string
  readonly organisation: string
  readonly action: Action
  readonly state: 'proposed' | 'ready'
  readonly costPence: number
  readonly weekOn: Day | null
  readonly financialYear: FinancialYear | null
}

/** By leg, whose ids are hashes: the order of the list says nothing of the risk. */
export function listCosts(
  q: Reads,
  scope: Scope,
  { planId, after = '', rows }: { planId: string; after?: string | undefined; rows: number },
): Promise<OrderCost[]> {
  const { planOrders } = q.t
  return costs(q)
    .where(and(eq(planOrders.planId, planId), gt(planOrders.legId, after), inScope(q, scope)))
    .orderBy(asc(planOrders.legId))
    .limit(rows)
}

/** How many of the plan's orders the scope may see. */
export async function countOrders(q: Reads, scope: Scope, planId: string): Promise<number> {
  const { planOrders, sites } = q.t
  const [found] = await q
    .select({ orders: sql`count(*)`.mapWith(Number) })
    .from(planOrders)
    .innerJoin(sites, eq(sites.id, planOrders.siteId))
    .where(and(eq(planOrders.planId, planId), inScope(q, scope)))
  return found?.orders ?? 0
}

export async function findCost(
  q: Reads,
  scope: Scope,
  { planId, legId }: { planId: string; legId: string },
): Promise<{ cost: OrderCost; costLines: OrderFacts['costLines']; callOff: CallOffFacts | null } | undefined> {
  const { planOrders } = q.t
  const [cost] = await costs(q).where(
    and(eq(planOrders.planId, planId), eq(planOrders.legId, legId), inScope(q, scope)),
  )
  const order = cost && (await findOrder(q, scope, { planId, legId }))
  return order && { cost, costLines: order.facts.costLines, callOff: order.facts.callOff ?? null }
}

function costs(q: Reads) {
  const { planOrders: t, sites, organisations } = q.t
  const { legId: leg, action, state, costPence, weekOn, financialYear } = t
  return q
    .select({ leg, organisation: organisations.name, action, state, costPence, weekOn, financialYear })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .innerJoin(organisations, eq(organisations.id, t.organisationId))
    .$dynamic()
}

export type OrderDevice = Pick<
  Tables['devices']['$inferSelect'],
  'id' | 'label' | 'kind' | 'manufacturer' | 'model' | 'network' | 'finding'
>

/** In no particular order. */
export async function listOrderDevices(q: Reads, scope: Scope, ids: readonly string[]): Promise<OrderDevice[]> {
  const { devices } = q.t
  const { id, label, kind, manufacturer, model, network, finding } = devices
  const found: OrderDevice[] = []
  for (const some of inChunks(ids)) {
    const wanted = and(inArray(devices.id, some), withinSite(q, scope, devices))
    found.push(
      ...(await q.select({ id, label, kind, manufacturer, model, network, finding }).from(devices).where(wanted)),
    )
  }
  return found
}
