import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { PlannedOrder } from './order.ts'
import { listOrders } from './store.ts'

/** Every order of the plan that the scope may see, by rank. */
export async function listPlanOrders(q: Reads, scope: Scope, planId: string): Promise<PlannedOrder[]> {
  // Far above any plan: an estate of a million devices packs into fewer legs.
  return await listOrders(q, scope, { planId, rows: 1_000_000 })
}
