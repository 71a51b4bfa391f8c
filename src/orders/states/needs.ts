// What stands between an order and a transition, each told in two ways: to those who manage the work, and to the company that
// does it, which must not learn of ranks, tiers, other companies or money from a refusal.
import { sayDay, type Day } from '../../shared/day.ts'
import { count } from '../../shared/text.ts'

/** What is known of an order when somebody would move it; what the mover brings along comes with the request. */
export interface Situation {
  /** The unmet gates of the plan, in words: a decision, an approval, a call-off, a purchase order. */
  readonly shutGates: readonly string[]
  /** The first day on which it may be claimed; null: it is near enough. */
  readonly claimableFrom: Day | null
  /** Why the company may not do it: null if it may. */
  readonly mayNotDo: string | null
  /** An earlier leg of its chain is open, and with another company or none. */
  readonly earlierLegOpen: boolean
  /** Null: the company may take one more. */
  readonly overCap: 'open-claims' | 'revealed-sites' | null
  readonly leaseOver: boolean
  /** A visit is to come whose engineers are named and approved. */
  readonly visitBooked: boolean
  /** The visit under way has not been ended. */
  readonly visitOpen: boolean
  /** Who must act before the work may start, and on what. */
  readonly startGateShut: readonly string[]
  /** Devices without an outcome. */
  readonly devicesUntold: number
  /** Devices that are still in it: those that were done with by a late report have left. */
  readonly devicesLeft: number
  /** It is work that the own team does, and no company's: cancelling, its own disconnects, desk work. */
  readonly ownWork: boolean
  /** What such work must state and did not: port, VLAN, recording preserved, purchase cancelled. */
  readonly factsUntold: readonly string[]
  /** Why the mover is not independent of the work: null if they are. */
  readonly notIndependent: string | null
  /** Installed kit that the register flags. */
  readonly flaggedInstalled: number
  /** Installed kit that the register cannot clear. */
  readonly unclearedInstalled: number
  /** The state in which the last company left it is on record. */
  readonly madeSafe: boolean
  /** Work on it has begun. */
  readonly begun: boolean
  readonly reason: string | null
  readonly slipReason: string | null
}

interface NeedRow {
  /** Brought along by whoever moves it: a list of what is possible names it, and does not refuse for want of it. */
  readonly given?: true
  /** Null: met. */
  readonly unmet: (situation: Situation) => string | null
  /** The same for the company, where the words above would tell it too much. */
  readonly unmetToCompany?: (situation: Situation) => string | null
}

const when = (unmet: boolean, words: string): string | null => (unmet ? words : null)

const ROWS = {
  'gates-open': {
    unmet: ({ shutGates }) => when(shutGates.length > 0, `It waits for: ${shutGates.join('; ')}.`),
    unmetToCompany: ({ shutGates }) => when(shutGates.length > 0, 'It is not released.'),
  },
  'gate-shut': { unmet: ({ shutGates }) => when(shutGates.length === 0, 'Nothing stands in its way.') },
  near: {
    unmet: ({ claimableFrom }) => (claimableFrom === null ? null : `It may be claimed from ${sayDay(claimableFrom)}.`),
    unmetToCompany: ({ claimableFrom }) => when(claimableFrom !== null, 'It is not released.'),
  },
  'may-do': { unmet: ({ mayNotDo }) => mayNotDo },
  'in-turn': {
    unmet: ({ earlierLegOpen }) => when(earlierLegOpen, 'Work that must be done before it at the same site is open.'),
    unmetToCompany: ({ earlierLegOpen }) => when(earlierLegOpen, 'It is not released.'),
  },
  'under-caps': {
    unmet: ({ overCap }) =>
      overCap === null
        ? null
        : overCap === 'open-claims'
          ? 'The company holds as many open orders as it may.'
          : 'The company has been told of as many sites in 30 days as it may.',
  },
  'lease-runs': { unmet: ({ leaseOver }) => when(leaseOver, 'The lease is over.') },
  'lease-over': { unmet: ({ leaseOver }) => when(!leaseOver, 'The lease still runs.') },
  'visit-booked': {
    unmet: ({ visitBooked }) => when(!visitBooked, 'No visit is booked with engineers who are named and approved.'),
  },
  'visit-ended': { unmet: ({ visitOpen }) => when(visitOpen, 'A visit is under way: report how it ended.') },
  'start-gate': {
    unmet: ({ startGateShut }) =>
      when(startGateShut.length > 0, `Before the work may start: ${startGateShut.join('; ')}.`),
  },
  'devices-told': {
    unmet: ({ devicesUntold }) => when(devicesUntold > 0, `${count(devicesUntold, 'device')} without an outcome.`),
  },
  'nothing-left': {
    unmet: ({ devicesLeft }) => when(devicesLeft > 0, `${count(devicesLeft, 'device')} left to work on.`),
  },
  'own-work': { unmet: ({ ownWork }) => when(!ownWork, 'It is a contractor’s work.') },
  'facts-told': {
    unmet: ({ factsUntold }) => when(factsUntold.length > 0, `Not stated yet: ${factsUntold.join(', ')}.`),
  },
  independent: { unmet: ({ notIndependent }) => notIndependent },
  conforming: {
    unmet: ({ flaggedInstalled, unclearedInstalled }) =>
      flaggedInstalled > 0
        ? `${count(flaggedInstalled, 'device')} put in by it ${flaggedInstalled === 1 ? 'is itself' : 'are themselves'} flagged, and cannot be accepted.`
        : when(
            unclearedInstalled > 0,
            `${count(unclearedInstalled, 'device')} put in by it ${unclearedInstalled === 1 ? 'is' : 'are'} not cleared.`,
          ),
  },
  'made-safe': { unmet: ({ madeSafe }) => when(!madeSafe, 'Record first how the site was left, and that it is safe.') },
  'not-begun': { unmet: ({ begun }) => when(begun, 'Work on it has begun: close it as incomplete instead.') },
  reason: { given: true, unmet: ({ reason }) => when(reason === null, 'Give a reason.') },
  'slip-reason': {
    given: true,
    unmet: ({ slipReason }) =>
      when(slipReason === null, 'Say why: funding, supply, labour, weather, review or access.'),
  },
} as const satisfies Readonly<Record<string, NeedRow>>

export type Need = keyof typeof ROWS
export const NEEDS: Readonly<Record<Need, NeedRow>> = ROWS
