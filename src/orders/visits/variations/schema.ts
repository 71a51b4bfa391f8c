import { Type, type Static } from 'typebox'
import { closed, InstantText, nullable, oneOf } from '../../../http/words.ts'
import { parseFinancialYear } from '../../../shared/day.ts'
import { VARIATION_ANSWERS } from '../../../shared/vocabulary.ts'
import { Attempt, ClientId, Paragraph, Pence, Ref } from '../schema.ts'
import type { AnswerAsked } from './answer-variation.ts'
import type { Variation } from './variation.ts'

const asked = { what: Paragraph, why: Paragraph, pence: Pence }
export const VariationParams = Type.Object({ ref: Ref, variation: Type.String({ maxLength: 64 }) })
export const VariationBody = closed(
  { id: ClientId, attempt: Attempt, ...asked },
  {
    examples: [
      {
        ...{ id: 'a3f1c0de-var-1', attempt: 1, what: 'A tower for two days.', why: 'The ceiling is nine metres high.' },
        pence: 48_000,
      },
    ],
  },
)
export const AnswerBody = closed(
  {
    answer: oneOf(['approved', 'refused']),
    fundId: Type.Optional(Type.String({ maxLength: 64, description: 'Left out: the organisation’s own.' })),
    financialYear: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}$', description: 'Left out: the order’s.' })),
    reason: Type.Optional(Paragraph),
  },
  { examples: [{ answer: 'approved' }] },
)
export const VariationReply = Type.Object({
  id: Type.String(),
  ...asked,
  askedAt: InstantText,
  answer: nullable(oneOf(VARIATION_ANSWERS)),
  answeredAt: nullable(InstantText),
  reason: nullable(Type.String()),
})
export const VariationsReply = Type.Object({ items: Type.Array(VariationReply) })

export function answerOf(body: Static<typeof AnswerBody>): Omit<AnswerAsked, 'ref' | 'id'> {
  const { financialYear, ...rest } = body
  const year = financialYear === undefined ? undefined : parseFinancialYear(financialYear)
  return { ...rest, ...(year && { financialYear: year }) }
}

/** Out of which fund it is paid is not the company's to know. */
export function variationReply(variation: Variation): Static<typeof VariationReply> {
  const { clientId: id, what, why, pence, askedAt, answer } = variation
  return {
    ...{ id, what, why, pence, askedAt: askedAt.toISOString() },
    ...{ answer: answer?.answer ?? null, answeredAt: answer?.answeredAt.toISOString() ?? null },
    reason: answer?.reason ?? null,
  }
}
