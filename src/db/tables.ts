// The data dictionary: every table of Lenscap, once, for both dialects. Three habits hold throughout:
//  - every estate and order row carries `organisationId`, so that one condition narrows any query to a caller's scope;
//  - every row that can be edited carries an integer `version`, which an edit must name;
//  - facts that a person may one day have to defend (designation, upgrade date, finding, decision, budget) are
//    appended with `recordedAt` and `recordedBy`, never overwritten; the row they describe holds the current value.
import type { Day } from '../shared/day.ts'
import {
  ACTIONS,
  BUDGET_STATUSES,
  CALENDARS,
  CARRY_OVERS,
  CHOICES,
  CLAUSES,
  CONTRACTOR_STATUSES,
  DEBARMENT_FOUND,
  DETERMINED,
  FINDING_STATES,
  FUND_CLASSES,
  GROUNDS,
  IMPORT_STATES,
  JOB_STATES,
  KINDS,
  LEAVING,
  LEDGER_KINDS,
  LONE_WORKING,
  NETWORKS,
  OVERRIDE_CHOICES,
  PERSONAL_DEVICES,
  PHOTO_RULES,
  SECTORS,
  SENSITIVITIES,
  STANDINGS,
  STATUSES,
  VETTINGS,
  type CrewAction,
} from '../shared/vocabulary.ts'
import type { Kit } from './kit.ts'
import { claimTables } from './tables/claims.ts'
import { completionTables } from './tables/completion.ts'
import { orderTables } from './tables/orders.ts'
import { targetTables } from './tables/targets.ts'
import { visitTables } from './tables/visits.ts'

export function defineTables(kit: Kit) {
  return {
    ...accessTables(kit),
    ...peopleTables(kit),
    ...registerTables(kit),
    ...estateTables(kit),
    ...findingTables(kit),
    ...moneyTables(kit),
    ...planningTables(kit),
    ...scenarioTables(kit),
    ...contractTables(kit),
    ...orderTables(kit),
    ...visitTables(kit),
    ...claimTables(kit),
    ...completionTables(kit),
    ...targetTables(kit),
    ...jobTables(kit),
    ...answerTables(kit),
  }
}
export type Tables = ReturnType<typeof defineTables>

function accessTables({ table, index, uniqueIndex, id, text, oneOf, integer, flag, instant, json, sealed }: Kit) {
  const principals = table('principals', {
    id: id().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    kind: oneOf(['host', 'machine', 'person']).notNull(),
    roles: json<string[]>().notNull(),
    /** 'everything', or the organisation × region pairs; see access/scope.ts. */
    scope: json<unknown>().notNull(),
    disabled: flag().notNull(),
    /** Until when an administrator may read the estate too (access/requests/break-glass.ts). */
    breakGlassUntil: instant(),
    createdAt: instant().notNull(),
    /** Of a contractor: whose work they do, as `contractorId` of `contractors`. Access itself makes nothing of it. */
    companyId: text(),
  })
  const tokens = table(
    'tokens',
    {
      id: id().primaryKey(),
      principalId: id()
        .notNull()
        .references(() => principals.id),
      /** The first characters, to tell tokens apart in a list; the rest is known only to its holder. */
      prefix: text().notNull(),
      hash: text().notNull(),
      createdAt: instant().notNull(),
      expiresAt: instant(),
      lastUsedAt: instant(),
      revokedAt: instant(),
    },
    (t) => [uniqueIndex('tokens_hash_key').on(t.hash), index('tokens_principal_idx').on(t.principalId)],
  )
  /** Appended in the caller's own transaction; numbering and chaining come after (access/audit.ts). */
  const auditEntries = table(
    'audit_entries',
    {
      id: id().primaryKey(),
      at: instant().notNull(),
      principalId: id().notNull(),
      act: text().notNull(),
      subjectKind: text().notNull(),
      subjectId: id(),
      organisationId: id(),
      /** What was before and after, or what was asked for. */
      detail: sealed(),
      requestId: id(),
      /** Where from: an address, `command`, or `job`. */
      origin: text(),
      /** A keyed hash of the rest: without the key nobody makes an entry. Null: older than the chain. */
      mac: text(),
    },
    (t) => [
      index('audit_entries_at_idx').on(t.at, t.id),
      index('audit_entries_act_idx').on(t.act, t.at, t.id),
      index('audit_entries_principal_idx').on(t.principalId, t.at, t.id),
      index('audit_entries_subject_kind_idx').on(t.subjectKind, t.at, t.id),
      index('audit_entries_subject_idx').on(t.subjectId, t.at, t.id),
    ],
  )
  /** The chain: each entry's number, and a hash over it and the seal before (access/audit/chain.ts). */
  const auditSeals = table(
    'audit_seals',
    {
      number: integer().primaryKey(),
      entryId: id().notNull(),
      hash: text().notNull(),
      sealedAt: instant().notNull(),
    },
    (t) => [uniqueIndex('audit_seals_entry_key').on(t.entryId)],
  )
  /** Entries without a seal yet; a trigger on audit_entries fills it, so that nobody has to look for them. */
  const auditWaiting = table('audit_waiting', { entryId: id().primaryKey() })
  /** What one process at a time may do; after `expiresAt` any other. */
  const leases = table('leases', {
    name: id().primaryKey(),
    holder: id().notNull(),
    expiresAt: instant().notNull(),
  })
  return { principals, tokens, auditEntries, auditSeals, auditWaiting, leases }
}

function peopleTables({ table, index, uniqueIndex, id, text, oneOf, integer, instant, json, sealed }: Kit) {
  /** What a person has beyond any principal: `id` is the principal's. */
  const people = table('people', {
    id: id().primaryKey(),
    /** As given; whoever signs in is found by the identity, which has only a keyed hash of it. */
    login: sealed().notNull(),
    /** Argon2id; null until the invitation is accepted. */
    passwordHash: text(),
    totpSecret: sealed(),
    /** The time step of the last code that was taken: none is taken twice. */
    totpStep: integer(),
  })
  /** By whose word we know a person. `lenscap`: our own, the subject is the login's hash. Others come with OIDC. */
  const identities = table(
    'identities',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      issuer: text().notNull(),
      subject: text().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('identities_subject_key').on(t.issuer, t.subject)],
  )
  /** One-time links with which a person sets password and second factor. Only a hash is stored. */
  const invitations = table(
    'invitations',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      hash: text().notNull(),
      createdAt: instant().notNull(),
      createdBy: id().notNull(),
      expiresAt: instant().notNull(),
      usedAt: instant(),
    },
    (t) => [uniqueIndex('invitations_hash_key').on(t.hash), index('invitations_principal_idx').on(t.principalId)],
  )
  const sessions = table(
    'sessions',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      hash: text().notNull(),
      createdAt: instant().notNull(),
      /** To the minute. */
      seenAt: instant().notNull(),
      /** However much it is used. */
      expiresAt: instant().notNull(),
      endedAt: instant(),
    },
    (t) => [uniqueIndex('sessions_hash_key').on(t.hash), index('sessions_principal_idx').on(t.principalId)],
  )
  /** Tries to sign in, by a keyed hash of the login or the address that they came with or from. */
  const signInTries = table('sign_in_tries', {
    id: id().primaryKey(),
    tries: integer().notNull(),
    sinceAt: instant().notNull(),
  })
  /** Acts that need two people: asked for by one, decided by another (access/requests). */
  const requests = table(
    'requests',
    {
      id: id().primaryKey(),
      act: text().notNull(),
      subjectKind: text().notNull(),
      subjectId: id(),
      /** What part of the estate it touches: `*` where it is not one organisation, or not one region. */
      organisationId: id().notNull(),
      region: text().notNull(),
      state: oneOf(['open', 'approved', 'refused']).notNull(),
      /** { says, input }: what is asked for, in words and as the act takes it. */
      payload: sealed().notNull(),
      reason: text().notNull(),
      requestedBy: id().notNull(),
      requestedAt: instant().notNull(),
      expiresAt: instant().notNull(),
      decidedBy: id(),
      decidedAt: instant(),
      decisionReason: text(),
    },
    (t) => [index('requests_act_idx').on(t.act, t.id), index('requests_requested_by_idx').on(t.requestedBy, t.id)],
  )
  /** A file of the estate that two people agreed on, for one of them to fetch once (estate/export). */
  const exports = table(
    'exports',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      /** What may be in it, as it was approved. */
      scope: json<unknown>().notNull(),
      format: oneOf(['csv', 'ndjson']).notNull(),
      approvedBy: id().notNull(),
      approvedAt: instant().notNull(),
      expiresAt: instant().notNull(),
      fetchedAt: instant(),
    },
    (t) => [index('exports_principal_idx').on(t.principalId, t.id)],
  )
  return { people, identities, invitations, sessions, signInTries, requests, exports }
}

function registerTables({ table, index, id, text, oneOf, day, instant }: Kit) {
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

function estateTables(kit: Kit) {
  const { table, index, uniqueIndex, id, text, oneOf, integer, pence, flag, day, instant, json, sealed, sealedJson } =
    kit
  const funds = table(
    'funds',
    {
      id: id().primaryKey(),
      version: integer().notNull(),
      /** What `--budget CODE:YEAR=POUNDS` names. */
      code: text().notNull(),
      name: text().notNull(),
      /** Who gives the money, and by what: `Capital grant 2026, letter of 3 March`. */
      source: text(),
      class: oneOf(FUND_CLASSES).notNull().default('unstated'),
      /** Whose alone it is; null: any organisation may be given a part of it. */
      organisationId: id(),
      carryOver: oneOf(CARRY_OVERS).notNull(),
      /** The agreed sum, which a year hands on at most. */
      carryOverCapPence: pence(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('funds_code_key').on(t.code)],
  )
  const fundBudgets = table(
    'fund_budgets',
    {
      id: id().primaryKey(),
      fundId: id()
        .notNull()
        .references(() => funds.id),
      financialYear: kit.financialYear().notNull(),
      pence: pence().notNull(),
      status: oneOf(BUDGET_STATUSES).notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('fund_budgets_fund_idx').on(t.fundId, t.financialYear)],
  )
  const organisations = table(
    'organisations',
    {
      id: id().primaryKey(),
      /** Bumped by every change to the organisation's estate: an import that decided on an older one starts again. */
      version: integer().notNull(),
      name: text().notNull(),
      nameKey: text().notNull(),
      standing: oneOf(STANDINGS).notNull(),
      sector: oneOf(SECTORS),
      /** The default fund; one that several organisations name is shared. */
      fundId: id()
        .notNull()
        .references(() => funds.id),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('organisations_name_key').on(t.nameKey)],
  )
  const sites = table(
    'sites',
    {
      id: id().primaryKey(),
      organisationId: id()
        .notNull()
        .references(() => organisations.id),
      version: integer().notNull(),
      code: text().notNull(),
      codeKey: text().notNull(),
      name: text().notNull(),
      region: text(),
      sensitivity: oneOf(SENSITIVITIES).notNull(),
      limbs: sealed(),
      /** { postcode, lat, lon }; null when nothing is known. `addressHash` compares without opening. */
      address: sealed(),
      addressHash: text(),
      accessNotes: sealed(),
      contacts: sealed(),
      /** Null: not stated, so the planner assumes (rules.md: `sc` at sensitive sites, else `none`) and says so. */
      vetting: oneOf(VETTINGS),
      upgradeOn: day(),
      upgradeFunded: flag(),
      upgradeManufacturer: text(),
      /** The day that the newest accepted facts describe. An older import never overwrites. */
      observedOn: day().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('sites_code_key').on(t.organisationId, t.codeKey)],
  )
  const siteDesignations = table(
    'site_designations',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      siteId: id()
        .notNull()
        .references(() => sites.id),
      sensitivity: oneOf(SENSITIVITIES).notNull(),
      limbs: sealed(),
      reason: text().notNull(),
      asOfOn: day().notNull(),
      reviewOn: day().notNull(),
      /** False until a person confirms what a file said. */
      confirmed: flag().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('site_designations_site_idx').on(t.siteId, t.id)],
  )
  const siteUpgrades = table(
    'site_upgrades',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      siteId: id()
        .notNull()
        .references(() => sites.id),
      upgradeOn: day(),
      funded: flag(),
      manufacturer: text(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('site_upgrades_site_idx').on(t.siteId, t.id)],
  )
  /** What moves a plan at a site and binds its visitors (estate/facts); each row is all of it, and the newest counts. */
  const siteFacts = table(
    'site_facts',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      siteId: id()
        .notNull()
        .references(() => sites.id),
      /** Counts the recordings of a site: two made from the same one do not both go in. */
      version: integer().notNull(),
      closed: json<unknown>().notNull(),
      consents: json<unknown>().notNull(),
      leavesOn: day(),
      leavesBy: oneOf(LEAVING),
      noticeDays: integer(),
      interimCover: sealed(),
      photos: oneOf(PHOTO_RULES),
      personalDevices: oneOf(PERSONAL_DEVICES),
      permitToWork: flag(),
      loneWorking: oneOf(LONE_WORKING),
      contactRole: text(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [uniqueIndex('site_facts_version_key').on(t.siteId, t.version)],
  )
  const devices = table(
    'devices',
    {
      id: id().primaryKey(),
      organisationId: id()
        .notNull()
        .references(() => organisations.id),
      siteId: id()
        .notNull()
        .references(() => sites.id),
      version: integer().notNull(),
      /** What makes it the same device on re-import (estate/identity.ts); unique within the organisation. */
      identity: text().notNull(),
      label: text(),
      kind: oneOf(KINDS).notNull(),
      manufacturer: text(),
      model: text(),
      serial: text(),
      /** 12 lower-case hex digits. */
      mac: text(),
      firmware: text(),
      ip: text(),
      network: oneOf(NETWORKS).notNull(),
      internetExposed: flag(),
      /** The label of the recorder that it records to, as the inventory gave it. */
      recorder: text(),
      /** { location, lat, lon }; null when nothing is known. `placeHash` compares without opening. */
      place: sealed(),
      placeHash: text(),
      status: oneOf(STATUSES).notNull(),
      installedOn: day(),
      observedOn: day().notNull(),
      /** The day of the first full inventory of its site that it was missing from since; null: none. */
      notSeenSince: day(),
      /** What counts: a person's word while an override is in force, else what recognition says. */
      finding: oneOf(FINDING_STATES).notNull(),
      manufacturerId: text(),
      createdAt: instant().notNull(),
      /** Whose equipment a survey found it to be. */
      inspectedManufacturer: text(),
      /** Until when a person's word counts for `finding`, exclusive; null: recognition's does. */
      overriddenUntil: day(),
    },
    (t) => [
      uniqueIndex('devices_identity_key').on(t.organisationId, t.identity),
      index('devices_site_idx').on(t.siteId),
      index('devices_serial_idx').on(t.serial),
      index('devices_mac_idx').on(t.mac),
    ],
  )
  const findings = table(
    'findings',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      deviceId: id()
        .notNull()
        .references(() => devices.id),
      state: oneOf(FINDING_STATES).notNull(),
      manufacturerId: text(),
      /** The whole finding with its evidence, as register/recognise.ts gave it. */
      finding: json<unknown>().notNull(),
      registerVersion: text().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('findings_device_idx').on(t.deviceId, t.id)],
  )
  /** Files that were read, dry runs too. What came of each row lies in files of its own (estate/import/kept). */
  const imports = table(
    'imports',
    {
      id: id().primaryKey(),
      fileName: text().notNull(),
      sha256: text().notNull(),
      /** `dry-run`: only decided; it may still be committed. `refused`: --strict kept it out. */
      state: oneOf(IMPORT_STATES).notNull(),
      /** The day on which what it says was observed. */
      asOfOn: day().notNull(),
      suppliedBy: text(),
      /** In words: sites, or an organisation. */
      covers: text(),
      /** It was the full inventory of its sites. */
      complete: flag().notNull(),
      /** Null where it was imported before 0007. */
      counts: json<Record<string, number>>(),
      /** Over what came of each row: a dry run is committed only as it was shown. */
      outcomesHash: text(),
      /** What a dry run was asked with, to be committed with. */
      input: sealedJson(),
      report: sealedJson().notNull(),
      /** Until when its rows may be asked for, and a dry run committed. */
      expiresAt: instant(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [index('imports_recorded_by_idx').on(t.recordedBy, t.id)],
  )
  /** Which column is which field, in an organisation's files of a certain header (estate/mappings). */
  const savedMappings = table(
    'saved_mappings',
    {
      id: id().primaryKey(),
      organisationId: id()
        .notNull()
        .references(() => organisations.id),
      version: integer().notNull(),
      name: text().notNull(),
      nameKey: text().notNull(),
      headerKey: text().notNull(),
      mapping: json<Readonly<Record<string, string>>>().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [
      uniqueIndex('saved_mappings_name_key').on(t.organisationId, t.nameKey),
      index('saved_mappings_header_idx').on(t.organisationId, t.headerKey),
    ],
  )
  const siteDecisions = table(
    'site_decisions',
    {
      id: id().primaryKey(),
      /** Null, and siteId null: standing, for all sensitive sites of the estate. */
      organisationId: id(),
      siteId: id().references(() => sites.id),
      clause: oneOf(['C3', 'C4']).notNull(),
      choice: oneOf(CHOICES).notNull(),
      reason: text().notNull(),
      approvedBy: text().notNull(),
      reviewOn: day().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
      /** The memorandum that it was taken on, among the documents. */
      memorandumHash: id(),
    },
    (t) => [index('site_decisions_site_idx').on(t.siteId, t.id)],
  )
  return {
    funds,
    fundBudgets,
    organisations,
    sites,
    siteDesignations,
    siteUpgrades,
    siteFacts,
    devices,
    findings,
    imports,
    savedMappings,
    siteDecisions,
  }
}

/** What people decided and found out about single devices (estate/findings). */
function findingTables({ table, index, uniqueIndex, id, text, oneOf, day, instant, json }: Kit) {
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
  /** A person's word taken back before its day (estate/findings/withdraw-override.ts). */
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

/** Which fund pays what, and what it has paid (planning/funds). */
function moneyTables({ table, index, uniqueIndex, id, text, oneOf, integer, pence, instant, financialYear }: Kit) {
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

function planningTables({ table, index, uniqueIndex, primaryKey, id, text, oneOf, integer, ...kit }: Kit) {
  const { pence, day, instant, json, bytes } = kit
  /** A leg's membership is stored at the first plan, so that its id keeps meaning the same work (planning/legs.ts). */
  const legs = table(
    'legs',
    {
      id: id().primaryKey(),
      organisationId: id().notNull(),
      siteId: id().notNull(),
      action: oneOf(ACTIONS).notNull(),
      legNumber: integer().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('legs_number_key').on(t.siteId, t.action, t.legNumber)],
  )
  const legDevices = table(
    'leg_devices',
    {
      legId: id()
        .notNull()
        .references(() => legs.id),
      deviceId: id().notNull(),
      organisationId: id().notNull(),
    },
    (t) => [primaryKey({ columns: [t.legId, t.deviceId] })],
  )
  /** Problems and plans, gzipped, under the SHA-256 of their text: the same text is stored once. */
  const documents = table('documents', {
    hash: id().primaryKey(),
    format: text().notNull(),
    gzipped: bytes().notNull(),
    createdAt: instant().notNull(),
  })
  const plans = table(
    'plans',
    {
      id: id().primaryKey(),
      version: integer().notNull(),
      state: oneOf(['draft', 'adopted', 'superseded']).notNull(),
      startOn: day().notNull(),
      problemHash: id()
        .notNull()
        .references(() => documents.hash),
      planHash: id()
        .notNull()
        .references(() => documents.hash),
      engineVersion: text().notNull(),
      registerVersion: text().notNull(),
      directiveVersion: text().notNull(),
      catalogueVersion: text().notNull(),
      /** What was asked for, so that it can be asked anew; null: made before 0016. */
      input: json<unknown>(),
      /** Measures, warnings, what waits, what is undecided: what the pages and the command line print. */
      summary: json<unknown>().notNull(),
      createdAt: instant().notNull(),
      createdBy: id().notNull(),
    },
    (t) => [index('plans_created_idx').on(t.createdAt, t.id)],
  )
  const planOrders = table(
    'plan_orders',
    {
      planId: id()
        .notNull()
        .references(() => plans.id),
      legId: id().notNull(),
      organisationId: id().notNull(),
      siteId: id().notNull(),
      rank: integer().notNull(),
      sequence: integer(),
      tier: integer().notNull(),
      clause: oneOf(CLAUSES).notNull(),
      action: oneOf(ACTIONS).notNull(),
      state: oneOf(['proposed', 'ready']).notNull(),
      deviceCount: integer().notNull(),
      costPence: pence().notNull(),
      minutes: integer().notNull(),
      weightMillis: integer().notNull(),
      poolId: text(),
      weekOn: day(),
      financialYear: kit.financialYear(),
      /** Facts, reasons, cost lines and constraints: "why here, why then". */
      why: json<unknown>().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.planId, t.legId] }),
      uniqueIndex('plan_orders_rank_key').on(t.planId, t.rank),
      index('plan_orders_leg_idx').on(t.legId),
    ],
  )
  /** What a plan was made for: a caller sees it only if all of this is within their scope. `*`: every one. */
  const planScopes = table(
    'plan_scopes',
    {
      planId: id()
        .notNull()
        .references(() => plans.id),
      organisationId: id().notNull(),
      region: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.planId, t.organisationId, t.region] })],
  )
  /** Appended whole: the newest of those that are valid counts, and a plan finds the one that it was made with. */
  const catalogueVersions = table(
    'catalogue_versions',
    {
      id: id().primaryKey(),
      /** What plans name it by; it ends with a hash of the content. */
      version: id().notNull(),
      validFromOn: day().notNull(),
      /** `shipped`: kept because a plan was made with it, so that a later Lenscap can still show its prices. */
      origin: oneOf(['shipped', 'imported']).notNull(),
      content: json<unknown>().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [
      index('catalogue_versions_version_idx').on(t.version, t.id),
      index('catalogue_versions_in_force_idx').on(t.origin, t.validFromOn, t.id),
    ],
  )
  return { legs, legDevices, documents, plans, planOrders, planScopes, catalogueVersions }
}

/** Named inputs over one plan's estate, and what came of them. Each scenario row is a version: the newest counts. */
function scenarioTables({ table, index, uniqueIndex, id, text, oneOf, integer, instant, json }: Kit) {
  const scenarios = table(
    'scenarios',
    {
      id: id().primaryKey(),
      /** The id of its first version: what runs name it by. */
      scenarioId: id().notNull(),
      version: integer().notNull(),
      /** Whose problem is the snapshot; whoever sees the plan sees its scenarios. */
      planId: id().notNull(),
      name: text().notNull(),
      settings: json<unknown>().notNull(),
      recordedAt: instant().notNull(),
      recordedBy: id().notNull(),
    },
    (t) => [uniqueIndex('scenarios_version_key').on(t.scenarioId, t.version)],
  )
  const scenarioRuns = table(
    'scenario_runs',
    {
      id: id().primaryKey(),
      scenarioId: id().notNull(),
      scenarioVersion: integer().notNull(),
      planId: id().notNull(),
      /** As the scenario was called, and what it asked, when it was run. */
      name: text().notNull(),
      settings: json<unknown>().notNull(),
      /** Over all that the run was asked with: another one now means "edited, run again". */
      inputsHash: id().notNull(),
      /** Over the problem without its budgets: the same one means that only money changed. */
      workHash: id().notNull(),
      /** Four documents: what is known of the legs, the problem as asked, and as answered, and the plan. */
      snapshotHash: id().notNull(),
      askedHash: id().notNull(),
      problemHash: id().notNull(),
      planHash: id().notNull(),
      /** The plan that the search started from; null: from nothing. */
      warmHash: id(),
      effort: oneOf(['quick', 'standard', 'thorough']).notNull(),
      engineVersion: text().notNull(),
      summary: json<unknown>().notNull(),
      createdAt: instant().notNull(),
      createdBy: id().notNull(),
    },
    (t) => [index('scenario_runs_scenario_idx').on(t.scenarioId, t.id)],
  )
  return { scenarios, scenarioRuns }
}

/** Who does the work, and under what. Each row is a version of what it describes: the newest counts, none is changed. */
function contractTables({
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

function jobTables({ table, index, primaryKey, id, text, oneOf, integer, instant, json, sealedJson }: Kit) {
  const jobs = table(
    'jobs',
    {
      id: id().primaryKey(),
      kind: text().notNull(),
      state: oneOf(JOB_STATES).notNull(),
      input: sealedJson().notNull(),
      /** How far the work has come, so that it resumes there; null: it starts again from the beginning. */
      checkpoint: json<unknown>(),
      progress: json<{
        done: number
        total: number | null
        doing: string
        perSecond?: number | null
        secondsLeft?: number | null
      }>(),
      result: sealedJson(),
      /** What it failed of: it may quote what it worked on. Null too where it failed before 0006. */
      failure: sealedJson(),
      attempt: integer().notNull(),
      /** The process that works on it, until `leaseExpiresAt`; after that any other may take it. */
      holder: text(),
      leaseExpiresAt: instant(),
      heartbeatAt: instant(),
      cancelRequestedAt: instant(),
      /** It is not started before: it failed by a fault that passes, such as a busy database. */
      notBefore: instant(),
      createdBy: id().notNull(),
      createdAt: instant().notNull(),
      finishedAt: instant(),
    },
    (t) => [index('jobs_state_idx').on(t.state, t.id)],
  )
  /**
   * What those who asked for a job, a request or an import might then know of: it is theirs to look at while all of this is within
   * their scope. `*`: every one.
   */
  const askedScopes = table(
    'asked_scopes',
    { askedId: id().notNull(), organisationId: id().notNull(), region: text().notNull() },
    (t) => [primaryKey({ columns: [t.askedId, t.organisationId, t.region] })],
  )
  return { jobs, askedScopes }
}

function answerTables({ table, index, primaryKey, id, text, instant, sealed }: Kit) {
  /** What was answered to a request with an Idempotency-Key, for as long as it is given again (docs/adr/0010). */
  const keptAnswers = table(
    'kept_answers',
    {
      principalId: id().notNull(),
      /** `PATCH /api/v1/sites/:id` */
      route: id().notNull(),
      /** A keyed hash of the key. */
      keyHash: id().notNull(),
      /** A keyed hash of the address and the body. */
      fingerprint: text().notNull(),
      /** Status, headers, body. Null until they are known: the row is written with the effect, the answer after it. */
      answer: sealed(),
      createdAt: instant().notNull(),
      expiresAt: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.principalId, t.route, t.keyHash] }),
      index('kept_answers_expires_idx').on(t.expiresAt),
    ],
  )
  return { keptAnswers }
}
