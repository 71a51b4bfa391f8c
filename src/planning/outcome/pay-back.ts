// Sites that are left soon after their kit would be replaced. Nothing is decided here: removing without replacing is a
// person's choice, for the site may need to be watched until its last day.
import { utc } from '@date-fns/utc'
import { addMonths } from 'date-fns/addMonths'
import { format } from 'date-fns/format'
import { sayDay, type Day } from '../../shared/day.ts'
import { count } from '../../shared/text.ts'
import { listOf } from '../problem/site-dates.ts'
import type { Warning } from '../problem/warning.ts'
import type { PlannedLeg } from '../problem/build-problem.ts'
import type { LeftAtSite } from '../problem/treat-organisation.ts'

/** Whether the site is left within so many months of the day on which the leg is done. */
export function leavesEarly(
  { action, dates: { leavesOn } }: Pick<PlannedLeg, 'action' | 'dates'>,
  doneOn: Day,
  months: number,
): boolean {
  if (action !== 'replace' || leavesOn === null) return false
  return leavesOn < (format(addMonths(doneOn, months, { in: utc }), 'yyyy-MM-dd', { in: utc }) as Day)
}

/** `doneOn`: by leg; one that is not planned is taken as done on the first day, for it will be no earlier. */
export function payBackWarning(
  legs: readonly PlannedLeg[],
  { doneOn, startOn, months }: { doneOn: ReadonlyMap<string, Day | null>; startOn: Day; months: number },
): Warning[] {
  const early = legs.filter((leg) => leavesEarly(leg, doneOn.get(leg.id) ?? startOn, months))
  const sites = [...new Set(early.map(({ site }) => site.code))]
  if (sites.length === 0) return []
  const message = `${count(sites.length, 'site leaves', 'sites leave')} within ${months} months of their planned replacement: consider remove-not-replace: ${listOf(sites)}.`
  return [{ code: 'leaves-before-pay-back', message }]
}

/** Kit that waits for an upgrade which the organisation will not be there to see. */
export function leftBeforeUpgrade(left: readonly LeftAtSite[]): Warning[] {
  const early = left.filter(
    ({ because, leavesOn, untilOn }) =>
      because === 'with-upgrade' && leavesOn !== null && untilOn !== null && leavesOn < untilOn,
  )
  const sites = [...new Set(early.map(({ site }) => site.code))]
  if (sites.length === 0) return []
  const message = `${count(sites.length, 'site is', 'sites are')} left before the upgrade that flagged kit there waits for, by decision: decide again, or say what becomes of the kit: ${listOf(sites)}.`
  return [{ code: 'leaves-before-upgrade', message }]
}

export function sayLeaving({ dates: { leavesOn } }: Pick<PlannedLeg, 'dates'>, months: number): string {
  return `The site is left on ${sayDay(leavesOn!)}, within ${months} months of this work: consider remove-not-replace.`
}
