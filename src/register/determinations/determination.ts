// What the operator decided of a manufacturer: in scope, not in scope, or under review. The direction names no company, so
// the register only suggests; a determination replaces the suggestion until its review day, and then the suggestion counts
// again and the question is open. Appended, never changed: the newest on a ground stands for all before it.
import { sayDay, type Day } from '../../shared/day.ts'
import type { Determined, Ground } from '../../shared/vocabulary.ts'
import type { Ruling } from '../register.ts'

export interface Determination {
  readonly id: string
  readonly manufacturerId: string
  readonly determined: Determined
  readonly ground: Ground
  readonly basis: string
  readonly decidedBy: string
  readonly decidedOn: Day
  /** Counts until this day, exclusive. */
  readonly reviewOn: Day
  readonly secondBy: string | null
  readonly recordedAt: Date
  readonly recordedBy: string
}

/** `recorded`: on a ground that changes no finding. `lapsed`: its review day has come, and it is to be decided again. */
export type DeterminationState = 'in-force' | 'recorded' | 'lapsed' | 'superseded'

export interface StatedDetermination extends Determination {
  readonly state: DeterminationState
}

/** Each with what it is worth on the day, in the order given, which is that of their recording. */
export function stateOn(day: Day, determinations: readonly Determination[]): StatedDetermination[] {
  const newest = new Map(determinations.map((one) => [questionOf(one), one]))
  return determinations.map((one) => ({ ...one, state: stateOf(one, day, newest.get(questionOf(one)) === one) }))
}

function stateOf({ ground, reviewOn }: Determination, day: Day, isNewest: boolean): DeterminationState {
  if (!isNewest) return 'superseded'
  if (reviewOn <= day) return 'lapsed'
  return ground === 'national-security' ? 'in-force' : 'recorded'
}

/** A manufacturer is determined on each ground apart: procurement law settles nothing of national security. */
const questionOf = ({ manufacturerId, ground }: Determination): string => `${manufacturerId}\n${ground}`

const STANDINGS: Readonly<Record<Determined, Ruling['standing']>> = {
  'in-scope': 'in-scope',
  'under-review': 'review',
  'not-in-scope': 'not-flagged',
}

/** What recognition is to make of them on the day. Only the ground of national security sets C1 to C4 in motion. */
export function rulingsOn(day: Day, determinations: readonly Determination[]): Ruling[] {
  return stateOn(day, determinations)
    .filter(({ state }) => state === 'in-force')
    .map(({ manufacturerId, determined, basis, decidedBy, decidedOn }) => ({
      manufacturerId,
      standing: STANDINGS[determined],
      basis: `determined ${sayDetermined(determined)} by ${decidedBy} on ${sayDay(decidedOn)}: ${basis}`,
    }))
}

export const sayDetermined = (determined: Determined): string => determined.replaceAll('-', ' ')
