// People decide last: what a person says of a device's finding counts until a day that they name, whatever a file, the
// register or a re-evaluation says meanwhile. Recognition's own finding is kept beside it, and counts again after that day.
import { addDays, type Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { FindingState, Kind, OverrideChoice } from '../../../shared/vocabulary.ts'
import type { Device } from '../../device.ts'

export interface Override {
  readonly id: string
  readonly organisationId: string
  readonly deviceId: string
  readonly choice: OverrideChoice
  /** What the device counts as. */
  readonly state: FindingState
  readonly reason: string
  /** Words, a reference, or the SHA-256 of a file that is kept elsewhere: Lenscap keeps no files of it yet. */
  readonly evidence: string
  /** Counts until this day, exclusive. */
  readonly untilOn: Day
  readonly secondBy: string | null
  readonly recordedAt: Date
  readonly recordedBy: string
}

/** Taken back before its day. */
export interface Withdrawal {
  readonly reason: string
  readonly recordedAt: Date
  readonly recordedBy: string
}

export interface ListedOverride extends Override {
  readonly withdrawn: Withdrawal | null
}

/** A device with what overriding and surveying it read and write. */
export interface HeldDevice extends Device {
  readonly kindAssumed: boolean
  readonly siteCode: string
  readonly region: string | null
}

/** Which devices: all that fit every word given. */
export interface DeviceWords {
  readonly organisationId?: string | undefined
  readonly siteId?: string | undefined
  readonly finding?: FindingState | undefined
  readonly kind?: Kind | undefined
  readonly manufacturerId?: string | undefined
  /** The whole model, as it is written. */
  readonly model?: string | undefined
}

/** A year: what nobody has looked at for longer is no decision any more (assumed, as for designations). */
const MOST_DAYS = 366

/** Throws `until-day-past`, `until-day-far`. */
export function checkUntil(untilOn: Day, today: Day): void {
  if (untilOn <= today) {
    const message = `The decision would end on ${untilOn}, which is not after today.`
    throw new Failure('until-day-past', message, 'Give a day to come.')
  }
  if (untilOn > addDays(today, MOST_DAYS)) {
    const message = `The decision would stand until ${untilOn}, longer than a year.`
    throw new Failure('until-day-far', message, `Give ${addDays(today, MOST_DAYS)} or a day before; then decide again.`)
  }
}

/** What the device counts as. Throws `nothing-to-confirm`: nobody can confirm that a maker is not established. */
export function stateFor(choice: OverrideChoice, { finding, label, id }: Pick<Device, 'finding' | 'label' | 'id'>) {
  if (choice === 'clear') return 'cleared'
  if (choice === 'flag') return 'flagged'
  if (finding === 'flagged' || finding === 'cleared') return finding
  throw new Failure(
    'nothing-to-confirm',
    `The finding of ${label ?? id} is ${finding}: there is nothing to confirm yet.`,
    'Clear or flag it, or record what a survey found.',
  )
}
