import { Type, type Static } from 'typebox'
import { ReasonText } from '../../access/requests/schema.ts'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, InstantText, nullable } from '../../http/words.ts'
import type { Day } from '../../shared/day.ts'
import { stands } from './exception.ts'
import type { ListedException } from './store.ts'

export const OrderParams = Type.Object({ ref: Type.String({ maxLength: 20 }) })
export const SiteParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const ExceptionBody = closed(
  {
    untilOn: { ...DayText, description: 'It ends by itself on this day, within a year.' },
    reason: ReasonText,
  },
  { examples: [{ untilOn: '2027-03-01', reason: 'The landlord’s consent is in court.' }] },
)

export const ExceptionReply = Type.Object({
  id: Type.String(),
  site: Type.String(),
  ref: nullable(Type.String({ description: 'Null: all orders of the site.' })),
  reason: Type.String(),
  untilOn: DayText,
  stands: Type.Boolean({ description: 'False: it has lapsed, or was ended.' }),
  recordedAt: InstantText,
  recordedBy: Type.String(),
  approvedBy: Type.String(),
  ended: nullable(
    Type.Object(
      { reason: Type.String(), recordedAt: InstantText, recordedBy: Type.String() },
      {
        description: 'An approver ended it before its day.',
      },
    ),
  ),
})
export const EndParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const EndBody = closed({ reason: ReasonText }, { examples: [{ reason: 'The court has decided.' }] })
export const ExceptionsQuery = closed(PageQuery)
export const ExceptionsReply = pageReply(ExceptionReply)

export function exceptionReply(exception: ListedException, today: Day): Static<typeof ExceptionReply> {
  const { id, site, ref, reason, untilOn, recordedAt, recordedBy, approvedBy } = exception
  const said = { id, site, ref, reason, untilOn, recordedBy, approvedBy }
  const { ended } = exception
  return {
    ...{ ...said, stands: stands(exception, today), recordedAt: recordedAt.toISOString() },
    ended: ended && { ...ended, recordedAt: ended.recordedAt.toISOString() },
  }
}
