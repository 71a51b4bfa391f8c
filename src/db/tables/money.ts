// What there is to do the work with: shares and the ledger, crews, companies, contracts.
import type { Day } from '../../shared/day.ts'
import {
  CALENDARS,
  CONTRACTOR_STATUSES,
  DEBARMENT_FOUND,
  LEDGER_KINDS,
  VETTINGS,
  type CrewAction,
} from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

/** Which fund pays what, and what it has paid (planning/funds). */
export function moneyTables({
  table,
  index,
  uniqueIndex,
  id,
  text,
  oneOf,
  integer,
  pence,
  instant,
  financialYear,
}: Kit) {
  /** What is not ended counts; the shares of an organisation are ended and recorded anew together. */
  const fundShares = table(
    'fund_shares',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      /** Null: all sites of the organisation that have no shares of their own for the kind of line. */
      siteId: id(),
      /** Of a cost line: planning/catalogue/cost-line.ts. */
      kind: oneOf(['kit', 'labour', 'mobilisation', 'height', 'civils', 'disposal']).notNull(),
      fundId: id().notNull(),
      /** Of 10,000, which the shares of a kind add up to. */
      basisPoints: integer().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
      endedAt: instant(),
      endedBy: id(),
    },
    (t) => [
      index('fund_shares_organisation_idx').on(t.organisationId, t.id),
      index('fund_shares_fund_idx').on(t.fundId),
    ],
  )
  /** What finance's own system says was ordered, received and invoiced. Appended, never changed. */
  const ledgerEntries = table(
    'ledger_entries',
    {
      id: id().primaryKey(),
      fundId: id().notNull(),
      financialYear: financialYear().notNull(),
      kind: oneOf(LEDGER_KINDS).notNull(),
      /** The document's own number. */
      reference: text().notNull(),
      referenceKey: id().notNull(),
      supplier: text().notNull(),
      supplierKey: id().notNull(),
      /** Negative: a credit note, or what is taken back of an order or a receipt. */
      pence: pence().notNull(),
      /** The reference of the purchase order that it belongs to. */
      purchaseOrder: text(),
      /** The leg or work order that it is for. */
      orderRef: text(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [
      uniqueIndex('ledger_entries_document_key').on(t.supplierKey, t.referenceKey, t.kind, t.fundId, t.financialYear),
      index('ledger_entries_fund_idx').on(t.fundId, t.id),
    ],
  )
  return { fundShares, ledgerEntries }
}

/** Who does the work, and under what. Each row is a version of what it describes: the newest counts, none is changed. */
export function contractTables({
  table,
  uniqueIndex,
  id,
  text,
  oneOf,
  integer,
  pence,
  flag,
  day,
  instant,
  json,
  sealed,
}: Kit) {
  const recorded = () => ({ recordedAt: instant().notNull(), recordedBy: id().notNull() })
  const crews = table(
    'crews',
    {
      id: id().primaryKey(),
      version: integer().notNull(),
      name: text().notNull(),
      nameKey: text().notNull(),
      /** Null: own staff. */
      contractorId: id(),
      /** Empty: whichever. */
      organisationIds: json<readonly string[]>().notNull(),
      regions: json<readonly string[]>().notNull(),
      /** Whose bank holidays it keeps. */
      calendar: oneOf(CALENDARS).notNull(),
      vetting: oneOf(VETTINGS).notNull(),
      /** In a week without a day off. */
      minutesPerWeek: integer().notNull(),
      actions: json<readonly CrewAction[]>().notNull(),
      validFrom: day(),
      validUntil: day(),
      daysOff: json<readonly { readonly from: Day; readonly until: Day }[]>().notNull(),
      note: text(),
      ...recorded(),
    },
    (t) => [uniqueIndex('crews_version_key').on(t.nameKey, t.version)],
  )
  const contractors = table(
    'contractors',
    {
      id: id().primaryKey(),
      /** The id of its first version: what crews, contracts and principals name it by. */
      contractorId: id().notNull(),
      version: integer().notNull(),
      name: text().notNull(),
      nameKey: text().notNull(),
      contact: sealed(),
      status: oneOf(CONTRACTOR_STATUSES).notNull(),
      /** Null: nobody has looked it up in the debarment list. */
      checkedOn: day(),
      checkedBy: text(),
      found: oneOf(DEBARMENT_FOUND),
      checkNote: text(),
      subcontractorIds: json<readonly string[]>().notNull(),
      ...recorded(),
    },
    (t) => [uniqueIndex('contractors_version_key').on(t.nameKey, t.version)],
  )
  const contracts = table(
    'contracts',
    {
      id: id().primaryKey(),
      /** The id of its first version: what purchase orders name it by. */
      contractId: id().notNull(),
      version: integer().notNull(),
      /** Of the call-off. */
      reference: text().notNull(),
      referenceKey: text().notNull(),
      framework: text().notNull(),
      lot: text(),
      /** Empty: whichever; so for regions and actions. */
      organisationIds: json<readonly string[]>().notNull(),
      regions: json<readonly string[]>().notNull(),
      actions: json<readonly CrewAction[]>().notNull(),
      /** Without VAT. */
      ceilingPence: pence().notNull(),
      startsOn: day().notNull(),
      /** The last day on which work may be called off. */
      expiresOn: day().notNull(),
      rates: json<readonly { readonly what: string; readonly pence: number }[]>().notNull(),
      contractorIds: json<readonly string[]>().notNull(),
      subcontractorIds: json<readonly string[]>().notNull(),
      ...recorded(),
    },
    (t) => [uniqueIndex('contracts_version_key').on(t.referenceKey, t.version)],
  )
  const purchaseOrders = table(
    'purchase_orders',
    {
      id: id().primaryKey(),
      version: integer().notNull(),
      number: text().notNull(),
      numberKey: text().notNull(),
      contractId: id().notNull(),
      /** Null: for work from whichever fund. */
      fundCode: text(),
      /** Without VAT. */
      ceilingPence: pence().notNull(),
      raisedOn: day().notNull(),
      ...recorded(),
    },
    (t) => [uniqueIndex('purchase_orders_version_key').on(t.numberKey, t.version)],
  )
  /** Whose orders are not ready without a call-off and a purchase order. */
  const contractUses = table(
    'contract_uses',
    {
      id: id().primaryKey(),
      version: integer().notNull(),
      organisationId: id().notNull(),
      usesContracts: flag().notNull(),
      ...recorded(),
    },
    (t) => [uniqueIndex('contract_uses_version_key').on(t.organisationId, t.version)],
  )
  return { crews, contractors, contracts, purchaseOrders, contractUses }
}
