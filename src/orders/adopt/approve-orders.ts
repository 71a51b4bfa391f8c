// Approves what orders are estimated to cost. An order within the delegated limit needs nobody; without a limit every order
// that costs anything does.
import { setImmediate } from 'node:timers/promises'
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import { unknownOrderRef } from '../order.ts'
import { moveOrder } from '../states/move-order.ts'
import { checkTransition } from '../states/possible.ts'
import { situationFor } from '../claims/situation.ts'
import { updateOrder, type OrderRow } from '../states/store.ts'
import { kindOfGate } from './gates.ts'
import { findToApprove, insertLimit, type ApprovalFilter } from './store.ts'

export interface Approval extends ApprovalFilter {
  readonly reason: string
}

/** Some tens of milliseconds: nobody's request waits longer for the approval of fifty thousand. */
const AT_ONCE = 200

export interface Approved {
  readonly approved: number
  readonly ready: number
  readonly pence: number
}

/**
 * Approves the estimates of the orders named, or of all that wait for approval. Throws `unknown-order` for one that is not
 * there or waits for none, `no-orders` when there is nothing to approve.
 */
export async function approveOrders(deps: Deps, caller: Caller, { reason, ...filter }: Approval): Promise<Approved> {
  const now = deps.clock.now()
  const entry = auditEntry(deps, caller, { act: 'orders.approved', subjectKind: 'order' })
  const eventId = deps.ids.next('evt')
  return await deps.db.write(async (q) => {
    const waiting = (await findToApprove(q, caller.scope, filter)).filter(waitsForApproval)
    const found = new Set(waiting.map(({ ref }) => ref))
    const missing = filter.refs?.find((ref) => !found.has(ref))
    if (missing !== undefined) throw unknownOrderRef(missing)
    if (waiting.length === 0) throw nothingWaits()
    let ready = 0
    for (const [i, order] of waiting.entries()) {
      // On SQLite nothing else makes way for the requests of others.
      if (i % AT_ONCE === AT_ONCE - 1) await setImmediate()
      const shutGates = order.shutGates.filter((gate) => kindOfGate(gate) !== 'approval')
      const set = { approvedPence: order.estimatePence, shutGates }
      if (shutGates.length > 0) {
        await updateOrder(q, order, set)
        continue
      }
      const to = checkTransition('make-ready', order, { movers: ['programme'], situation: situationFor({ shutGates }) })
      const event = { id: `${eventId}${i}`, at: now, by: caller.principalId, detail: { reason } }
      await moveOrder(q, order, { transition: 'make-ready', to, set, event })
      ready++
    }
    const pence = waiting.reduce((sum, { estimatePence }) => sum + estimatePence, 0)
    const done = { approved: waiting.length, ready, pence }
    await record(q, entry, { ...done, reason, refs: filter.refs ?? 'all' })
    return done
  })
}

/** Records what may be spent on one order without approval; counts for plans adopted from then on. */
export async function setDelegatedLimit(
  deps: Deps,
  caller: Caller,
  { organisationId, pence }: { organisationId: string | null; pence: number },
): Promise<void> {
  const row = {
    id: deps.ids.next('lim'),
    organisationId,
    pence,
    recordedAt: deps.clock.now(),
    recordedBy: caller.principalId,
  }
  const entry = auditEntry(deps, caller, {
    act: 'delegated-limit.set',
    subjectKind: 'delegated-limit',
    subjectId: row.id,
  })
  await deps.db.write(async (q) => {
    await insertLimit(q, row)
    await record(q, entry, { organisationId, pence })
  })
}

function waitsForApproval({ state, shutGates }: OrderRow): boolean {
  return state === 'proposed' && shutGates.some((gate) => kindOfGate(gate) === 'approval')
}

function nothingWaits(): Failure {
  return new Failure(
    'no-orders',
    `${count(0, 'order')} wait for approval.`,
    'GET /api/v1/orders?state=proposed lists what waits, and for what.',
  )
}
