import { Type } from 'typebox'
import { closed, nullable } from '../../../http/words.ts'
import type { Routes } from '../../../http/plugin.ts'
import type { Catalogue } from '../catalogue.ts'
import { readPurchases } from './store.ts'

const Count = Type.Integer({ minimum: 0 })
const Pence = Type.Integer({ description: 'Pence.' })

const PurchasesReply = Type.Object({
  items: Type.Array(
    Type.Object({
      deliveryMonth: Type.String({ pattern: '^\\d{4}-\\d{2}$', description: 'Such as 2027-03.' }),
      code: Type.String({ description: 'In the catalogue that the plan was made with.' }),
      says: Type.String(),
      manufacturer: nullable(Type.String()),
      model: nullable(Type.String()),
      quantity: Count,
      fromStock: Type.Integer({ minimum: 0, description: 'Of the quantity, what need not be bought.' }),
      pricePence: Type.Integer({ description: 'Pence, each, as listed.' }),
      chargedPence: Pence,
    }),
  ),
})

export function purchaseRoutesWith(shipped: { readonly catalogue: Catalogue }): Routes {
  return async (app, { db }) => {
    app.get(
      '/plans/:id/purchases',
      {
        config: { roles: ['programme', 'approver', 'estate', 'auditor', 'finance'] },
        schema: {
          tags: ['catalogue'],
          summary: 'What a plan has to buy, by month of delivery and model',
          params: closed({ id: Type.String({ maxLength: 64 }) }),
          response: { 200: PurchasesReply },
        },
      },
      async ({ params, caller }) => {
        const of = { plan: params.id, shipped: shipped.catalogue }
        const { purchases } = await db.snapshot((q) => readPurchases(q, caller.scope, of))
        return { items: purchases }
      },
    )
  }
}
