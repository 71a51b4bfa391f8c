// Work that an organisation's own people do: a deployment is cancelled, a device taken off the network, a site assessed. It
// needs the facts that a clause asks for, and somebody else judges it like any other work.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { staleVersion } from '../../http/etag.ts'
import type { Register } from '../../register/register.ts'
import { idsUnder } from '../../shared/ids.ts'
import { getWorkOrder } from '../move-by-hand.ts'
import type { WorkOrder } from '../order.ts'
import { situationOf } from '../situation.ts'
import { moveOrder } from '../states/move-order.ts'
import { moversOf } from '../states/movers.ts'
import { checkTransition } from '../states/possible.ts'
import { actualsOf } from './settle.ts'
import { recordOutcomes, type SentOutcome } from './record-outcomes.ts'

export interface CarryingOut {
  readonly ref: string
  readonly version: number
  readonly outcomes: readonly SentOutcome[]
}

/** Throws `unknown-order`, `stale-version`, `not-in-this-state`, `not-possible`, and what recordOutcomes throws. */
export async function carryOut(
  deps: Deps,
  register: Register,
  { caller, carrying: { ref, version, outcomes } }: { caller: Caller; carrying: CarryingOut },
): Promise<WorkOrder> {
  const now = deps.clock.now()
  const eventId = deps.ids.next('evt')
  const by = caller.principalId
  const entry = auditEntry(deps, caller, { act: 'order.carry-out', subjectKind: 'order', subjectId: ref })
  return deps.db.write(async (q) => {
    const order = await getWorkOrder(q, caller, ref)
    if (order.version !== version) throw staleVersion()
    const own = { order, companyId: null, attempt: order.attempt, visitId: null, found: [] }
    await recordOutcomes(q, { ...own, outcomes }, { register, newId: idsUnder(eventId), now, by })
    const situation = await situationOf(q, order, { caller, now })
    const to = checkTransition('carry-out', order, { movers: moversOf(caller, order), situation })
    const set = await actualsOf(q, order)
    await moveOrder(q, order, { transition: 'carry-out', to, set, event: { id: eventId, at: now, by } })
    await record(q, { ...entry, organisationId: order.organisationId }, { devices: outcomes.length })
    return getWorkOrder(q, caller, ref)
  })
}
