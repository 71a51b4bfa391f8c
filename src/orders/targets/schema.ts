import { Type, type Static } from 'typebox'
import { ReasonText } from '../../access/requests/schema.ts'
import { PageQuery } from '../../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { LISTS, SOON_DAYS } from './deadline.ts'
import type { Target } from './target.ts'

const Days = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 366, default: SOON_DAYS, description: 'How many days ahead counts as soon.' }),
)
export const LateParams = Type.Object({ which: oneOf(LISTS) })
export const LateQuery = closed({ ...PageQuery, days: Days })
export const CountsQuery = closed({ days: Days })
export const CountsReply = Type.Object({
  open: Type.Integer({ description: 'Open orders, whatever their state.' }),
  lists: Type.Array(
    Type.Object({
      list: oneOf(LISTS),
      orders: Type.Integer(),
      excepted: Type.Integer({ description: 'Of those: excepted from their target.' }),
    }),
  ),
})

const OrganisationId = Type.String({ maxLength: 64, description: 'Left out: every one without a target of its own.' })
/** Ten years: longer than any plan. */
const TargetDays = Type.Integer({ minimum: 1, maximum: 3660, description: 'Days from the adoption of an order.' })
const Tier = Type.Integer({ minimum: 0, maximum: 7 })

export const TargetBody = closed(
  {
    organisationId: Type.Optional(OrganisationId),
    tier: Tier,
    days: Type.Optional(TargetDays),
    dueOn: Type.Optional({ ...DayText, description: 'The last day, in place of days.' }),
    none: Type.Optional(Type.Literal(true, { description: 'There is no such target any more.' })),
    reason: ReasonText,
  },
  { examples: [{ tier: 3, days: 180, reason: 'The board decided so on 2 November 2026.' }] },
)
export const TargetReply = Type.Object({
  id: Type.String(),
  organisationId: nullable(Type.String()),
  tier: Tier,
  days: nullable(TargetDays),
  dueOn: nullable(DayText),
  reason: Type.String(),
  recordedAt: InstantText,
  recordedBy: Type.String(),
  inForce: Type.Boolean({ description: 'False: a later one took its place, or withdrew it.' }),
})
export const TargetsReply = Type.Object({ items: Type.Array(TargetReply) })

export function targetReply({ recordedAt, ...target }: Target, inForce: boolean): Static<typeof TargetReply> {
  return { ...target, recordedAt: recordedAt.toISOString(), inForce }
}
