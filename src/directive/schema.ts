import { Type, type Static } from 'typebox'
import { ReasonText } from '../access/requests/schema.ts'
import { PageQuery, pageReply } from '../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../http/words.ts'
import { CHOICES } from '../shared/vocabulary.ts'
import type { SiteDecision } from './site-decision.ts'

const common = {
  choice: oneOf(CHOICES),
  reason: ReasonText,
  approvedBy: Type.String({ minLength: 1, maxLength: 200, description: 'The approver who decided.' }),
}
const EXAMPLE = {
  standing: true,
  choice: 'replace-now',
  reason: 'The board decided so on 2 November 2026.',
  approvedBy: 'A. Senior',
}
export const DecisionBody = closed(
  {
    ...common,
    siteIds: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 1000 })),
    standing: Type.Optional(Type.Literal(true, { description: 'For every sensitive site, in place of siteIds.' })),
    reviewOn: Type.Optional(DayText),
  },
  { examples: [EXAMPLE] },
)
export const DecisionReply = Type.Object({
  id: Type.String(),
  siteId: nullable(Type.String()),
  clause: oneOf(['C3', 'C4']),
  ...common,
  reviewOn: DayText,
  recordedAt: InstantText,
})
/** What was recorded at once. */
export const DecidedReply = Type.Object({ items: Type.Array(DecisionReply) })
export const DecisionsQuery = closed(PageQuery)
export const DecisionsReply = pageReply(DecisionReply)

export function decisionReply(decision: SiteDecision): Static<typeof DecisionReply> {
  const { id, siteId, clause, choice, reason, approvedBy, reviewOn, recordedAt } = decision
  return { id, siteId, clause, choice, reason, approvedBy, reviewOn, recordedAt: recordedAt.toISOString() }
}
