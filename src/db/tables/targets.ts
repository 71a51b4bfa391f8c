// What the department set itself, what was excepted from it, and the order in which changes go into their feed.
import type { Kit } from '../kit.ts'

export function targetTables({ table, index, uniqueIndex, id, text, integer, day, instant }: Kit) {
  /** By when the work of a tier is to be done, appended: the newest of an organisation and a tier counts. */
  const orderTargets = table(
    'order_targets',
    {
      id: id().primaryKey(),
      /** Null: of every organisation that has none of its own for the tier. */
      organisationId: id(),
      tier: integer().notNull(),
      /** Days from the adoption of an order; null: a day is set, or none. */
      days: integer(),
      /** The last day; null: days are set, or none. Both null: there is no target any more. */
      dueOn: day(),
      reason: text().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('order_targets_tier_idx').on(t.organisationId, t.tier, t.id)],
  )
  /** An order, or a site with all of its orders, that need not keep its target: agreed by two, and never for good. */
  const targetExceptions = table(
    'target_exceptions',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      siteId: id().notNull(),
      /** Null: all orders of the site. */
      orderId: id(),
      reason: text().notNull(),
      /** Until, exclusive. */
      untilOn: day().notNull(),
      recordedAt: instant().notNull(),
      /** Who asked. */
      recordedBy: id().notNull(),
      /** Who agreed. */
      approvedBy: id().notNull(),
    },
    (t) => [index('target_exceptions_site_idx').on(t.siteId, t.untilOn)],
  )
  /** Of an exception that was ended before its day. */
  const targetExceptionEnds = table(
    'target_exception_ends',
    {
      id: id().primaryKey(),
      exceptionId: id()
        .notNull()
        .references(() => targetExceptions.id),
      organisationId: id().notNull(),
      reason: text().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [uniqueIndex('target_exception_ends_key').on(t.exceptionId)],
  )
  /** Events without a place in the feed yet. Triggers on order_events put them here, whoever writes them. */
  const orderEventsWaiting = table('order_events_waiting', {
    eventId: id().primaryKey(),
    /** Grows with every event. Of two events of one order, the one that was written after the other has the greater. */
    arrival: integer().notNull(),
  })
  return { orderTargets, targetExceptions, targetExceptionEnds, orderEventsWaiting }
}
