// Work that comes of work that was accepted: a snag to be put right, a fault within the warranty, kit that has appeared again.
// It is an order of its own, linked to the first, with its rank.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { dayOf, nextMonday, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { idsUnder } from '../../shared/ids.ts'
import type { NewOrder } from '../adopt/store.ts'
import { notOfOrder } from '../completion/record-outcomes.ts'
import { followUpOf } from '../completion/follow-up.ts'
import { insertLinkedOrder, listEffects, listOrderDevices, listWeighed } from '../completion/store.ts'
import { getWorkOrder } from '../move-by-hand.ts'
import type { WorkOrder } from '../order.ts'
import { newRef } from '../order-ref.ts'
import { insertEvent } from '../states/store.ts'
import type { JudgingReference } from './judge-order.ts'

export interface Linking {
  readonly ref: string
  readonly link: 'snag' | 'warranty' | 'reappeared'
  /** Of the order, or what came in their place. */
  readonly deviceIds: readonly string[]
  readonly reason: string
}

/** Returns the new order. Throws `unknown-order`, `not-in-this-state`, `not-of-order`. */
export async function linkOrder(
  deps: Deps,
  reference: Pick<JudgingReference, 'register' | 'weights'>,
  { caller, linking: { ref, link, deviceIds, reason } }: { caller: Caller; linking: Linking },
): Promise<WorkOrder> {
  const at = deps.clock.now()
  const eventId = deps.ids.next('evt')
  const newId = idsUnder(eventId)
  const fresh = { id: newId('ord'), ref: newRef(deps.ids), at }
  const entry = auditEntry(deps, caller, { act: `order.${link}`, subjectKind: 'order', subjectId: fresh.ref })
  return deps.db.write(async (q) => {
    const parent = await getWorkOrder(q, caller, ref)
    if (parent.state !== 'accepted' && parent.state !== 'verified') throw notAccepted(parent)
    const effects = await listEffects(q, parent.id)
    const theirs = [...(await listOrderDevices(q, parent.id)), ...effects].map(({ deviceId }) => deviceId)
    const known = new Set([...theirs, ...effects.map(({ installedDeviceId }) => installedDeviceId)])
    const foreign = deviceIds.find((id) => !known.has(id))
    if (foreign !== undefined) throw notOfOrder(ref, foreign)
    const rest = await listWeighed(q, deviceIds)
    const all = await listWeighed(q, [...new Set(theirs)])
    const following = { left: { all, rest }, reference, fresh, estimatePence: 0 }
    const order = { ...followUpOf(parent, following), ...asLinked(link, dayOf(at)) }
    await insertLinkedOrder(q, order, rest)
    const detail = q.sealer.seal(JSON.stringify({ reason }), `order_events.detail:${eventId}`)
    await insertEvent(q, {
      ...{ id: eventId, orderId: fresh.id, organisationId: parent.organisationId, event: link },
      ...{ fromState: 'proposed', toState: 'ready', attempt: 0, companyId: null, detail, position: null },
      ...{ at, by: caller.principalId },
    })
    await record(q, { ...entry, organisationId: parent.organisationId }, { parent: ref, deviceIds, reason })
    return getWorkOrder(q, caller, fresh.ref)
  })
}

/** It costs what a call-out costs, which nobody has estimated; no plan knows of it, and it is for the next week. */
function asLinked(link: Linking['link'], today: Day): Partial<NewOrder> {
  const weekOn = nextMonday(today)
  return { link, legId: null, afterOrderId: null, sequence: null, weekOn, approvedPence: null }
}

function notAccepted({ ref, state }: WorkOrder): Failure {
  const hint = 'Until it is accepted, reject it: the same company then puts it right.'
  return new Failure('not-in-this-state', `${ref} is ${state}: nothing is linked to work that is not accepted.`, hint)
}
