// How an order goes from state to state: all of it. A change that is not a row of this table does not happen. `needs` are
// told apart in needs.ts. An accepted order is verified by an inventory that comes after it, which is not the orders' doing.
import type { OrderState } from '../../shared/vocabulary.ts'
import type { Need } from './needs.ts'

/**
 * Who moves an order. `company`: any contractor that may do the work; `offered`: the one that it was offered to; `holder`: the
 * one that has it. `clock`: time passes. `plan`: a plan is adopted.
 */
export type Mover = 'programme' | 'approver' | 'estate' | 'company' | 'offered' | 'holder' | 'clock' | 'plan'

interface Row {
  readonly from: readonly OrderState[]
  /** `whence`: the state that it was held in. */
  readonly to: OrderState | 'whence'
  readonly by: readonly Mover[]
  readonly needs: readonly Need[]
  /** What it means, to whoever may do it. */
  readonly does: string
}

export const TRANSITIONS = {
  'make-ready': {
    from: ['proposed'],
    to: 'ready',
    by: ['plan', 'programme', 'clock'],
    needs: ['gates-open'],
    does: 'It may be claimed.',
  },
  'shut-gate': {
    from: ['ready', 'offered'],
    to: 'proposed',
    by: ['plan', 'clock'],
    needs: ['gate-shut'],
    does: 'A gate that it had passed is shut again; an offer of it is withdrawn.',
  },

  offer: {
    from: ['ready'],
    to: 'offered',
    by: ['programme'],
    needs: ['may-do'],
    does: 'One company is asked; no other can claim it.',
  },
  'accept-offer': {
    from: ['offered'],
    to: 'claimed',
    by: ['offered'],
    needs: ['may-do', 'in-turn', 'under-caps'],
    does: 'It is yours; the lease runs.',
  },
  'decline-offer': {
    from: ['offered'],
    to: 'ready',
    by: ['offered'],
    needs: ['reason'],
    does: 'It goes back to whoever may do it.',
  },
  'withdraw-offer': {
    from: ['offered'],
    to: 'ready',
    by: ['programme', 'clock'],
    needs: [],
    does: 'Whoever may do it can claim it.',
  },

  claim: {
    from: ['ready'],
    to: 'claimed',
    by: ['company'],
    needs: ['gates-open', 'near', 'may-do', 'in-turn', 'under-caps'],
    does: 'It is yours; the lease runs.',
  },
  renew: { from: ['claimed'], to: 'claimed', by: ['holder'], needs: ['lease-runs'], does: 'The lease runs from now.' },
  release: {
    from: ['claimed'],
    to: 'ready',
    by: ['holder'],
    needs: ['reason'],
    does: 'It goes back to whoever may do it.',
  },
  expire: {
    from: ['claimed'],
    to: 'ready',
    by: ['clock'],
    needs: ['lease-over'],
    does: 'The lease is over: it goes back to whoever may do it.',
  },

  schedule: {
    from: ['claimed', 'rejected'],
    to: 'scheduled',
    by: ['holder'],
    needs: ['may-do', 'in-turn', 'visit-booked'],
    does: 'A visit is booked; the lease no longer runs.',
  },
  start: {
    from: ['scheduled'],
    to: 'in-progress',
    by: ['holder'],
    needs: ['in-turn', 'start-gate'],
    does: 'The work has begun.',
  },
  pause: {
    from: ['in-progress'],
    to: 'scheduled',
    by: ['holder'],
    needs: ['visit-ended', 'visit-booked'],
    does: 'The next visit goes on with it.',
  },
  'hand-over': {
    from: ['in-progress'],
    to: 'with-manager',
    by: ['holder'],
    needs: ['visit-ended'],
    does: 'The manager books anew or closes it.',
  },
  complete: {
    from: ['in-progress'],
    to: 'completed',
    by: ['holder'],
    needs: ['devices-told'],
    does: 'Somebody else judges the work.',
  },
  'carry-out': {
    // Rejected work of its own is the team's to put right: no company has it that could.
    from: ['ready', 'rejected'],
    to: 'completed',
    by: ['estate', 'programme'],
    needs: ['own-work', 'facts-told'],
    does: 'It was done by the own team.',
  },
  rebook: {
    from: ['with-manager'],
    to: 'scheduled',
    by: ['programme'],
    needs: ['may-do', 'in-turn', 'visit-booked'],
    does: 'The same company goes again.',
  },

  accept: {
    from: ['completed'],
    to: 'accepted',
    by: ['programme', 'approver'],
    needs: ['independent', 'conforming'],
    does: 'The work is accepted; devices that it left become an order of its own.',
  },
  reject: {
    from: ['completed'],
    to: 'rejected',
    by: ['programme', 'approver'],
    needs: ['independent', 'reason'],
    does: 'Whoever did it puts it right.',
  },

  'find-nothing-left': {
    from: ['ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'rejected'],
    to: 'with-manager',
    by: ['programme', 'approver'],
    needs: ['independent', 'nothing-left'],
    does: 'A late report was accepted by which all of it is done; the manager closes it.',
  },

  hold: {
    from: ['ready', 'claimed', 'scheduled', 'with-manager'],
    to: 'on-hold',
    by: ['programme'],
    needs: ['slip-reason'],
    does: 'The clock of the work stops, the exposure goes on.',
  },
  resume: { from: ['on-hold'], to: 'whence', by: ['programme'], needs: [], does: 'It goes on from where it was held.' },
  'take-back': {
    from: ['scheduled', 'in-progress', 'with-manager', 'rejected'],
    to: 'ready',
    by: ['programme'],
    needs: ['made-safe', 'reason'],
    does: 'It is taken from the company; whoever may do it can claim what is left.',
  },
  cancel: {
    from: ['proposed', 'ready', 'offered', 'claimed', 'scheduled', 'on-hold'],
    to: 'cancelled',
    by: ['programme'],
    needs: ['not-begun', 'reason'],
    does: 'Nobody does it.',
  },
  'fall-away': {
    from: ['proposed', 'ready', 'offered'],
    to: 'cancelled',
    by: ['plan'],
    needs: ['reason'],
    does: 'The new plan has no such work.',
  },
  'close-incomplete': {
    from: ['in-progress', 'with-manager', 'rejected'],
    to: 'closed-incomplete',
    by: ['programme'],
    needs: ['visit-ended', 'independent', 'reason'],
    does: 'What was done counts, and what is left becomes an order of its own.',
  },
} as const satisfies Readonly<Record<string, Row>>

export type TransitionName = keyof typeof TRANSITIONS
export const TRANSITION_NAMES = Object.keys(TRANSITIONS) as readonly TransitionName[]

/** States that an order does not leave: but for `accepted`, nothing more is expected of anyone. */
export const ENDED: readonly OrderState[] = ['accepted', 'verified', 'closed-incomplete', 'cancelled']
/** A company has the order: its week is kept when a plan is made anew, and nobody else may look at it. */
export const HELD: readonly OrderState[] = [
  'claimed',
  'scheduled',
  'in-progress',
  'completed',
  'rejected',
  'with-manager',
]
