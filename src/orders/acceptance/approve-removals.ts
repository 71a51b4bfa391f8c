// Devices of an order to replace may be removed and nothing put in their place: if that was approved before the work.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { dayOf } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { notOfOrder } from '../completion/record-outcomes.ts'
import { insertRemovalApprovals, listOrderDevices } from '../completion/store.ts'
import { getWorkOrder } from '../move-by-hand.ts'
import { ENDED } from '../states/transitions.ts'

export interface ApprovingRemovals {
  readonly ref: string
  readonly deviceIds: readonly string[]
  readonly reason: string
}

/** Approving again changes nothing. Throws `unknown-order`, `not-of-order`, `not-in-this-state`. */
export async function approveRemovals(
  deps: Deps,
  caller: Caller,
  { ref, deviceIds, reason }: ApprovingRemovals,
): Promise<void> {
  const approvedAt = deps.clock.now()
  const approvedBy = caller.principalId
  const entry = auditEntry(deps, caller, { act: 'order.removals-approved', subjectKind: 'order', subjectId: ref })
  await deps.db.write(async (q) => {
    const order = await getWorkOrder(q, caller, ref)
    if (ENDED.includes(order.state) || order.action !== 'replace') throw nothingToApprove(ref)
    const theirs = new Set((await listOrderDevices(q, order.id)).map(({ deviceId }) => deviceId))
    const foreign = deviceIds.find((id) => !theirs.has(id))
    if (foreign !== undefined) throw notOfOrder(ref, foreign)
    const { id: orderId, organisationId } = order
    const rows = deviceIds.map((deviceId) => ({
      ...{ orderId, deviceId, organisationId, approvedOn: dayOf(approvedAt), approvedAt, approvedBy },
      reason: q.sealer.seal(reason, `removal_approvals.reason:${orderId}:${deviceId}`),
    }))
    await insertRemovalApprovals(q, rows)
    await record(q, { ...entry, organisationId }, { deviceIds, reason })
  })
}

function nothingToApprove(ref: string): Failure {
  const message = `${ref} is no open order to replace devices.`
  return new Failure('not-in-this-state', message, 'Only of such an order may devices be removed and not replaced.')
}
