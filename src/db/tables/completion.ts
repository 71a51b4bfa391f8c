// What came of the devices of an order, and who judged it. All appended: a later outcome of the same device counts instead of
// the one before, and neither goes away.
import { FINDING_STATES, OUTCOMES } from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function completionTables(kit: Kit) {
  const { table, index, uniqueIndex, primaryKey, id, text, oneOf, integer, pence, flag, day, instant, sealed } = kit
  const deviceOutcomes = table(
    'device_outcomes',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      deviceId: id().notNull(),
      /** Of whom it was told and under which claim; no company: the own team. */
      companyId: id(),
      attempt: integer().notNull(),
      /** Made by the client: the same may come again for the life of the order. */
      clientId: text().notNull(),
      /** Of what was told, keyed. */
      fingerprint: text().notNull(),
      visitId: id(),
      outcome: oneOf(OUTCOMES).notNull(),
      /** All that was told, as JSON (orders/completion/outcome.ts). */
      told: sealed().notNull(),
      removedOn: day(),
      replacedOn: day(),
      disconnectedOn: day(),
      cancelledOn: day(),
      minutes: integer(),
      pence: pence(),
      /** What the register said, on that day, of what came in its place; null: nothing did. */
      kitFinding: oneOf(FINDING_STATES),
      kitSays: text(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [
      uniqueIndex('device_outcomes_client_key').on(t.orderId, t.attempt, t.clientId),
      index('device_outcomes_device_idx').on(t.deviceId),
    ],
  )
  /** What a judged outcome made of the estate; one without a row here is still to be judged. */
  const outcomeEffects = table(
    'outcome_effects',
    {
      outcomeId: id()
        .primaryKey()
        .references(() => deviceOutcomes.id),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      siteId: id().notNull(),
      deviceId: id().notNull(),
      /** What came in its place. */
      installedDeviceId: id(),
      /** It has to go in its turn: it is temporary, or not cleared. */
      standsIn: flag().notNull(),
      judgedAt: instant().notNull(),
      judgedBy: id().notNull(),
    },
    (t) => [
      index('outcome_effects_order_idx').on(t.orderId),
      index('outcome_effects_site_idx').on(t.siteId),
      index('outcome_effects_device_idx').on(t.deviceId),
    ],
  )
  /** Devices that stood at a site and in no inventory. */
  const foundDevices = table(
    'found_devices',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      companyId: id(),
      attempt: integer().notNull(),
      clientId: text().notNull(),
      fingerprint: text().notNull(),
      /** The device that it became, or was all along. */
      deviceId: id().notNull(),
      wasKnown: flag().notNull(),
      told: sealed().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [uniqueIndex('found_devices_client_key').on(t.orderId, t.attempt, t.clientId)],
  )
  /** Of one device of an order to replace: that it may be removed and nothing put in its place. */
  const removalApprovals = table(
    'removal_approvals',
    {
      orderId: id().notNull(),
      deviceId: id().notNull(),
      organisationId: id().notNull(),
      reason: sealed().notNull(),
      approvedOn: day().notNull(),
      approvedAt: instant().notNull(),
      approvedBy: id().notNull(),
    },
    (t) => [primaryKey({ columns: [t.orderId, t.deviceId] })],
  )
  /** The trailing obligation: dated apart, and often weeks after the removal. */
  const disposals = table(
    'disposals',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      deviceId: id().notNull(),
      disposedOn: day().notNull(),
      /** Carrier, transfer note, facility: as it was said. */
      note: sealed(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('disposals_order_idx').on(t.orderId)],
  )
  return { deviceOutcomes, outcomeEffects, foundDevices, removalApprovals, disposals }
}
