import { Type, type Static } from 'typebox'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { day } from '../../shared/day.ts'
import { OUTCOMES } from '../../shared/vocabulary.ts'
import type { SentOutcome } from '../completion/record-outcomes.ts'
import type { ShownOutcome } from '../completion/show-outcomes.ts'
import { OrderReply } from '../schema.ts'

const Id = Type.String({ maxLength: 64 })
const Line = Type.String({ minLength: 1, maxLength: 200 })
const Reason = Type.String({ minLength: 1, maxLength: 2000 })
const DeviceIds = Type.Array(Id, { minItems: 1, maxItems: 1000, uniqueItems: true })

export const JudgeBody = closed(
  {
    verdict: oneOf(['accept', 'reject', 'close-incomplete']),
    reason: Type.Optional(
      Type.Unsafe<string>({
        ...Reason,
        description: 'Needed but for an acceptance. Of a rejection the company is told it.',
      }),
    ),
  },
  { examples: [{ verdict: 'reject', reason: 'The bracket of the second camera is loose.' }] },
)
export const JudgedReply = Type.Object({
  order: OrderReply,
  followUp: nullable(Type.String({ description: 'The reference of the order that holds what is left.' })),
})

const OwnOutcome = closed({
  id: Type.String({ minLength: 1, maxLength: 64, description: 'Made by the client: the same may be sent again.' }),
  deviceId: Id,
  outcome: oneOf(OUTCOMES),
  isolation: Type.Optional(closed({ port: Line, vlan: Line, isolatedBy: Line, recordingPreserved: Type.Boolean() })),
  disconnectedOn: Type.Optional(DayText),
  purchase: Type.Optional(Line),
  cancelledOn: Type.Optional(DayText),
  movedTo: Type.Optional(Line),
  note: Type.Optional(Reason),
  minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  pence: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
})
const ISOLATION = { port: 'Gi1/0/7', vlan: '999', isolatedBy: 'Network team', recordingPreserved: true }
const OWN_EXAMPLE = { id: 'a-1', deviceId: 'dev_01', outcome: 'disconnected', disconnectedOn: '2026-11-20' }
export const CarryOutBody = closed(
  { outcomes: Type.Array(OwnOutcome, { maxItems: 1000 }) },
  { examples: [{ outcomes: [{ ...OWN_EXAMPLE, isolation: ISOLATION }] }] },
)

export function ownOutcomeOf(body: Static<typeof OwnOutcome>): SentOutcome {
  const { id, deviceId, outcome, isolation = null, purchase = null, movedTo = null, note = null } = body
  const { minutes = null, pence = null, disconnectedOn, cancelledOn } = body
  return {
    ...{ id, deviceId, outcome, isolation, purchase, movedTo, note, minutes, pence },
    ...{ removed: null, installed: null, seen: null, removedOn: null, replacedOn: null, disposedOn: null },
    disconnectedOn: disconnectedOn === undefined ? null : day(disconnectedOn),
    cancelledOn: cancelledOn === undefined ? null : day(cancelledOn),
  }
}

export const RemovalsBody = closed(
  { deviceIds: DeviceIds, reason: Reason },
  { examples: [{ deviceIds: ['dev_01'], reason: 'The corridor is seen by another camera.' }] },
)
export const LinkBody = closed(
  { link: oneOf(['snag', 'warranty', 'reappeared']), deviceIds: DeviceIds, reason: Reason },
  { examples: [{ link: 'snag', deviceIds: ['dev_01'], reason: 'It loses its picture in the rain.' }] },
)
export const DisposalBody = closed(
  { deviceIds: DeviceIds, disposedOn: DayText, note: Type.Optional(Reason) },
  { examples: [{ deviceIds: ['dev_01'], disposedOn: '2026-11-20', note: 'Transfer note 4711' }] },
)

export const ReportParams = Type.Object({ id: Id })
export const ReportBody = closed(
  { accept: Type.Boolean(), reason: Reason },
  { examples: [{ accept: true, reason: 'The site officer saw them leave with both cameras.' }] },
)
export const JudgedReportReply = Type.Object({
  standing: oneOf(['accepted', 'refused']),
  done: Type.Integer({ description: 'How many devices left the order by it.' }),
  unmatched: Type.Array(Type.String(), {
    description: 'Outcomes that say of no device of the order which it is: nothing came of them.',
  }),
})

const Text = nullable(Type.String())
const DayOrNull = nullable(DayText)
const Outcome = Type.Object({
  deviceId: Type.String(),
  outcome: oneOf(OUTCOMES),
  removed: nullable(Type.Object({ serial: Text, mac: Text, unreadable: Text })),
  installed: nullable(Type.Object({ make: Type.String(), model: Type.String(), serial: Type.String(), mac: Text })),
  isolation: nullable(
    Type.Object({
      port: Type.String(),
      vlan: Type.String(),
      isolatedBy: Type.String(),
      recordingPreserved: Type.Boolean(),
    }),
  ),
  ...{ purchase: Text, movedTo: Text, note: Text, minutes: nullable(Type.Integer()), pence: nullable(Type.Integer()) },
  ...{ removedOn: DayOrNull, replacedOn: DayOrNull, disconnectedOn: DayOrNull, cancelledOn: DayOrNull },
  recordedAt: InstantText,
  recordedBy: Type.String(),
  judged: Type.Boolean({ description: 'It took effect in the estate by a judge’s word.' }),
  installedDeviceId: Text,
  kitSays: nullable(Type.String({ description: 'Why the kit that was put in cannot be accepted.' })),
  warnings: Type.Array(Type.String()),
})
export const OutcomesReply = Type.Object({ items: Type.Array(Outcome) })

export function outcomeReply({ recordedAt, warnings, ...rest }: ShownOutcome): Static<typeof Outcome> {
  return { ...rest, recordedAt: recordedAt.toISOString(), warnings: [...warnings] }
}
