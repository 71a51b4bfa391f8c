import { Type } from 'typebox'
import { closed, InstantText, nullable, oneOf } from '../../http/words.ts'
import { ORDER_STATES } from '../../shared/vocabulary.ts'
import { Ref } from '../schema.ts'

export const ChangesQuery = closed({
  since: Type.Optional(
    Type.String({ maxLength: 2000, description: 'The position of your last answer; left out: from the start.' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
})

export const ChangesReply = Type.Object({
  items: Type.Array(
    Type.Object({
      ref: Ref,
      change: Type.String({
        description: 'The transition. To a company that has the order no more: how it came to that.',
        examples: ['schedule'],
      }),
      state: nullable({ ...oneOf(ORDER_STATES), description: 'After it; null: the order is yours no more.' }),
      attempt: nullable(Type.Integer({ description: 'Null to a company that is but offered the order.' })),
      at: InstantText,
      from: Type.Optional(oneOf(ORDER_STATES)),
      by: Type.Optional(Type.String()),
      company: Type.Optional(
        nullable(Type.String({ description: 'Whose order it was then: the id of a contractor.' })),
      ),
    }),
  ),
  position: Type.String({ description: 'Send it as `since` next time. Opaque, and yours alone.' }),
  more: Type.Boolean({ description: 'There are more now: ask again at once.' }),
})
