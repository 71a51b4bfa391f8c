// Orders: work that was taken over from a plan for companies to do. What happened to one is appended (order_events); the row
// of the order holds where it stands.
import { ACTIONS, CLAUSES, ORDER_LINKS, ORDER_STATES, SLIP_REASONS, VETTINGS } from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function orderTables(kit: Kit) {
  const { table, index, uniqueIndex, primaryKey, id, text, oneOf, integer, pence, day, instant, json, sealed } = kit
  const orders = table(
    'orders',
    {
      id: id().primaryKey(),
      version: integer().notNull(),
      /** `WO-7F3K-9Q2M`: random, so that it tells nobody how many there are or which came first. */
      ref: text().notNull(),
      organisationId: id().notNull(),
      siteId: id().notNull(),
      /** The plan that was adopted last with this leg in it. */
      planId: id().notNull(),
      /** Null: it came of another order and of no plan. */
      legId: id(),
      /** What it is to the order `parentId`. */
      link: oneOf(ORDER_LINKS),
      parentId: id(),
      action: oneOf(ACTIONS).notNull(),
      clause: oneOf(CLAUSES).notNull(),
      tier: integer().notNull(),
      /** Among the orders of the plan: 1 is first. A follow-up has its parent's. */
      rank: integer().notNull(),
      sequence: integer(),
      weightMillis: integer().notNull(),
      minutes: integer().notNull(),
      deviceCount: integer().notNull(),
      /** Null: not planned to be done within the horizon. */
      weekOn: day(),
      financialYear: kit.financialYear(),
      poolId: text(),
      /** Where and by whom it may be done: as they were when it was adopted. */
      region: text(),
      vetting: oneOf(VETTINGS).notNull(),
      /** The call-off and the purchase order that it is done under, where its organisation uses them: their references. */
      callOff: text(),
      purchaseOrder: text(),
      /** The order before it in the chain of its site and action. */
      afterOrderId: id(),
      estimatePence: pence().notNull(),
      /** What was approved to be spent; null: nothing yet, where it needs approval. */
      approvedPence: pence(),
      actualPence: pence(),
      actualMinutes: integer(),
      state: oneOf(ORDER_STATES).notNull(),
      /** The state that it was held in, while it is on hold. */
      whence: oneOf(ORDER_STATES),
      slipReason: oneOf(SLIP_REASONS),
      /** Unmet gates, in words; none once it is ready. */
      shutGates: json<readonly string[]>().notNull(),
      /** The company that it was offered to, or that has it, or that had it when it ended. */
      companyId: id(),
      /** How often it was claimed: with order and company the fence of every write from the field. */
      attempt: integer().notNull(),
      claimedAt: instant(),
      /** Only while it is claimed. */
      leaseExpiresAt: instant(),
      /** The company must be heard of by then; null while nobody is waited for. */
      contactDueAt: instant(),
      /** Since when it has not been: nothing is taken away for it. */
      contactOverdueAt: instant(),
      /** Only while it is offered. */
      offerExpiresAt: instant(),
      externalRef: text(),
      /** Facts and reasons as the plan had them: "why here, why then". */
      why: json<unknown>().notNull(),
      adoptedBy: id().notNull(),
      createdAt: instant().notNull(),
      /** When it was accepted, closed or cancelled. */
      closedAt: instant(),
    },
    (t) => [
      uniqueIndex('orders_ref_key').on(t.ref),
      // On PostgreSQL two: orders_ready_idx and orders_state_idx.
      index('orders_claim_idx').on(t.state, t.tier, t.rank, t.id),
      index('orders_after_idx').on(t.afterOrderId),
      index('orders_site_idx').on(t.siteId),
      index('orders_company_idx').on(t.companyId, t.state),
      index('orders_parent_idx').on(t.parentId),
    ],
  )
  /** Whose work an order is. A device is in one open order for an action at a time. */
  const orderDevices = table(
    'order_devices',
    {
      orderId: id()
        .notNull()
        .references(() => orders.id),
      deviceId: id().notNull(),
      organisationId: id().notNull(),
      /** `work`: it is disconnected, surveyed, replaced or removed; `leaves`: an old recorder whose head-end came before. */
      part: oneOf(['work', 'leaves']).notNull(),
    },
    (t) => [primaryKey({ columns: [t.orderId, t.deviceId] }), index('order_devices_device_idx').on(t.deviceId)],
  )
  /** Everything that happened to an order, appended. */
  const orderEvents = table(
    'order_events',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      /** A transition, or what happened without one: `contact`, `variation`, `evidence`. */
      event: text().notNull(),
      fromState: oneOf(ORDER_STATES).notNull(),
      toState: oneOf(ORDER_STATES).notNull(),
      attempt: integer().notNull(),
      companyId: id(),
      /** Reasons and what was said. */
      detail: sealed(),
      at: instant().notNull(),
      by: id().notNull(),
      /** Its place in the feed of changes, given in the order of commits; null: not given yet. */
      position: integer(),
    },
    (t) => [
      index('order_events_order_idx').on(t.orderId, t.id),
      index('order_events_company_idx').on(t.companyId, t.position),
      uniqueIndex('order_events_position_key').on(t.position),
    ],
  )
  /** What may be spent on one order without anybody's approval; the newest counts. */
  const delegatedLimits = table(
    'delegated_limits',
    {
      id: id().primaryKey(),
      /** Null: of every organisation that has none of its own. */
      organisationId: id(),
      pence: pence().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('delegated_limits_organisation_idx').on(t.organisationId, t.id)],
  )
  return { orders, orderDevices, orderEvents, delegatedLimits }
}
