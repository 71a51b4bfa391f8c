// What adopting a plan does to each of its legs, and to orders that stand already: decided here, carried out in adopt-plan.ts.
import type { OrderState } from '../../shared/vocabulary.ts'
import { ENDED, HELD } from '../states/transitions.ts'

/** An order that stands, or that was the last of its leg. */
export interface StandingOrder {
  readonly id: string
  readonly legId: string | null
  readonly state: OrderState
}
export interface PlannedLegRow {
  readonly legId: string
  /** It waits for its upgrade: there is no order for it. */
  readonly waits: boolean
}

export interface Adoption<Planned extends PlannedLegRow, Order extends StandingOrder> {
  /** New orders; `after` is the accepted order of the same leg, whose kit has appeared again. */
  readonly make: readonly { readonly planned: Planned; readonly after: Order | null }[]
  /** Nobody has them: they become what the plan says. */
  readonly renew: readonly { readonly planned: Planned; readonly order: Order }[]
  /** Somebody has them: they keep what was agreed, and only their rank is the plan's. */
  readonly keep: readonly { readonly planned: Planned; readonly order: Order }[]
  /** Nobody has them and the plan has no such work any more. */
  readonly fallAway: readonly Order[]
  /** Somebody has them, though the plan has no such work any more: for the manager to look at. */
  readonly beyondPlan: readonly Order[]
}

/** `orders`: all of the plan's part of the estate that have a leg, oldest first. */
export function adoptionOf<P extends PlannedLegRow, O extends StandingOrder>(
  planned: readonly P[],
  orders: readonly O[],
): Adoption<P, O> {
  const open = new Map<string, O>()
  const accepted = new Map<string, O>()
  for (const order of orders) {
    if (order.legId === null) continue
    if (!ENDED.includes(order.state)) open.set(order.legId, order)
    else if (order.state === 'accepted' || order.state === 'verified') accepted.set(order.legId, order)
  }
  const make: { planned: P; after: O | null }[] = []
  const renew: { planned: P; order: O }[] = []
  const keep: { planned: P; order: O }[] = []
  for (const one of planned) {
    if (one.waits) continue
    const order = open.get(one.legId)
    open.delete(one.legId)
    if (!order) make.push({ planned: one, after: accepted.get(one.legId) ?? null })
    else (isHeld(order) ? keep : renew).push({ planned: one, order })
  }
  const rest = [...open.values()]
  return { make, renew, keep, fallAway: rest.filter((order) => !isHeld(order)), beyondPlan: rest.filter(isHeld) }
}

/** On hold counts as held: somebody put it there, and it goes back to where it was. */
function isHeld({ state }: StandingOrder): boolean {
  return HELD.includes(state) || state === 'on-hold'
}
