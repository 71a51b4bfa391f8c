// A company's clock anew: from now, and never sooner than three working days after what is to come of the order, be it a visit
// of its own or the day until which it waits. So no act of anybody's takes from it what something else has given.
import type { Reads } from '../../../db/database.ts'
import { dayOf } from '../../../shared/day.ts'
import type { OrderRow } from '../../states/store.ts'
import { clockFrom, clockFromDay, type Clocks, type CompanyTimes } from './company-clock.ts'
import { daysToCome } from './store.ts'

/** `order`: in the state that it goes to. What stood before does not count. */
export async function clockToCome(q: Reads, order: OrderRow, at: Date, times: CompanyTimes): Promise<Clocks> {
  return notBeforeWhatComes(q, { ...order, ...clockFrom(order, at, times) }, at, times)
}

/** The clocks that the order has, or later ones. */
export async function notBeforeWhatComes(q: Reads, order: OrderRow, at: Date, times: CompanyTimes): Promise<Clocks> {
  const { leaseExpiresAt, contactDueAt } = order
  const days = await daysToCome(q, order, dayOf(at))
  return days.reduce<Clocks>((clock, on) => clockFromDay({ ...order, ...clock }, on, times), {
    leaseExpiresAt,
    contactDueAt,
  })
}
