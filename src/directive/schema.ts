import { Type, type Static } from 'typebox'
import { ReasonText } from '../access/requests/schema.ts'
import { PageQuery, pageReply } from '../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../http/words.ts'
import { CHOICES, SENSITIVITIES } from '../shared/vocabulary.ts'
import type { StandingDecision } from './decisions/lists.ts'
import { DECISION_STATES, type SiteDecision } from './site-decision.ts'

const common = {
  choice: oneOf(CHOICES),
  reason: ReasonText,
  approvedBy: Type.String({ minLength: 1, maxLength: 200, description: 'The approver who decided.' }),
}
const MemorandumHash = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'Of the memorandum that it was taken on.',
  examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
})
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
    where: Type.Optional(
      Type.Object(
        {
          organisationId: Type.Optional(Type.String({ maxLength: 64 })),
          region: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          sensitivity: Type.Optional(oneOf(SENSITIVITIES)),
          tier: Type.Optional(Type.Integer({ minimum: 0, maximum: 7, description: 'With work in that tier.' })),
        },
        { additionalProperties: false, minProperties: 1, description: 'All sites that fit, in place of siteIds.' },
      ),
    ),
    standing: Type.Optional(Type.Literal(true, { description: 'For every sensitive site, in place of siteIds.' })),
    reviewOn: Type.Optional(DayText),
    memorandumHash: Type.Optional(MemorandumHash),
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
  memorandumHash: nullable(MemorandumHash),
  state: oneOf(DECISION_STATES),
})
/** What was recorded at once. */
export const DecidedReply = Type.Object({ items: Type.Array(DecisionReply) })
export const DecisionsQuery = closed({ ...PageQuery, state: Type.Optional(oneOf(DECISION_STATES)) })
export const DecisionsReply = pageReply(DecisionReply)

export function decisionReply(decision: StandingDecision): Static<typeof DecisionReply> {
  const { id, siteId, clause, choice, reason, approvedBy, reviewOn, memorandumHash = null, state } = decision
  const said = { id, siteId, clause, choice, reason, approvedBy, reviewOn, memorandumHash, state }
  return { ...said, recordedAt: decision.recordedAt.toISOString() }
}

/** What was recorded this moment counts. */
export function decidedReply(decisions: readonly SiteDecision[]): Static<typeof DecidedReply> {
  return { items: decisions.map((decision) => decisionReply({ ...decision, state: 'counts' })) }
}
