import { Type, type Static } from 'typebox'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { day } from '../../shared/day.ts'
import { FAULTS, VISIT_CAUSES, VISIT_PARTS, VISIT_STATES } from '../../shared/vocabulary.ts'
import type { VisitAsked } from './book-visit.ts'
import type { Visit } from './visit.ts'

// The words that everything from the field shares: ids that clients make, the attempt, and texts that end somewhere.
export const ClientId = Type.String({
  pattern: '^[A-Za-z0-9_.-]{8,64}$',
  description: 'Made by you, and never used again for this order: the same sent again changes nothing.',
  examples: ['a3f1c0de-visit-1'],
})
export const Attempt = Type.Integer({ minimum: 1, description: 'As the claim answered it.', examples: [1] })
export const Ref = Type.String({ maxLength: 20, examples: ['WO-7F3K-9Q2M'] })
export const RefParams = Type.Object({ ref: Ref })
/** A line, a paragraph. */
export const Line = Type.String({ minLength: 1, maxLength: 200 })
export const Paragraph = Type.String({ minLength: 1, maxLength: 4000 })
/** Ten million pounds: more than any visit costs. */
export const Pence = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

export const VisitParams = Type.Object({ ref: Ref, visit: Type.String({ maxLength: 64 }) })

/** Twenty people are a site's whole year of work; nobody lets in more at once. */
const Engineers = Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 20, uniqueItems: true })

const Kit = closed({
  deviceId: Type.String({ maxLength: 64, description: 'In whose place it comes.' }),
  make: Line,
  model: Line,
  mac: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
})

export const VisitBody = closed(
  {
    id: ClientId,
    attempt: Attempt,
    on: DayText,
    part: Type.Optional(oneOf(VISIT_PARTS)),
    trade: Type.Optional(Line),
    engineers: Engineers,
    kit: Type.Optional(
      Type.Array(Kit, {
        ...{ minItems: 1, maxItems: 1000 },
        description: 'What you will put in, by device; left out: what was planned. What is flagged is refused.',
      }),
    ),
  },
  {
    examples: [
      { id: 'a3f1c0de-visit-1', attempt: 1, on: '2026-11-30', part: 'morning', engineers: ['eng_01jd0000000000'] },
    ],
  },
)

export function visitAsked({ on, part = 'day', kit, ...rest }: Static<typeof VisitBody>): VisitAsked {
  const named = kit?.map(({ mac = null, ...one }) => ({ ...one, mac }))
  return { ...rest, on: day(on), part, ...(named && { kit: named }) }
}

export const AttemptBody = closed({ attempt: Attempt })
export const ArrivalBody = closed({
  attempt: Attempt,
  arrivedAt: InstantText,
  engineers: Type.Optional(Engineers),
})

export const VisitReply = Type.Object({
  id: Type.String({ description: 'As its client named it.' }),
  state: oneOf(VISIT_STATES),
  on: DayText,
  part: oneOf(VISIT_PARTS),
  trade: nullable(Type.String()),
  engineers: Type.Array(Type.String(), { description: 'Those who were named.' }),
  present: Type.Array(Type.String(), { description: 'Those who came.' }),
  arrivedAt: nullable(InstantText),
  leftAt: nullable(InstantText),
  cause: nullable(oneOf(VISIT_CAUSES)),
  fault: nullable(oneOf(FAULTS)),
  chargeablePence: nullable(Type.Integer()),
})
export const VisitsReply = Type.Object({ items: Type.Array(VisitReply) })
export const BookedReply = Type.Object({
  visit: VisitReply,
  orderState: Type.String(),
  leaseExpiresAt: nullable(InstantText),
  warnings: Type.Array(Type.String()),
  kit: Type.Array(
    Type.Object({
      deviceId: nullable(Type.String()),
      make: Type.String(),
      model: Type.String(),
      says: nullable(Type.String({ description: 'What stands against it; null: nothing, as of today.' })),
    }),
  ),
})

export function visitReply(visit: Visit): Static<typeof VisitReply> {
  const { clientId: id, state, on, part, trade, named, present, cause, fault, chargeablePence } = visit
  const { arrivedAt, leftAt } = visit
  return {
    ...{ id, state, on, part, trade, engineers: [...named], present: [...present] },
    ...{ arrivedAt: arrivedAt?.toISOString() ?? null, leftAt: leftAt?.toISOString() ?? null },
    ...{ cause, fault, chargeablePence },
  }
}
