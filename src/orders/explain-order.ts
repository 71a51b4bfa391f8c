// One order in full: why here, why then. The words come from what the plan stored; what would bring the order forward is
// worked out anew from the stored problem and plan, which is the same answer every time.
import type { Caller } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import { latestFindings } from '../estate/load-estate.ts'
import { explainJob, type Explanation } from '../planning/engine/explain.ts'
import { getDocuments, getPlan } from '../planning/get-plan.ts'
import type { PlanRow } from '../planning/store.ts'
import { Failure } from '../shared/failure.ts'
import { byCodeUnit } from '../shared/text.ts'
import type { PlannedOrder } from './order.ts'
import { findOrder, listOrderDevices, type OrderDevice } from './store.ts'

export interface ExplainedOrder {
  readonly order: PlannedOrder
  readonly plan: PlanRow
  readonly devices: readonly (OrderDevice & { readonly says: string })[]
  readonly explanation: Explanation
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
    return {
      order,
      plan,
      explanation: explainJob(problem, solved, legId),
      devices: devices
        .map((device) => ({ ...device, says: findings.get(device.id)?.says ?? '' }))
        .sort((a, b) => byCodeUnit(a.label ?? '', b.label ?? '')),
    }
  })
}

export function unknownOrder(legId: string): Failure {
  return new Failure('unknown-order', `The plan has no order ${legId}.`, 'Its orders are listed by `lenscap orders`.')
}
