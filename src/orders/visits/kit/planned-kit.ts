// What the plan has for an order to be fitted, as its cost lines say: what the company of the order buys or is given.
import { factsOf } from '../../order.ts'
import type { OrderRow } from '../../states/store.ts'

export interface PlannedKit {
  /** Its code in the catalogue, which finance buys by. */
  readonly code: string
  readonly what: string
  /** Null: a price, for which the purchase is yet to be made. */
  readonly make: string | null
  readonly model: string | null
  readonly quantity: number
}

/** One line a model, in stock or not. */
export function plannedKitOf(order: Pick<OrderRow, 'why'>): PlannedKit[] {
  const byCode = new Map<string, PlannedKit>()
  for (const { modelId: code, what, make = null, model = null, quantity } of factsOf(order).costLines) {
    if (code === undefined) continue
    const before = byCode.get(code)
    byCode.set(
      code,
      before ? { ...before, quantity: before.quantity + quantity } : { code, what, make, model, quantity },
    )
  }
  return [...byCode.values()]
}
