import { Type, type Static } from 'typebox'
import { closed, DayText, InstantText, nullable, oneOf } from '../../../http/words.ts'
import { CONTACT_WAYS, WAITS } from '../../../shared/vocabulary.ts'
import { Attempt, ClientId, Line, Paragraph, Ref } from '../schema.ts'
import { MOST_WAIT_DAYS } from './record-wait.ts'
import type { ContactRecord, WaitRecord } from './store.ts'

const Until = Type.Unsafe<string>({
  ...DayText,
  description: `The day on which it goes on, ${MOST_WAIT_DAYS} days away at most: what takes longer is stated again.`,
})
const waiting = { waitsFor: oneOf(WAITS), why: Paragraph, untilOn: Until }
export const WaitParams = Type.Object({ ref: Ref, wait: Type.String({ maxLength: 64 }) })
export const WaitBody = closed(
  { id: ClientId, attempt: Attempt, ...waiting },
  {
    examples: [
      {
        ...{ id: 'a3f1c0de-wait-1', attempt: 1, waitsFor: 'parts' },
        ...{ why: 'The brackets come on Thursday.', untilOn: '2026-12-04' },
      },
    ],
  },
)
export const WaitReply = Type.Object({
  id: Type.String(),
  ...waiting,
  recordedAt: InstantText,
  endedAt: nullable(InstantText),
})
export const WaitsReply = Type.Object({ items: Type.Array(WaitReply) })

const contact = {
  at: InstantText,
  way: oneOf(CONTACT_WAYS),
  reached: Type.Boolean(),
  whom: Line,
}
export const ContactWords = closed({ ...contact, note: Type.Optional(Paragraph) })
export const ContactBody = closed(
  { id: ClientId, attempt: Attempt, ...contact, note: Type.Optional(Paragraph) },
  {
    examples: [
      {
        ...{ id: 'a3f1c0de-call-1', attempt: 1, at: '2026-11-20T09:00:00.000Z', way: 'telephone' },
        ...{ reached: false, whom: 'the duty manager' },
      },
    ],
  },
)
export const ContactReply = Type.Object({ id: Type.String(), ...contact, note: nullable(Type.String()) })
export const ContactsReply = Type.Object({ items: Type.Array(ContactReply) })

export function waitReply(wait: WaitRecord): Static<typeof WaitReply> {
  const { clientId: id, waitsFor, why, untilOn, recordedAt, endedAt } = wait
  return {
    ...{ id, waitsFor, why, untilOn },
    ...{ recordedAt: recordedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  }
}

export function contactReply({ clientId: id, at, way, reached, detail }: ContactRecord): Static<typeof ContactReply> {
  return { id, at: at.toISOString(), way, reached, whom: detail.whom, note: detail.note }
}
