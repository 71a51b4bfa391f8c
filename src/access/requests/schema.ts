import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { AnyJson, closed, InstantText, nullable, oneOf } from '../../http/words.ts'
import type { TwoPersonRequest } from './request.ts'

export const RequestParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const RequestsQuery = closed(PageQuery)
/** Why: it stays on record beside the act. */
export const ReasonText = Type.String({
  minLength: 1,
  maxLength: 4000,
  description: 'It stays on record and is not sealed: write no address, person or limb.',
})
export const DecisionOnRequestBody = closed({ reason: ReasonText })

export const RequestReply = Type.Object({
  id: Type.String(),
  act: Type.String(),
  says: Type.String({ description: 'What is asked for.' }),
  reason: Type.String(),
  state: oneOf(['open', 'approved', 'refused', 'expired']),
  requestedBy: Type.String(),
  requestedAt: InstantText,
  expiresAt: InstantText,
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(InstantText),
  decisionReason: nullable(Type.String()),
})
export const RequestsReply = pageReply(RequestReply)
export const ApprovedReply = Type.Object({
  request: RequestReply,
  result: Type.Unsafe<unknown>({ ...AnyJson, description: 'What the act gives back; not shown again.' }),
})

export function requestReply(request: TwoPersonRequest): Static<typeof RequestReply> {
  const { id, act, says, reason, state, requestedBy, decidedBy, decisionReason } = request
  const { requestedAt, expiresAt, decidedAt } = request
  return {
    ...{ id, act, says, reason, state, requestedBy, decidedBy, decisionReason },
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}
