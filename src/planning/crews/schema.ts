import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, nullable, oneOf } from '../../http/words.ts'
import { CALENDARS, CREW_ACTIONS, VETTINGS } from '../../shared/vocabulary.ts'
import type { Crew } from './crew.ts'

export const CrewsQuery = closed(PageQuery)
export const NamedReply = Type.Object({ id: Type.String(), name: Type.String() })

const CrewReply = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  contractor: nullable(NamedReply),
  organisations: Type.Array(NamedReply, { description: 'Empty: whichever.' }),
  regions: Type.Array(Type.String()),
  calendar: oneOf(CALENDARS),
  vetting: oneOf(VETTINGS),
  minutesPerWeek: Type.Integer({ description: 'In a week without a day off.' }),
  actions: Type.Array(oneOf(CREW_ACTIONS)),
  validFrom: nullable(DayText),
  validUntil: nullable(DayText),
  daysOff: Type.Array(Type.Object({ from: DayText, until: DayText })),
  note: nullable(Type.String()),
})
export const CrewsReply = pageReply(CrewReply)

/** What became of a list that was sent. */
export const RecordedReply = Type.Object({
  rows: Type.Integer(),
  changed: Type.Integer({ description: 'Rows that say something else than what was recorded before.' }),
})

export function crewReply({ id: _, contractor, organisations, ...crew }: Crew): Static<typeof CrewReply> {
  return {
    ...crew,
    contractor: contractor && { id: contractor.id, name: contractor.name },
    organisations: [...organisations],
    regions: [...crew.regions],
    actions: [...crew.actions],
    daysOff: [...crew.daysOff],
  }
}
