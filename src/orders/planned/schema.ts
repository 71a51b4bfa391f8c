import { Type } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { AnyJson, closed, DayText, nullable, oneOf } from '../../http/words.ts'
import { COST_KINDS } from '../../planning/catalogue/cost-line.ts'
import { ACTIONS, CLAUSES, ORDER_STATES, SENSITIVITIES } from '../../shared/vocabulary.ts'

export const OrdersParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const OrderParams = Type.Object({ id: Type.String({ maxLength: 64 }), leg: Type.String({ maxLength: 64 }) })
export const OrdersQuery = closed(PageQuery)

export const OrderReply = Type.Object({
  rank: Type.Integer({ description: 'Risk order: tier, then weight.' }),
  sequence: nullable(Type.Integer({ description: 'Delivery order: by planned week.' })),
  state: oneOf(ORDER_STATES),
  ref: nullable(Type.String({ description: 'Null until the plan is adopted.' })),
  tier: Type.Integer(),
  clause: oneOf(CLAUSES),
  action: oneOf(ACTIONS),
  site: Type.Object({ code: Type.String(), name: Type.String(), sensitivity: oneOf(SENSITIVITIES) }),
  devices: Type.Integer(),
  costPence: Type.Integer(),
  weekOn: nullable(DayText),
  financialYear: nullable(Type.String()),
  reasons: Type.Array(Type.String()),
  binding: Type.Array(AnyJson),
  leg: Type.String(),
  organisation: Type.String(),
})
export const OrdersReply = pageReply(OrderReply)

const CostLines = Type.Array(
  Type.Object({
    kind: Type.Optional(oneOf(COST_KINDS)),
    what: Type.String(),
    modelId: Type.Optional(Type.String({ description: 'Of kit: its code in the catalogue.' })),
    why: Type.Optional(Type.String({ description: 'Why this model replaces what stands there.' })),
    quantity: Type.Integer(),
    unit: oneOf(['device', 'minute', 'visit']),
    pricePence: Type.Integer(),
    pence: Type.Integer({ description: 'What funds are charged in the year that it is paid.' }),
    vatPence: Type.Optional(Type.Integer({ description: 'VAT in it, which is not recovered.' })),
    offsetWeeks: Type.Optional(Type.Integer({ description: 'Weeks after the order’s week that it is paid.' })),
    source: Type.String(),
    asOf: DayText,
  }),
)

/** An order as finance sees it: no site, tier, rank, clause, kit or reason. */
export const CostReply = Type.Object({
  leg: Type.String(),
  organisation: Type.String(),
  action: oneOf(ACTIONS),
  state: oneOf(['proposed', 'ready']),
  costPence: Type.Integer(),
  weekOn: nullable(DayText),
  financialYear: nullable(Type.String()),
})
export const CostsReply = pageReply(CostReply)
const CallOff = Type.Object({
  callOff: nullable(Type.String({ description: 'The reference that it is called off under.' })),
  purchaseOrder: nullable(Type.String()),
  unmet: Type.Array(Type.Object({ gate: oneOf(['needs-call-off', 'needs-purchase-order']), says: Type.String() }), {
    description: 'What it is not ready for want of.',
  }),
})
export const CostWithLinesReply = Type.Object({
  cost: CostReply,
  costLines: CostLines,
  callOff: nullable(CallOff),
})

export const OrderWhyReply = Type.Object({
  order: OrderReply,
  devices: Type.Array(
    Type.Object({
      label: nullable(Type.String()),
      kind: Type.String(),
      manufacturer: nullable(Type.String()),
      model: nullable(Type.String()),
      network: Type.String(),
      finding: Type.String(),
      says: Type.String(),
    }),
  ),
  costLines: CostLines,
  crews: Type.Array(
    Type.String({ description: 'A crew that was full on the way to its week, and whose orders fill it.' }),
  ),
  reliefs: Type.Array(Type.String({ description: 'What, by itself, would bring the order forward, and to when.' })),
  versions: Type.Object({
    register: Type.String(),
    directive: Type.String(),
    catalogue: Type.String(),
    engine: Type.String(),
  }),
})
