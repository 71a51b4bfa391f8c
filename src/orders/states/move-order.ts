// The one way in which an order changes its state: its row and the event of it, in the caller's own write.
import type { Writes } from '../../db/database.ts'
import { staleVersion } from '../../http/etag.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import { insertEvent, updateOrder, type OrderRow } from './store.ts'
import { TRANSITIONS, type TransitionName } from './transitions.ts'

export interface Move {
  readonly transition: TransitionName
  /** As checkTransition gave it. */
  readonly to: OrderState
  /** What goes with it: the company, the lease, the reason of a hold. */
  readonly set?: Partial<Omit<OrderRow, 'id' | 'version' | 'state' | 'ref'>>
  /** Id and time are taken before the write. `detail`: reasons, in words; sealed. */
  readonly event: { readonly id: string; readonly at: Date; readonly by: string; readonly detail?: unknown }
}

/**
 * Moves the order as it was read and returns it as it is then. Throws `stale-version` when somebody moved it since; that the
 * move may be made is for checkTransition to say, in the same write.
 */
export async function moveOrder(
  q: Writes,
  order: OrderRow,
  { transition, to, set = {}, event }: Move,
): Promise<OrderRow> {
  const from: readonly string[] = TRANSITIONS[transition].from
  if (!from.includes(order.state)) throw new Error(`${transition} does not start from ${order.state}`)
  const moved = await updateOrder(q, order, { ...set, state: to })
  if (!moved) throw staleVersion()
  const { id, at, by, detail } = event
  await insertEvent(q, {
    id,
    orderId: order.id,
    organisationId: order.organisationId,
    event: transition,
    fromState: order.state,
    toState: to,
    attempt: moved.attempt,
    companyId: moved.companyId ?? order.companyId,
    detail: detail === undefined ? null : q.sealer.seal(JSON.stringify(detail), `order_events.detail:${id}`),
    at,
    by,
    position: null,
  })
  return moved
}
