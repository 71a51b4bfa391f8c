// One order in full: why here, why then. The words come from what the plan stored; what would bring the order forward is
// worked out anew from the stored problem and plan, which is the same answer every time.
import type { Caller } from '../../access/caller.ts'
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { latestFindings } from '../../estate/load-estate.ts'
import { explainJob, type Explanation } from '../../planning/engine/explain.ts'
import { getDocuments, getPlan } from '../../planning/get-plan.ts'
import type { PlanRow } from '../../planning/store.ts'
import { Failure } from '../../shared/failure.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { FullCrew, PlannedOrder } from './order.ts'
import { findOrder, listOrderDevices, type OrderDevice } from './store.ts'

export interface ExplainedOrder {
  readonly order: PlannedOrder
  readonly plan: PlanRow
  readonly devices: readonly (OrderDevice & { readonly says: string })[]
  readonly explanation: Explanation
  /** For each crew that was full on the way to its week, who had it. */
  readonly crews: readonly FullCrew[]
}

/** Throws `unknown-plan`, `no-plan`, `unknown-order`. */
export async function explainOrder(
  { db }: Pick<Deps, 'db'>,
  { scope }: Pick<Caller, 'scope'>,
  { planId, legId }: { planId: string | undefined; legId: string },
): Promise<ExplainedOrder> {
  return await db.snapshot(async (q) => {
    const plan = await getPlan(q, scope, planId)
    const order = await findOrder(q, scope, { planId: plan.id, legId })
    if (!order) throw unknownOrder(legId)
    const { problem, plan: solved } = await getDocuments(q, plan)
    const devices = await listOrderDevices(q, scope, order.facts.deviceIds)
    const findings = await latestFindings(q, scope, order.facts.deviceIds)
    const explanation = explainJob(problem, solved, legId)
    return {
      order,
      plan,
      explanation,
      crews: await findCrews(q, scope, { planId: plan.id, explanation }),
      devices: devices
        .map((device) => ({ ...device, says: findings.get(device.id)?.says ?? '' }))
        .sort((a, b) => byCodeUnit(a.label ?? '', b.label ?? '')),
    }
  })
}

/** Orders that the caller may not see are counted, not named. */
async function findCrews(
  q: Reads,
  scope: Scope,
  { planId, explanation }: { planId: string; explanation: Explanation },
): Promise<FullCrew[]> {
  const crews: FullCrew[] = []
  for (const { ref, fromOn, untilOn, heldBy } of explanation.binding) {
    if (!heldBy) continue
    const orders: PlannedOrder[] = []
    for (const legId of heldBy.jobIds) {
      const order = await findOrder(q, scope, { planId, legId })
      if (order) orders.push(order)
    }
    const others = heldBy.others + heldBy.jobIds.length - orders.length
    crews.push({ pool: ref!, fromOn, untilOn, orders, others })
  }
  return crews
}

export function unknownOrder(legId: string): Failure {
  return new Failure('unknown-order', `The plan has no order ${legId}.`, 'Its orders are listed by `lenscap orders`.')
}
