// The purchasing list of a plan: which models are to be delivered in which month. Read from the orders' own cost lines, so
// that what is bought and what is paid for are the same. Pure.
import { pounds, optional, text, wholeNumber, type RowOf } from '../../../estate/lists/fields.ts'
import { addDays, type Day } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { Catalogue } from '../catalogue.ts'
import type { CostLine } from '../cost-line.ts'

export const PURCHASE_COLUMNS = {
  /** `2027-03` */
  deliveryMonth: text('delivery_month'),
  code: text('code'),
  says: text('description'),
  manufacturer: optional(text('manufacturer')),
  model: optional(text('model')),
  quantity: wholeNumber('quantity'),
  /** Of the quantity, what need not be bought. */
  fromStock: wholeNumber('from_stock'),
  /** As listed, each. */
  pricePence: pounds('price_pounds'),
  /** What the orders are charged for them, in the prices of their year and with the VAT that is not recovered. */
  chargedPence: pounds('charged_pounds'),
}
export type Purchase = RowOf<typeof PURCHASE_COLUMNS>

export interface PlacedOrder {
  readonly costLines: readonly CostLine[]
  /** Null: not planned to be done, so nothing is bought for it. */
  readonly weekOn: Day | null
}

/** By month, then by code. */
export function purchasesOf(orders: readonly PlacedOrder[], { models }: Pick<Catalogue, 'models'>): Purchase[] {
  const byCode = new Map(models.map((model) => [model.code, model]))
  const rows = new Map<string, Purchase>()
  for (const { costLines, weekOn } of orders) {
    if (weekOn === null) continue
    for (const { modelId, quantity, pricePence, pence, offsetWeeks, what } of costLines) {
      if (modelId === undefined) continue
      const model = byCode.get(modelId)
      const deliveryMonth = addDays(weekOn, 7 * offsetWeeks).slice(0, 7)
      const key = `${deliveryMonth}\n${modelId}`
      const before = rows.get(key)
      rows.set(key, {
        ...{ deliveryMonth, code: modelId, says: model?.says ?? what },
        ...{ manufacturer: model?.manufacturer ?? null, model: model?.model ?? null },
        quantity: (before?.quantity ?? 0) + quantity,
        // Every model has a price; what is from stock was paid before.
        fromStock: (before?.fromStock ?? 0) + (pricePence === 0 ? quantity : 0),
        pricePence: model?.pricePence ?? pricePence,
        chargedPence: (before?.chargedPence ?? 0) + pence,
      })
    }
  }
  return [...rows].sort(([a], [b]) => byCodeUnit(a, b)).map(([, row]) => row)
}
