import type { Caller } from '../../access/caller.ts'
import type { Writes } from '../../db/database.ts'
import { situationOf } from '../situation.ts'
import { moveOrder } from '../states/move-order.ts'
import { checkTransition, type Movers } from '../states/possible.ts'
import type { OrderRow } from '../states/store.ts'
import type { TransitionName } from '../states/transitions.ts'
import type { Noting } from './field-order.ts'

export interface FieldMove {
  readonly transition: TransitionName
  readonly movers: Movers
  readonly caller: Caller
  readonly noting: Noting
  readonly detail?: unknown
  readonly set?: Partial<OrderRow>
}

/** A transition, with all that it needs looked at in the same write. Throws `not-in-this-state`, `not-possible`. */
export async function moveInField(q: Writes, order: OrderRow, move: FieldMove): Promise<OrderRow> {
  const { transition, movers, caller, noting, detail, set = {} } = move
  const { id, at, by } = noting
  const to = checkTransition(transition, order, { movers, situation: await situationOf(q, order, { caller, now: at }) })
  return moveOrder(q, order, { transition, to, set, event: { id, at, by, detail } })
}
