// Who goes to a site, when, and what came of it. Engineers are recorded in versions, everything else here is appended; only
// the row of a visit changes, for it holds where the visit stands.
import {
  CONTACT_WAYS,
  FAULTS,
  GATE_ITEMS,
  REPORT_STANDINGS,
  VARIATION_ANSWERS,
  VETTINGS,
  VISIT_CAUSES,
  VISIT_PARTS,
  VISIT_STATES,
  WAITS,
  type EngineerExtra,
} from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function visitTables(kit: Kit) {
  return { ...engineerTables(kit), ...bookedTables(kit), ...reportedTables(kit), ...variationTables(kit) }
}

function engineerTables(kit: Kit) {
  const { table, index, uniqueIndex, id, oneOf, integer, flag, day, instant, json, sealed } = kit
  /** A row a version: the newest counts. */
  const engineers = table(
    'engineers',
    {
      id: id().primaryKey(),
      /** Stays the same in all versions. */
      engineerId: id().notNull(),
      version: integer().notNull(),
      /** Whose orders they do. */
      companyId: id().notNull(),
      /** The subcontractor who employs them; null: the company itself. */
      employerId: id(),
      name: sealed().notNull(),
      vetting: oneOf(VETTINGS).notNull(),
      /** Until, exclusive; null: with `none` only. */
      vettingUntilOn: day(),
      extras: json<readonly EngineerExtra[]>().notNull(),
      /** They go to no site any more. */
      ended: flag().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [
      uniqueIndex('engineers_version_key').on(t.engineerId, t.version),
      index('engineers_company_idx').on(t.companyId),
    ],
  )
  /** What the site's side says of an engineer; the newest of a site counts, and only for the version that it was said of. */
  const engineerApprovals = table(
    'engineer_approvals',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      siteId: id().notNull(),
      engineerId: id().notNull(),
      engineerVersion: integer().notNull(),
      approved: flag().notNull(),
      /** Until, exclusive; null: refused. */
      untilOn: day(),
      reason: sealed(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('engineer_approvals_idx').on(t.siteId, t.engineerId, t.id)],
  )
  return { engineers, engineerApprovals }
}

function bookedTables(kit: Kit) {
  const { table, index, primaryKey, id, text, oneOf, integer, pence, flag, day, instant, sealed } = kit
  const visits = table(
    'visits',
    {
      id: id().primaryKey(),
      version: integer().notNull(),
      clientId: text().notNull(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      siteId: id().notNull(),
      companyId: id().notNull(),
      /** The claim that it belongs to. */
      attempt: integer().notNull(),
      state: oneOf(VISIT_STATES).notNull(),
      on: day().notNull(),
      part: oneOf(VISIT_PARTS).notNull(),
      /** Where several trades come to one order. */
      trade: text(),
      arrivedAt: instant(),
      leftAt: instant(),
      cause: oneOf(VISIT_CAUSES),
      fault: oneOf(FAULTS),
      /** What the company charges for a visit that did not do its work. */
      chargeablePence: pence(),
      requestedAt: instant().notNull(),
      requestedBy: id().notNull(),
    },
    (t) => [index('visits_order_idx').on(t.orderId, t.on), index('visits_site_idx').on(t.siteId, t.state)],
  )
  const visitEngineers = table(
    'visit_engineers',
    {
      visitId: id()
        .notNull()
        .references(() => visits.id),
      engineerId: id().notNull(),
      organisationId: id().notNull(),
      /** Of the visit as it was booked. */
      named: flag().notNull(),
      /** Of the visit as it was. */
      present: flag().notNull(),
    },
    (t) => [primaryKey({ columns: [t.visitId, t.engineerId] }), index('visit_engineers_engineer_idx').on(t.engineerId)],
  )
  /** What went into the work of a visit. */
  const visitMaterials = table(
    'visit_materials',
    {
      id: id().primaryKey(),
      visitId: id()
        .notNull()
        .references(() => visits.id),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      /** Null: for no one device. */
      deviceId: id(),
      what: text().notNull(),
      quantity: integer().notNull(),
      /** Null: in the price of the order. */
      pence: pence(),
    },
    (t) => [index('visit_materials_visit_idx').on(t.visitId), index('visit_materials_order_idx').on(t.orderId)],
  )
  /** What was found in order before work started, appended. */
  const gateRecords = table(
    'gate_records',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      companyId: id().notNull(),
      attempt: integer().notNull(),
      clientId: text().notNull(),
      /** Null: of the whole order, not of one visit. */
      visitId: id(),
      item: oneOf(GATE_ITEMS).notNull(),
      /** JSON: its number, who gave it, a note. */
      detail: sealed().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('gate_records_order_idx').on(t.orderId, t.attempt)],
  )
  /** The company's clock stands while one of them runs: until it was ended, else until its last day. */
  const orderWaits = table(
    'order_waits',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      companyId: id().notNull(),
      attempt: integer().notNull(),
      clientId: text().notNull(),
      waitsFor: oneOf(WAITS).notNull(),
      why: sealed().notNull(),
      /** Until, exclusive: what is waited for longer is stated again. */
      untilOn: day().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
      endedAt: instant(),
      endedBy: id(),
    },
    (t) => [index('order_waits_order_idx').on(t.orderId, t.attempt)],
  )
  return { visits, visitEngineers, visitMaterials, gateRecords, orderWaits }
}

function reportedTables(kit: Kit) {
  const { table, index, primaryKey, id, text, oneOf, integer, flag, instant, json, sealed } = kit
  /**
   * Whatever comes from the field has an id that its client made, so that it may be sent again for the life of the order:
   * an id stands here once, with what was sent under it.
   */
  const fieldRecords = table(
    'field_records',
    {
      orderId: id().notNull(),
      companyId: id().notNull(),
      clientId: text().notNull(),
      organisationId: id().notNull(),
      /** `visit`, `visit-report`, `wait`: what it is. */
      kind: text().notNull(),
      /** Of what was sent, keyed: the same id with another is refused. */
      fingerprint: text().notNull(),
      subjectId: id().notNull(),
      recordedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.orderId, t.companyId, t.clientId] })],
  )
  /** Whole visits as they were sent, sealed. */
  const visitReports = table(
    'visit_reports',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      companyId: id().notNull(),
      /** As the report names it; the order's own may be another by now. */
      attempt: integer().notNull(),
      clientId: text().notNull(),
      visitId: id(),
      report: sealed().notNull(),
      standing: oneOf(REPORT_STANDINGS).notNull(),
      /** Why somebody has to judge it, in words that are fit for the company. */
      heldBecause: text(),
      /** As it was answered, and is answered again. */
      answer: json<unknown>().notNull(),
      receivedAt: instant().notNull(),
      receivedBy: id().notNull(),
      judgedAt: instant(),
      judgedBy: id(),
      judgedReason: sealed(),
    },
    (t) => [index('visit_reports_order_idx').on(t.orderId), index('visit_reports_standing_idx').on(t.standing, t.id)],
  )
  /** Whom the company tried to reach. */
  const contactAttempts = table(
    'contact_attempts',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      companyId: id().notNull(),
      attempt: integer().notNull(),
      clientId: text().notNull(),
      at: instant().notNull(),
      way: oneOf(CONTACT_WAYS).notNull(),
      reached: flag().notNull(),
      /** JSON: whom, and what was said. */
      detail: sealed().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('contact_attempts_order_idx').on(t.orderId)],
  )
  return { fieldRecords, visitReports, contactAttempts }
}

function variationTables(kit: Kit) {
  const { table, index, id, text, oneOf, integer, pence, instant, sealed } = kit
  /** More work or money than the order has, as asked. */
  const variations = table(
    'variations',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      companyId: id().notNull(),
      attempt: integer().notNull(),
      clientId: text().notNull(),
      /** JSON: what, and why. */
      detail: sealed().notNull(),
      pence: pence().notNull(),
      askedAt: instant().notNull(),
      askedBy: id().notNull(),
    },
    (t) => [index('variations_order_idx').on(t.orderId)],
  )
  /** One a variation. */
  const variationAnswers = table('variation_answers', {
    variationId: id()
      .primaryKey()
      .references(() => variations.id),
    organisationId: id().notNull(),
    answer: oneOf(VARIATION_ANSWERS).notNull(),
    /** Of an approval: which fund pays, in which year. */
    fundId: id(),
    financialYear: kit.financialYear(),
    reason: sealed(),
    answeredAt: instant().notNull(),
    answeredBy: id().notNull(),
  })
  return { variations, variationAnswers }
}
