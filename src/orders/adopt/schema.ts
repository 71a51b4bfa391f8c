import { Type } from 'typebox'
import { closed } from '../../http/words.ts'
import { Ref } from '../schema.ts'

export const AdoptionParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const ApprovalBody = closed(
  {
    refs: Type.Optional(Type.Array(Ref, { minItems: 1, maxItems: 10_000, uniqueItems: true })),
    plan: Type.Optional(Type.String({ maxLength: 64, description: 'With no refs: all of this plan that wait.' })),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  { examples: [{ reason: 'Within the programme that the board agreed.' }] },
)
export const ApprovedReply = Type.Object({
  approved: Type.Integer(),
  ready: Type.Integer({ description: 'Nothing else stands in their way.' }),
  pence: Type.Integer(),
})

export const LimitBody = closed(
  {
    organisationId: Type.Optional(
      Type.String({ maxLength: 64, description: 'Left out: of all that have none of their own.' }),
    ),
    pence: Type.Integer({
      minimum: 0,
      maximum: 100_000_000_000,
      description: 'What one order may cost without approval.',
    }),
  },
  { examples: [{ pence: 500_000 }] },
)
