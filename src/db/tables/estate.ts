// Organisations, sites, devices, and the facts about them that are appended.
import {
  BUDGET_STATUSES,
  CARRY_OVERS,
  CHOICES,
  FINDING_STATES,
  FUND_CLASSES,
  IMPORT_STATES,
  KINDS,
  LEAVING,
  LONE_WORKING,
  NETWORKS,
  PERSONAL_DEVICES,
  PHOTO_RULES,
  SECTORS,
  SENSITIVITIES,
  STANDINGS,
  STATUSES,
  VETTINGS,
} from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function estateTables(kit: Kit) {
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
      /** Nobody has said what kind of device it is: it is planned as one, and recognised as none. */
      kindAssumed: flag().notNull(),
    },
    (t) => [
      uniqueIndex('devices_identity_key').on(t.organisationId, t.identity),
      index('devices_site_idx').on(t.siteId),
      index('devices_serial_idx').on(t.serial),
      index('devices_mac_idx').on(t.mac),
    ],
  )
  /** What is found of many devices in the same words, with its evidence, as register/recognise.ts gave it: once. */
  const findingTexts = table('finding_texts', {
    /** A hash of the finding's JSON (estate/findings/finding-text.ts); before 0023, the first finding that says it. */
    id: id().primaryKey(),
    finding: json<unknown>().notNull(),
  })
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
      textId: id()
        .notNull()
        .references(() => findingTexts.id),
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
    findingTexts,
    findings,
    imports,
    savedMappings,
    siteDecisions,
  }
}
