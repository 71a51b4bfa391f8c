import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../http/paging.ts'
import { AnyJson, closed, DayText, InstantText, nullable, oneOf } from '../http/words.ts'
import { ACTIONS, CLAUSES, ORDER_LINKS, ORDER_STATES, SENSITIVITIES, SLIP_REASONS } from '../shared/vocabulary.ts'
import { BY_HAND } from './move-by-hand.ts'
import type { Possible } from './states/possible.ts'
import type { OrderRow } from './states/store.ts'
import { TRANSITION_NAMES } from './states/transitions.ts'

export const Ref = Type.String({ maxLength: 20, examples: ['WO-7F3K-9Q2M'] })
export const OrderParams = Type.Object({ ref: Ref })

export const OrdersQuery = closed({
  ...PageQuery,
  state: Type.Optional(oneOf(ORDER_STATES)),
  site: Type.Optional(Type.String({ maxLength: 64, description: 'The id of a site.' })),
  company: Type.Optional(Type.String({ maxLength: 64, description: 'The id of a contractor.' })),
})

export const OrderReply = Type.Object({
  ref: Ref,
  state: oneOf(ORDER_STATES),
  rank: Type.Integer({ description: 'Risk order: tier, then weight.' }),
  sequence: nullable(Type.Integer({ description: 'Delivery order: by planned week.' })),
  tier: Type.Integer(),
  clause: oneOf(CLAUSES),
  action: oneOf(ACTIONS),
  site: Type.Object({ code: Type.String(), name: Type.String(), sensitivity: oneOf(SENSITIVITIES) }),
  organisation: Type.String(),
  devices: Type.Integer(),
  estimatePence: Type.Integer(),
  approvedPence: nullable(Type.Integer()),
  actualPence: nullable(Type.Integer()),
  weekOn: nullable(DayText),
  financialYear: nullable(Type.String()),
  late: Type.Boolean({ description: 'Its planned week has passed and the work is not done.' }),
  target: nullable(
    Type.Object({ dueOn: DayText, whose: Type.String({ description: 'Whose own target it is: no clause sets one.' }) }),
  ),
  exception: nullable(
    Type.Object({ untilOn: DayText, reason: Type.String() }, { description: 'From its target, as it stands today.' }),
  ),
  overdue: Type.Array(oneOf(['week', 'target']), { description: 'What has passed: its planned week, its target.' }),
  contactOverdue: Type.Boolean({ description: 'The company that has it was not heard of in time.' }),
  daysLeft: nullable(Type.Integer({ description: 'Until the first of its days that is to come.' })),
  shutGates: Type.Array(Type.String(), { description: 'What it waits for before a company may claim it.' }),
  slipReason: nullable(oneOf(SLIP_REASONS)),
  link: nullable({ ...oneOf(ORDER_LINKS), description: 'What it is to its parent; null: it is of the plan.' }),
  parent: nullable(Type.String({ description: 'The reference of the order that it came of.' })),
  company: nullable(Type.String({ description: 'The id of the company that has it, or that it was offered to.' })),
  leaseExpiresAt: nullable(InstantText),
  leg: nullable(Type.String()),
  plan: Type.String(),
  version: Type.Integer(),
})
export const OrdersReply = pageReply(OrderReply)

export const EventsReply = Type.Object({
  items: Type.Array(
    Type.Object({
      event: Type.String(),
      from: oneOf(ORDER_STATES),
      to: oneOf(ORDER_STATES),
      at: InstantText,
      by: Type.String(),
      detail: AnyJson,
    }),
  ),
})

export const TransitionsReply = Type.Object({
  ref: Ref,
  state: oneOf(ORDER_STATES),
  transitions: Type.Array(
    Type.Object({
      transition: oneOf(TRANSITION_NAMES),
      to: oneOf(ORDER_STATES),
      does: Type.String(),
      give: Type.Array(Type.String(), { description: 'What must be sent along.' }),
      may: Type.Boolean(),
      unless: Type.Array(Type.String(), { description: 'Why it is not possible now; none if it is.' }),
    }),
  ),
})

export function transitionsReply(
  { ref, state }: Pick<OrderRow, 'ref' | 'state'>,
  possible: readonly Possible[],
): Static<typeof TransitionsReply> {
  const transitions = possible.map((one) => ({ ...one, give: [...one.give], unless: [...one.unless] }))
  return { ref, state, transitions }
}

export const MoveBody = closed(
  {
    transition: oneOf(BY_HAND),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
    slipReason: Type.Optional(oneOf(SLIP_REASONS)),
    madeSafe: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        description: 'How the last company left the site, and that it is safe.',
      }),
    ),
  },
  { examples: [{ transition: 'hold', slipReason: 'supply', reason: 'The recorder is not delivered.' }] },
)
