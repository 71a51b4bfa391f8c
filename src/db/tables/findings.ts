// Whose equipment it is: what was determined of manufacturers, and what people decided of single devices.
import { DETERMINED, FINDING_STATES, GROUNDS, OVERRIDE_CHOICES } from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function registerTables({ table, index, id, text, oneOf, day, instant }: Kit) {
  /** What the operator decided of a manufacturer; without one the register's entry is a suggestion. */
  const determinations = table(
    'determinations',
    {
      id: id().primaryKey(),
      manufacturerId: id().notNull(),
      determined: oneOf(DETERMINED).notNull(),
      /** Only national security sets the clauses in motion; the others are on record and change no finding. */
      ground: oneOf(GROUNDS).notNull(),
      basis: text().notNull(),
      decidedBy: text().notNull(),
      decidedOn: day().notNull(),
      /** Counts until this day, exclusive. */
      reviewOn: day().notNull(),
      /** Who agreed to "not in scope", which takes two. */
      secondBy: id(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('determinations_manufacturer_idx').on(t.manufacturerId, t.id)],
  )
  return { determinations }
}

/** What people decided and found out about single devices (estate/findings). */
export function findingTables({ table, index, uniqueIndex, id, text, oneOf, day, instant, json }: Kit) {
  const overrides = table(
    'overrides',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      deviceId: id().notNull(),
      choice: oneOf(OVERRIDE_CHOICES).notNull(),
      state: oneOf(FINDING_STATES).notNull(),
      reason: text().notNull(),
      /** What it rests on: words, a reference, or the SHA-256 of a file that is kept elsewhere. */
      evidence: text().notNull(),
      /** Counts until this day, exclusive. */
      untilOn: day().notNull(),
      /** Who agreed to clear many at once, which takes two. */
      secondBy: id(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('overrides_device_idx').on(t.deviceId, t.id)],
  )
  /** A person's word taken back before its day (estate/findings/overrides/withdraw-override.ts). */
  const overrideWithdrawals = table(
    'override_withdrawals',
    {
      id: id().primaryKey(),
      overrideId: id()
        .notNull()
        .references(() => overrides.id),
      organisationId: id().notNull(),
      deviceId: id().notNull(),
      reason: text().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [uniqueIndex('override_withdrawals_key').on(t.overrideId)],
  )
  /** What somebody who stood before the device read and saw. */
  const surveys = table(
    'surveys',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      deviceId: id().notNull(),
      seen: json<unknown>().notNull(),
      note: text(),
      surveyedOn: day().notNull(),
      surveyedBy: text().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('surveys_device_idx').on(t.deviceId, t.id)],
  )
  return { overrides, overrideWithdrawals, surveys }
}
