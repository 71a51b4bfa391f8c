import { eq } from 'drizzle-orm'
import type { Scope } from '../../../access/scope.ts'
import type { Reads } from '../../../db/database.ts'
import { getPlan } from '../../get-plan.ts'
import type { OrderFacts } from '../../outcome/plan-orders.ts'
import type { Catalogue } from '../catalogue.ts'
import { findCatalogue } from '../versions/in-force.ts'
import { purchasesOf, type Purchase } from './purchases.ts'

/** Of the plan, or of the adopted (else the newest) one. Throws `unknown-plan`, `no-plan`. */
export async function readPurchases(
  q: Reads,
  scope: Scope,
  { plan: id, shipped }: { plan: string | undefined; shipped: Catalogue },
): Promise<{ readonly planId: string; readonly purchases: Purchase[] }> {
  const { id: planId, catalogueVersion } = await getPlan(q, scope, id)
  const catalogue = await findCatalogue(q, shipped, catalogueVersion)
  const { planOrders } = q.t
  const rows = await q
    .select({ weekOn: planOrders.weekOn, why: planOrders.why })
    .from(planOrders)
    .where(eq(planOrders.planId, planId))
  const orders = rows.map(({ weekOn, why }) => ({ weekOn, costLines: (why as OrderFacts).costLines }))
  return { planId, purchases: purchasesOf(orders, catalogue ?? { models: [] }) }
}
