// An order that was taken over from a plan: work for a company, or for the own team, from the day it is adopted until the
// work is accepted. It is named by its reference; its leg names the work in plans.
import type { OrderFacts } from '../planning/outcome/plan-orders.ts'
import { addDays, dayOf, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import type { OrderState, Sensitivity, Standing } from '../shared/vocabulary.ts'
import type { OrderRow } from './states/store.ts'
import { ENDED, HELD } from './states/transitions.ts'
import type { Deadlines } from './targets/deadline.ts'
import type { Due } from './targets/target.ts'

export interface WorkOrder extends OrderRow {
  readonly site: {
    readonly id: string
    readonly code: string
    readonly name: string
    readonly sensitivity: Sensitivity
    readonly region: string | null
  }
  readonly organisation: { readonly name: string; readonly standing: Standing }
  /** Of the order that it came of: see `link`. */
  readonly parentRef: string | null
}

/** Its planned week has passed and the work is not done: whatever else it is, it stays in every list of what is open. */
export function isLate({ state, weekOn }: { state: OrderState; weekOn: Day | null }, now: Date): boolean {
  return weekOn !== null && !ENDED.includes(state) && state !== 'completed' && addDays(weekOn, 7) <= dayOf(now)
}

/** What staff see of an order in a list. */
export function orderLine(order: WorkOrder, now: Date, { target, exception, ...days }: Deadlines) {
  const { ref, state, rank, sequence, tier, clause, action, site, organisation, legId, planId, weekOn } = order
  const { deviceCount, estimatePence, approvedPence, actualPence, financialYear, shutGates, slipReason, version } =
    order
  return {
    ...{ ref, state, rank, sequence, tier, clause, action },
    site: { code: site.code, name: site.name, sensitivity: site.sensitivity },
    organisation: organisation.name,
    devices: deviceCount,
    ...{ estimatePence, approvedPence, actualPence, weekOn, financialYear },
    late: isLate(order, now),
    target: target && { dueOn: target.dueOn, whose: sayWhose(target, organisation.name) },
    exception: exception && { untilOn: exception.untilOn, reason: exception.reason },
    ...{ overdue: [...days.overdue], contactOverdue: days.contactOverdue, daysLeft: days.daysLeft },
    shutGates: [...shutGates],
    ...{ slipReason, link: order.link, parent: order.parentRef },
    company: HELD.includes(state) || state === 'offered' ? order.companyId : null,
    leaseExpiresAt: order.leaseExpiresAt?.toISOString() ?? null,
    ...{ leg: legId, plan: planId, version },
  }
}

/** No clause sets a day, and none is shown as if one did. */
function sayWhose({ setFor }: Due, organisation: string): string {
  return setFor === 'organisation' ? `${organisation}’s own target` : 'The department’s own target, for everyone'
}

/** The reasons that its plan gave it. */
export const factsOf = (order: Pick<OrderRow, 'why'>): OrderFacts => order.why as OrderFacts

/** Also of an order that the caller may not know of. */
export function unknownOrderRef(ref: string): Failure {
  return new Failure('unknown-order', `There is no order ${ref}.`, 'Look at its reference again: WO-7F3K-9Q2M.')
}
