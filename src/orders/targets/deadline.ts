// How an order stands to its days: the planned week, and the department's target. An exception takes neither away: it is said
// beside them, so that nothing which is late leaves the lists of what is open.
import { addDays, dayOf, daysBetween, type Day } from '../../shared/day.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import type { Exception } from '../exceptions/exception.ts'
import { isLate } from '../order.ts'
import { ENDED } from '../states/transitions.ts'
import type { Due } from './target.ts'

export const LISTS = ['overdue', 'contact-overdue', 'due-soon'] as const
export type ListName = (typeof LISTS)[number]

export interface Dated {
  readonly state: OrderState
  readonly weekOn: Day | null
  /** Null: nobody is waited for. */
  readonly contactDueAt: Date | null
}

export interface Deadlines {
  /** Null: the department set none. */
  readonly target: Due | null
  /** From the target, as it stands today. */
  readonly exception: Pick<Exception, 'untilOn' | 'reason'> | null
  /** What has passed. */
  readonly overdue: readonly ('week' | 'target')[]
  /** The company that has it was not heard of in time. */
  readonly contactOverdue: boolean
  /** Days until the first of its days that is still to come; null: there is none. */
  readonly daysLeft: number | null
}

/** About to be overdue: two weeks are what it takes to book a visit (the department may ask for more or fewer). */
export const SOON_DAYS = 14

export function deadlinesOf(
  order: Dated,
  { target, exception }: Pick<Deadlines, 'target' | 'exception'>,
  now: Date,
): Deadlines {
  const open = !ENDED.includes(order.state)
  const today = dayOf(now)
  const pastTarget = open && target !== null && target.dueOn < today
  // Work that is done waits for somebody's judgement: its week was kept, its target is not before it is accepted.
  const worked = order.state !== 'completed'
  const days = open ? [order.weekOn && worked ? addDays(order.weekOn, 6) : null, target?.dueOn ?? null] : []
  const left = days.flatMap((day) => (day !== null && day >= today ? [daysBetween(today, day)] : []))
  return {
    ...{ target, exception },
    overdue: [...(isLate(order, now) ? (['week'] as const) : []), ...(pastTarget ? (['target'] as const) : [])],
    contactOverdue: open && isUnheardOf(order, now),
    daysLeft: left.length === 0 ? null : Math.min(...left),
  }
}

/** Also before it was noted. While an order is on hold nobody is waited for. */
function isUnheardOf({ state, contactDueAt }: Dated, now: Date): boolean {
  return state !== 'on-hold' && contactDueAt !== null && contactDueAt <= now
}

/** Overdue and about to be exclude each other; the company may be unheard of besides. */
export function isIn(list: ListName, { overdue, contactOverdue, daysLeft }: Deadlines, soonDays: number): boolean {
  switch (list) {
    case 'overdue':
      return overdue.length > 0
    case 'contact-overdue':
      return contactOverdue
    case 'due-soon':
      return overdue.length === 0 && daysLeft !== null && daysLeft <= soonDays
  }
}
