// Kit that is in stock goes to the most urgent legs, and kit that is not is ordered by batch.
import type { Day } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import type { Catalogue, Model } from './catalogue.ts'

/** What a leg takes of one model. */
export interface KitNeed {
  readonly model: Model
  readonly quantity: number
  /** Why this model replaces what stands there. */
  readonly why: string
}

export interface Kit extends KitNeed {
  /** How many of the quantity come from stock. */
  readonly fromStock: number
}

/** As if nothing were in stock: for work that is looked at apart from what is more urgent, and would take it first. */
export function withoutStock(catalogue: Catalogue): Catalogue {
  return { ...catalogue, models: catalogue.models.map((model) => ({ ...model, stock: 0 })) }
}

/** `legs` by rank, the most urgent first: the kit of each, in the same order, with what stock covers of it. */
export function allotStock(legs: readonly (readonly KitNeed[])[]): Kit[][] {
  const left = new Map<string, number>()
  return legs.map((needs) =>
    needs.map((need) => {
      const { code, stock } = need.model
      const there = left.get(code) ?? stock
      const fromStock = Math.min(there, need.quantity)
      left.set(code, there - fromStock)
      return { ...need, fromStock }
    }),
  )
}

/**
 * Days from the plan's start until the kit can be there in time for the work: the longest of its models, and none for kit
 * from stock. `assumed` is the lead of a model that states none, and of work without new kit.
 */
export function leadDaysOf(kit: readonly Kit[], assumed: number): number {
  if (kit.length === 0) return assumed
  const bought = kit.filter(({ quantity, fromStock }) => quantity > fromStock)
  const days = bought.map(({ model }) => (model.leadDays ?? assumed) + 7 * model.deliveredWeeksBefore)
  return Math.max(0, ...days)
}

interface PlacedLeg {
  readonly kit: readonly Kit[]
  /** Null: not planned to be done, so nothing is bought for it. */
  readonly weekOn: Day | null
}

/** What full batches leave over when all is bought: no order pays for it. */
export function batchSurplus(legs: readonly PlacedLeg[]): { code: string; message: string }[] {
  const bought = new Map<Model, number>()
  for (const { model, quantity, fromStock } of legs.flatMap(({ kit, weekOn }) => (weekOn === null ? [] : kit))) {
    bought.set(model, (bought.get(model) ?? 0) + quantity - fromStock)
  }
  const over = [...bought]
    .map(([model, n]) => ({ model, units: (model.orderBatch - (n % model.orderBatch)) % model.orderBatch }))
    .filter(({ units }) => units > 0)
    .sort((a, b) => byCodeUnit(a.model.code, b.model.code))
  if (over.length === 0) return []
  const pence = over.reduce((sum, { model, units }) => sum + units * model.pricePence, 0)
  const units = over.reduce((sum, one) => sum + one.units, 0)
  const named = over.map((one) => `${one.model.code} ${one.units} of a batch of ${one.model.orderBatch}`).join(', ')
  const message = `Full batches leave ${count(units, 'unit')} over, ${sayPence(pence)} as listed, which no order pays for: ${named}.`
  return [{ code: 'batch-surplus', message }]
}
