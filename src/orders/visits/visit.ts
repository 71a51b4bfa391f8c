// A visit: the attendance of named engineers at a site on a day, for one order. One order has as many as it needs, of
// several trades and on several days.
import { addDays, daysBetween, sayDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import type { Tables } from '../../db/tables.ts'
import type { SiteFacts, VisitRules } from '../../estate/facts/site-facts.ts'

export type VisitRow = Tables['visits']['$inferSelect']

export interface Visit extends VisitRow {
  /** Ids of engineers: as the visit was booked, and as it was. */
  readonly named: readonly string[]
  readonly present: readonly string[]
}

/** A company has the order and may still go there. */
export const BOOKABLE: readonly OrderState[] = ['claimed', 'scheduled', 'in-progress', 'rejected', 'with-manager']

/** A quarter, the longest notice that a site may ask for: whoever comes later holds the order from those who come sooner. */
export const MOST_DAYS_AHEAD = 92

interface Asked {
  readonly on: Day
  readonly today: Day
  readonly facts: SiteFacts
  readonly rules: Pick<VisitRules, 'noticeDays' | 'loneWorking'>
  readonly engineers: number
  /** A manager may have agreed with the site on a shorter notice. */
  readonly manager: boolean
}

/** What the manager is warned of. Throws `bad-visit-day`, `site-closed`, `notice-too-short`, `lone-working`. */
export function checkVisit({ on, today, facts, rules, engineers, manager }: Asked): string[] {
  if (on < today || daysBetween(today, on) > MOST_DAYS_AHEAD) {
    const hint = `Give a day from today until ${sayDay(addDays(today, MOST_DAYS_AHEAD))}.`
    throw new Failure('bad-visit-day', `No visit can be booked for ${sayDay(on)}.`, hint)
  }
  refuseClosed(on, facts)
  // Alone, nobody would be let in: it is said before anybody drives.
  if (rules.loneWorking === 'forbidden' && engineers < 2) {
    throw new Failure('lone-working', 'Nobody works alone at the site.', 'Name two engineers or more.')
  }
  const earliest = addDays(today, rules.noticeDays)
  if (on >= earliest) return []
  const message = `The site is told ${count(rules.noticeDays, 'day')} before anyone comes.`
  if (!manager) throw new Failure('notice-too-short', message, `The first day that it can be is ${sayDay(earliest)}.`)
  return [`${message} Agree with it on ${sayDay(on)}.`]
}

/** Says when, and not why: why a site is closed is its own. */
function refuseClosed(on: Day, { closed, leavesOn }: SiteFacts): void {
  const range = closed.find(({ from, until }) => from <= on && on < until)
  if (range) {
    throw new Failure('site-closed', `The site is closed on ${sayDay(on)}.`, `It opens on ${sayDay(range.until)}.`)
  }
  if (leavesOn === null || on < leavesOn) return
  throw new Failure(
    'site-closed',
    `The site is left on ${sayDay(leavesOn)}, before the visit.`,
    'Choose a day before it.',
  )
}

export function unknownVisit(id: string): Failure {
  return new Failure('unknown-visit', `There is no visit ${id} of the order.`, 'GET its visits to see those that are.')
}
