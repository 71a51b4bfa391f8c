// One entry of the feed: what happened to an order, told to those who manage the work as it is, and to a company only while
// the order is its own. What it lost, gave back or finished it is told once, as gone, and no more of it from then on.
import type { OrderState } from '../../shared/vocabulary.ts'
import { isHolder } from '../claims/fence.ts'
import { HELD, TRANSITION_NAMES } from '../states/transitions.ts'

/** An event that has its place, with its order as it stands now. */
export interface NumberedEvent {
  readonly position: number
  readonly id: string
  readonly event: string
  readonly fromState: OrderState
  readonly toState: OrderState
  readonly attempt: number
  readonly companyId: string | null
  readonly at: Date
  readonly by: string
  readonly order: {
    readonly ref: string
    readonly state: OrderState
    readonly attempt: number
    readonly companyId: string | null
  }
}

export interface Change {
  readonly ref: string
  /** A transition, or what happened without one; to a company that has the order no more: how it came to that. */
  readonly change: string
  /** After it; null: the order is gone from whoever reads this. */
  readonly state: OrderState | null
  /** Null to a company that is but offered the order: it would say how often others had it. */
  readonly attempt: number | null
  readonly at: string
  /** Of staff only. */
  readonly from?: OrderState
  readonly by?: string
  readonly company?: string | null
}

export function staffChange({ event, fromState, toState, attempt, companyId, at, by, order }: NumberedEvent): Change {
  const told = { ref: order.ref, change: event, state: toState, attempt, at: at.toISOString() }
  return { ...told, from: fromState, by, company: companyId }
}

/** How an order leaves a company, in words that tell nothing of plans or of others. */
const GONE: Readonly<Record<string, string>> = {
  release: 'released',
  expire: 'lease-over',
  'decline-offer': 'declined',
  'take-back': 'taken-back',
  accept: 'accepted',
  'close-incomplete': 'closed',
  cancel: 'cancelled',
}
const WITHDRAWN = 'withdrawn'

/** What happens without a transition and is for the company to know: what it did itself, and what it was answered. */
const NOTED: readonly string[] = [
  ...['contact', 'contact-overdue', 'gate', 'variation', 'wait', 'wait-ended'],
  ...['visit-started', 'visit-ended', 'visit-refused', 'visit-withdrawn'],
]

/** Null: the company is not told of it. `event.companyId` is the company's. */
export function companyChange({
  event,
  fromState,
  toState,
  attempt,
  companyId,
  at,
  order,
}: NumberedEvent): Change | null {
  const offered = toState === 'offered' || (fromState === 'offered' && toState !== 'claimed')
  const told = { ref: order.ref, attempt: offered ? null : attempt, at: at.toISOString() }
  if (isWithCompany(toState)) {
    const stands =
      toState === 'offered'
        ? order.state === 'offered' && order.companyId === companyId && order.attempt === attempt
        : isHolder(order, { attempt, companyId })
    return stands && isTold(event) ? { ...told, change: event, state: toState } : null
  }
  return isWithCompany(fromState) ? { ...told, change: GONE[event] ?? WITHDRAWN, state: null } : null
}

function isTold(event: string): boolean {
  return TRANSITION_NAMES.some((name) => name === event) || NOTED.includes(event)
}

function isWithCompany(state: OrderState): boolean {
  return HELD.includes(state) || state === 'offered' || state === 'on-hold'
}
