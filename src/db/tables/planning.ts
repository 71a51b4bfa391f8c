// Legs, plans and their orders as planned, catalogues, scenarios and their runs.
import { ACTIONS, CLAUSES } from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function planningTables({ table, index, uniqueIndex, primaryKey, id, text, oneOf, integer, ...kit }: Kit) {
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
  /** A file of a plan with its sites that two people agreed on, for one of them to fetch once (reports/workbook). */
  const planExports = table(
    'plan_exports',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      planId: id()
        .notNull()
        .references(() => plans.id),
      /** Null: all of them, as a workbook. */
      sheet: oneOf(['orders', 'spend', 'draws', 'funds', 'decisions', 'warnings']),
      approvedBy: id().notNull(),
      approvedAt: instant().notNull(),
      expiresAt: instant().notNull(),
      fetchedAt: instant(),
    },
    (t) => [index('plan_exports_principal_idx').on(t.principalId, t.planId, t.id)],
  )
  return { legs, legDevices, documents, plans, planOrders, planScopes, planExports, catalogueVersions }
}

/** Named inputs over one plan's estate, and what came of them. Each scenario row is a version: the newest counts. */
export function scenarioTables({ table, index, uniqueIndex, id, text, oneOf, integer, instant, json }: Kit) {
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
