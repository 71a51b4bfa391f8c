// What a manager does with an order that stands: holds it and lets it go on, cancels it, takes it from a company, or lets the
// same company go again.
import { auditEntry, record } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import type { Reads } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { staleVersion } from '../http/etag.ts'
import { FREE } from './claims/situation.ts'
import { unknownOrderRef, type WorkOrder } from './order.ts'
import { situationOf, type Given } from './situation.ts'
import { checkTransition } from './states/possible.ts'
import { moveOrder } from './states/move-order.ts'
import { moversOf } from './states/movers.ts'
import type { OrderRow } from './states/store.ts'
import { findWorkOrder, heldSince } from './store.ts'
import { clockToCome, notBeforeWhatComes } from './visits/clock/clock-to-come.ts'
import type { Clocks, CompanyTimes } from './visits/clock/company-clock.ts'

export const BY_HAND = ['hold', 'resume', 'cancel', 'take-back', 'rebook'] as const
export type ByHand = (typeof BY_HAND)[number]

export interface Moving extends Given {
  readonly ref: string
  readonly transition: ByHand
  /** The one that the caller looked at. */
  readonly version: number
}

/** Returns the order as it is then. Throws `unknown-order`, `stale-version`, `not-in-this-state`, `not-possible`. */
export async function moveByHand(
  deps: Deps & CompanyTimes,
  caller: Caller,
  { ref, transition, version, ...given }: Moving,
): Promise<WorkOrder> {
  const now = deps.clock.now()
  const eventId = deps.ids.next('evt')
  const entry = auditEntry(deps, caller, { act: `order.${transition}`, subjectKind: 'order', subjectId: ref })
  return await deps.db.write(async (q) => {
    const order = await getWorkOrder(q, caller, ref)
    if (order.version !== version) throw staleVersion()
    const movers = moversOf(caller, order)
    const to = checkTransition(transition, order, {
      movers,
      situation: await situationOf(q, order, { caller, now, given }),
    })
    const set = await goesWith(q, order, { transition, given, now, times: deps })
    await moveOrder(q, order, {
      transition,
      to,
      set,
      event: { id: eventId, at: now, by: caller.principalId, detail: given },
    })
    await record(q, { ...entry, organisationId: order.organisationId }, given)
    return getWorkOrder(q, caller, ref)
  })
}

/** Throws `unknown-order`. */
export async function getWorkOrder(q: Reads, { scope }: Pick<Caller, 'scope'>, ref: string): Promise<WorkOrder> {
  const order = await findWorkOrder(q, scope, ref)
  if (!order) throw unknownOrderRef(ref)
  return order
}

async function goesWith(
  q: Reads,
  order: OrderRow,
  { transition, given, now, times }: { transition: ByHand; given: Given; now: Date; times: CompanyTimes },
): Promise<Partial<OrderRow>> {
  switch (transition) {
    case 'hold':
      return { whence: order.state, slipReason: given.slipReason ?? null }
    case 'resume':
      return { whence: null, slipReason: null, ...(await resumedClocks(q, order, now, times)) }
    case 'cancel':
      return { ...FREE, closedAt: now }
    case 'take-back':
      return FREE
    case 'rebook':
      return clockToCome(q, { ...order, state: 'scheduled' }, now, times)
  }
}

/** The time on hold is not the company's, nor is what it waits for since. */
async function resumedClocks(q: Reads, order: OrderRow, now: Date, times: CompanyTimes): Promise<Clocks> {
  const { id, leaseExpiresAt, contactDueAt, whence } = order
  const held = now.getTime() - ((await heldSince(q, id)) ?? now).getTime()
  const later = (at: Date | null) => at && new Date(at.getTime() + held)
  const clocks = { leaseExpiresAt: later(leaseExpiresAt), contactDueAt: later(contactDueAt) }
  return notBeforeWhatComes(q, { ...order, ...clocks, state: whence ?? order.state }, now, times)
}
