import { Type, type Static } from 'typebox'
import { DayText } from '../../http/words.ts'
import type { Day } from '../../shared/day.ts'
import type { Progress } from './progress.ts'

const Sites = (description: string) => Type.Integer({ description })
const Counted = Type.Object({ atSensitiveSites: Type.Integer(), inAll: Type.Integer() })

export const ProgressReply = Type.Object({
  on: DayText,
  sensitive: Type.Object(
    {
      sites: Type.Integer(),
      withFlagged: Type.Integer(),
      toIdentify: Sites('Nothing flagged, but makers in review or unknown.'),
      clearByInventory: Sites('Nothing flagged, in review or unknown.'),
      cleared: Sites(
        'Clear by inventory, and what was removed was accepted by somebody who neither did nor adopted it.',
      ),
      verified: Sites('Cleared, and confirmed by an inventory that came after.'),
    },
    { description: 'Sites, not cameras.' },
  ),
  unassessedSites: Type.Integer(),
  onCore: Counted,
  installedSince: Type.Object(Counted.properties, { description: 'Since the direction of 24 November 2022.' }),
  daysPastK1: Type.Integer({ description: 'Since the end of April 2025; 0 before.' }),
  decidedAgainst: Type.Object(
    { sites: Type.Integer(), devices: Type.Integer(), departing: Sites('That depart from the commitment.') },
    { description: 'Flagged kit that stays by decision. It is in every other count too.' },
  ),
  devices: Type.Object({
    flagged: Type.Integer(),
    review: Type.Integer(),
    unknown: Type.Integer(),
    cleared: Type.Integer(),
  }),
})

export function progressReply(progress: Progress, on: Day): Static<typeof ProgressReply> {
  return { on, ...progress }
}
