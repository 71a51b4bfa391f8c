// Statements on orders that wait for gates, or have passed them and are nobody's yet.
import { and, asc, count, eq, gt, inArray, isNotNull, ne, notInArray } from 'drizzle-orm'
import type { Reads } from '../../db/database.ts'
import type { OrderRow } from '../states/store.ts'
import { ENDED } from '../states/transitions.ts'

/** What gates rest on: it changes with every decision, contract, purchase order and use of them that is recorded. */
export async function gatesRestOn(q: Reads): Promise<string> {
  const { siteDecisions, contracts, purchaseOrders, contractUses, plans } = q.t
  const recorded: number[] = []
  for (const table of [siteDecisions, contracts, purchaseOrders, contractUses]) {
    const [row] = await q.select({ rows: count() }).from(table)
    recorded.push(row!.rows)
  }
  // An adoption takes gates over as they were when its plan was made.
  const adopted = await q.$count(plans, ne(plans.state, 'draft'))
  return JSON.stringify([...recorded, adopted])
}

export type GatedOrder = Pick<
  OrderRow,
  | ('id' | 'version' | 'state' | 'organisationId' | 'siteId' | 'action' | 'clause' | 'tier')
  | ('rank' | 'region' | 'weekOn' | 'shutGates')
>

/** By id, from the one after that given; without their reasons, which are long. */
export function listGated(q: Reads, { after, rows }: { after: string; rows: number }): Promise<GatedOrder[]> {
  const { orders: t } = q.t
  const { id, version, state, organisationId, siteId, action, clause, tier, rank, region, weekOn, shutGates } = t
  return q
    .select({ id, version, state, organisationId, siteId, action, clause, tier, rank, region, weekOn, shutGates })
    .from(t)
    .where(and(inArray(state, ['proposed', 'ready', 'offered']), gt(id, after)))
    .orderBy(asc(id))
    .limit(rows)
}

export function readOrders(q: Reads, ids: readonly string[]): Promise<OrderRow[]> {
  const { orders: t } = q.t
  return q
    .select()
    .from(t)
    .where(inArray(t.id, [...ids]))
    .orderBy(asc(t.id))
}

/** Of open orders, what was called off for them: by id, from the one after that given. */
export function listCalledOff(q: Reads, { after, rows }: { after: string; rows: number }) {
  const { orders: t } = q.t
  return q
    .select({ id: t.id, callOff: t.callOff, purchaseOrder: t.purchaseOrder, why: t.why })
    .from(t)
    .where(and(isNotNull(t.callOff), notInArray(t.state, [...ENDED]), gt(t.id, after)))
    .orderBy(asc(t.id))
    .limit(rows)
}

export async function organisationNamed(q: Reads, id: string): Promise<string> {
  const { organisations: t } = q.t
  const [row] = await q.select({ name: t.name }).from(t).where(eq(t.id, id))
  return row!.name
}
