// What is told of one device, as it is sent: fields that are left out were not told.
import { Type, type Static } from 'typebox'
import { closed, DayText, oneOf } from '../../../http/words.ts'
import { day } from '../../../shared/day.ts'
import { KINDS, OUTCOMES } from '../../../shared/vocabulary.ts'
import { UNNAMED, type FoundDevice, type SentOutcome } from '../../completion/record-outcomes.ts'
import { ClientId, Line, Paragraph, Pence } from '../schema.ts'

const marks = { make: Line, model: Line, serial: Line }
const seenMarks = {
  make: Type.Optional(Line),
  model: Type.Optional(Line),
  serial: Type.Optional(Line),
  mac: Type.Optional(Line),
}
const Days = {
  removedOn: Type.Optional(DayText),
  replacedOn: Type.Optional(DayText),
  disconnectedOn: Type.Optional(DayText),
  disposedOn: Type.Optional(DayText),
  cancelledOn: Type.Optional(DayText),
}

export const OutcomeBody = closed({
  id: ClientId,
  deviceId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description:
        'Left out by whoever was never shown the list: the serial or MAC of removed, or seen, says which it is.',
    }),
  ),
  outcome: oneOf(OUTCOMES),
  removed: Type.Optional(
    closed({ serial: Type.Optional(Line), mac: Type.Optional(Line), unreadable: Type.Optional(Line) }),
  ),
  installed: Type.Optional(closed({ ...marks, mac: Type.Optional(Line) })),
  seen: Type.Optional(closed({ ...seenMarks, kind: Type.Optional(oneOf(KINDS)) })),
  isolation: Type.Optional(closed({ port: Line, vlan: Line, isolatedBy: Line, recordingPreserved: Type.Boolean() })),
  purchase: Type.Optional(Line),
  ...Days,
  movedTo: Type.Optional(Line),
  note: Type.Optional(Paragraph),
  minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  pence: Type.Optional(Pence),
})

export const FoundBody = closed({
  id: ClientId,
  kind: oneOf(KINDS),
  seen: closed(seenMarks),
  location: Type.Optional(Line),
  note: Type.Optional(Paragraph),
})

export function outcomeOf(body: Static<typeof OutcomeBody>): SentOutcome {
  const { id, deviceId = UNNAMED, outcome, removed, installed, isolation = null, seen = null, purchase = null } = body
  const { movedTo = null, note = null, minutes = null, pence = null } = body
  const dayOrNull = (text: string | undefined) => (text === undefined ? null : day(text))
  return {
    ...{ id, deviceId, outcome, isolation, seen, purchase, movedTo, note, minutes, pence },
    removed: removed
      ? { serial: removed.serial ?? null, mac: removed.mac ?? null, unreadable: removed.unreadable ?? null }
      : null,
    installed: installed ? { ...installed, mac: installed.mac ?? null } : null,
    removedOn: dayOrNull(body.removedOn),
    replacedOn: dayOrNull(body.replacedOn),
    disconnectedOn: dayOrNull(body.disconnectedOn),
    disposedOn: dayOrNull(body.disposedOn),
    cancelledOn: dayOrNull(body.cancelledOn),
  }
}

export function foundOf(body: Static<typeof FoundBody>): FoundDevice {
  const { location = null, note = null, ...found } = body
  return { ...found, location, note }
}
