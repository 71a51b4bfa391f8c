// Leave to keep an order or a site past its target: two people agree on it, it has a reason, and it ends by itself.
import type { Day } from '../../shared/day.ts'
import { addDays, sayDay } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'

export interface Exception {
  readonly id: string
  readonly organisationId: string
  readonly siteId: string
  /** Null: all orders of the site, those to come included. */
  readonly orderId: string | null
  readonly reason: string
  /** Until, exclusive: from then on it counts no more. */
  readonly untilOn: Day
  readonly recordedAt: Date
  readonly recordedBy: string
  readonly approvedBy: string
}

/** Taken back before its day. */
export interface ExceptionEnd {
  readonly reason: string
  readonly recordedAt: Date
  readonly recordedBy: string
}

export function stands({ untilOn, ended }: { untilOn: Day; ended: ExceptionEnd | null }, today: Day): boolean {
  return ended === null && untilOn > today
}

/** A year, as for a decision on a device: what is to stand for longer is decided again. */
const LONGEST_DAYS = 366

/** Throws `until-day-past`, `until-day-far`. */
export function checkUntil(untilOn: Day, today: Day): void {
  if (untilOn <= today) {
    throw new Failure(
      'until-day-past',
      `The exception would end on ${sayDay(untilOn)}, which is not after today.`,
      'Give a day to come.',
    )
  }
  if (untilOn > addDays(today, LONGEST_DAYS)) {
    const message = `The exception would stand until ${sayDay(untilOn)}, for longer than a year.`
    throw new Failure('until-day-far', message, 'Give a day within a year; then decide again.')
  }
}

/** The one that stands today and lasts longest, of the order itself or of its site; null: none does. */
export function exceptionFor(
  { id, siteId }: { readonly id: string; readonly siteId: string },
  exceptions: readonly Exception[],
  today: Day,
): Exception | null {
  const standing = exceptions.filter(
    (one) => one.untilOn > today && one.siteId === siteId && (one.orderId === null || one.orderId === id),
  )
  return standing.reduce<Exception | null>((last, one) => (last && last.untilOn >= one.untilOn ? last : one), null)
}
