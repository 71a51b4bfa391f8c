import { and, asc, eq, gt, inArray, isNotNull, max, sql } from 'drizzle-orm'
import { within, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { NumberedEvent } from './change.ts'

/** A few dozen milliseconds of work, for which other writes wait on SQLite. An adoption leaves 50,000. */
const BATCH = 5000

/** Whether events wait for their place. */
export async function anyWaiting(q: Reads): Promise<boolean> {
  const { orderEventsWaiting: w } = q.t
  const [one] = await q.select({ id: w.eventId }).from(w).limit(1)
  return one !== undefined
}

/** Gives the next places to those that wait, in the order of their arrival, and says to how many. One at a time may do so. */
export async function numberWaiting(q: Writes): Promise<number> {
  const { orderEvents: e, orderEventsWaiting: w } = q.t
  const [last] = await q
    .select({ position: max(e.position) })
    .from(e)
    .where(isNotNull(e.position))
  const before = last?.position ?? 0
  const next = q
    .select({
      eventId: w.eventId,
      place: sql<number>`row_number() over (order by ${w.arrival}, ${w.eventId})`.as('place'),
    })
    .from(w)
    .orderBy(asc(w.arrival), asc(w.eventId))
    .limit(BATCH)
    .as('next')
  const placed = await q
    .update(e)
    .set({ position: sql`${before} + ${next.place}` })
    .from(next)
    .where(eq(e.id, next.eventId))
    .returning({ id: e.id })
  // Not by arrival: what arrived earlier may have been committed since.
  const numbered = q.select({ id: e.id }).from(e).where(gt(e.position, before))
  await q.delete(w).where(inArray(w.eventId, numbered))
  return placed.length
}

/** The event that has the position. */
export async function eventAt(q: Reads, position: number): Promise<string | undefined> {
  const { orderEvents: e } = q.t
  const [found] = await q.select({ id: e.id }).from(e).where(eq(e.position, position))
  return found?.id
}

export interface Part {
  readonly after: number
  readonly rows: number
}

/** Of orders in the scope, where their sites are now. */
export function listInScope(q: Reads, scope: Scope, part: Part): Promise<NumberedEvent[]> {
  const { orders: o, sites } = q.t
  return list(q, part, within(scope, { organisationId: o.organisationId, region: sites.region }))
}

/** Of the company, while it had an order or was offered one. */
export function listOfCompany(q: Reads, companyId: string, part: Part): Promise<NumberedEvent[]> {
  return list(q, part, eq(q.t.orderEvents.companyId, companyId))
}

async function list(q: Reads, { after, rows }: Part, which: ReturnType<typeof within>): Promise<NumberedEvent[]> {
  const { orderEvents: e, orders: o, sites } = q.t
  const { id, event, fromState, toState, attempt, companyId, at, by, position } = e
  const found = await q
    .select({
      event: { id, event, fromState, toState, attempt, companyId, at, by, position },
      order: { ref: o.ref, state: o.state, attempt: o.attempt, companyId: o.companyId },
    })
    .from(e)
    .innerJoin(o, eq(o.id, e.orderId))
    .innerJoin(sites, eq(sites.id, o.siteId))
    .where(and(gt(position, after), which))
    .orderBy(asc(position))
    .limit(rows)
  return found.map(({ event: one, order }) => ({ ...one, position: one.position!, order }))
}
