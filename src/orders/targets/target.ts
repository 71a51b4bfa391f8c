// By when the work of a tier is to be done, if the department set it. The direction of 24 November 2022 sets no day, so nothing
// here has one of its own: without a target of the department's there is none, and each says whose it is.
import { addDays, dayOf, type Day } from '../../shared/day.ts'

export interface Target {
  readonly id: string
  /** Null: of every organisation that has none of its own for the tier. */
  readonly organisationId: string | null
  readonly tier: number
  /** Days from the adoption of an order, or else a day; neither: it was withdrawn. */
  readonly days: number | null
  readonly dueOn: Day | null
  readonly reason: string
  readonly recordedAt: Date
  readonly recordedBy: string
}

export interface Targeted {
  readonly organisationId: string
  readonly tier: number
  /** Of what is left of an order: when that order was. */
  readonly adoptedAt: Date
}

/** The last day on which it is done in time, and whose target that is. */
export interface Due {
  readonly dueOn: Day
  readonly setFor: 'organisation' | 'everyone'
}

/** Of each organisation and tier the newest; those withdrawn left out. `targets`: oldest first. */
export function targetsInForce(targets: readonly Target[]): Target[] {
  const newest = new Map(targets.map((target) => [`${target.organisationId ?? ''}:${target.tier}`, target]))
  return [...newest.values()].filter(({ days, dueOn }) => days !== null || dueOn !== null)
}

/** An organisation's own target before that of all; null: the department set none. `targets`: those in force. */
export function targetOf({ organisationId, tier, adoptedAt }: Targeted, targets: readonly Target[]): Due | null {
  const ofTier = targets.filter((target) => target.tier === tier)
  const found =
    ofTier.find((target) => target.organisationId === organisationId) ??
    ofTier.find((target) => target.organisationId === null)
  if (!found) return null
  const setFor = found.organisationId === null ? 'everyone' : 'organisation'
  return { dueOn: found.dueOn ?? addDays(dayOf(adoptedAt), found.days!), setFor }
}
