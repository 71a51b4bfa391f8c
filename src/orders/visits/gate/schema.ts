import { Type, type Static } from 'typebox'
import { closed, InstantText, nullable, oneOf } from '../../../http/words.ts'
import { GATE_ITEMS } from '../../../shared/vocabulary.ts'
import { Attempt, ClientId, Line, Paragraph } from '../schema.ts'
import type { GateStand } from './read-gate.ts'

export const GateWords = {
  reference: Type.Optional(Line),
  givenBy: Type.Optional(Line),
  note: Type.Optional(Paragraph),
}
export const GateBody = closed(
  {
    id: ClientId,
    attempt: Attempt,
    item: oneOf(GATE_ITEMS),
    visit: Type.Optional(Type.String({ maxLength: 64, description: 'Needed with what is of one visit.' })),
    ...GateWords,
  },
  {
    examples: [
      {
        ...{ id: 'a3f1c0de-gate-1', attempt: 1, item: 'permit', visit: 'a3f1c0de-visit-1' },
        ...{ reference: 'PTW-118', givenBy: 'Duty manager' },
      },
    ],
  },
)
export const GateReply = Type.Object({
  visit: nullable(Type.String({ description: 'The visit that it is for.' })),
  shut: Type.Array(Type.String(), { description: 'Who must act, and on what; none: work may start.' }),
  items: Type.Array(
    Type.Object({
      item: oneOf(GATE_ITEMS),
      says: Type.String(),
      mayRecord: oneOf(['site', 'company', 'either']),
      metAt: nullable(InstantText),
      metBy: nullable(Type.String()),
    }),
  ),
})

export function gateReply({ visit, shut, lines }: GateStand): Static<typeof GateReply> {
  const items = lines.map(({ item, says, mayRecord, met }) => {
    return { item, says, mayRecord, metAt: met?.recordedAt.toISOString() ?? null, metBy: met?.recordedBy ?? null }
  })
  return { visit: visit?.clientId ?? null, shut: [...shut], items }
}
