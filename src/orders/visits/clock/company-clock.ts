// How long a company may take, and be silent. Both are counted from when something can be expected of it: from now, from the
// day until which it waits for somebody else, or from the day of its next visit. Exposure is counted elsewhere, and never
// stops.
import type { BankHolidays } from '../../../planning/crews/bank-holidays.ts'
import { startOfDay, type Day } from '../../../shared/day.ts'
import type { ClaimRules } from '../../claims/rules.ts'
import { endOfWorkingDays } from '../../claims/working-days.ts'
import type { OrderRow } from '../../states/store.ts'

export interface CompanyTimes {
  readonly holidays: BankHolidays
  readonly rules: Pick<ClaimRules, 'leaseWorkingDays' | 'contactWorkingDays'>
}

export type Clocks = Pick<OrderRow, 'leaseExpiresAt' | 'contactDueAt'>
type Timed = Pick<OrderRow, 'state' | 'region' | 'leaseExpiresAt' | 'contactDueAt'>

/** The order's clocks when nothing can be expected of the company before `from`. On hold they stand as they were. */
export function clockFrom(
  { state, region, leaseExpiresAt, contactDueAt }: Timed,
  from: Date,
  { holidays, rules }: CompanyTimes,
): Clocks {
  if (state === 'on-hold') return { leaseExpiresAt, contactDueAt }
  const after = (days: number) => endOfWorkingDays(from, days, { region, holidays })
  if (state === 'claimed') return { leaseExpiresAt: after(rules.leaseWorkingDays), contactDueAt: null }
  const heard = state === 'scheduled' || state === 'in-progress' || state === 'rejected'
  return { leaseExpiresAt: null, contactDueAt: heard ? after(rules.contactWorkingDays) : null }
}

/** As clockFrom, and never sooner than the clocks have it: what is heard of a company takes no time from it. */
export function clockFromDay(order: Timed, on: Day, times: CompanyTimes): Clocks {
  const { leaseExpiresAt, contactDueAt } = clockFrom(order, startOfDay(on), times)
  return {
    leaseExpiresAt: later(leaseExpiresAt, order.leaseExpiresAt),
    contactDueAt: later(contactDueAt, order.contactDueAt),
  }
}

/** Null where the clock does not run in the state to come. */
function later(at: Date | null, stands: Date | null): Date | null {
  return at !== null && stands !== null && stands > at ? stands : at
}
