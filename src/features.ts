// What Lenscap is made of: each feature adds its routes, its commands and its long work here, and nowhere else.
import type { Role } from './access/caller.ts'
import { auditCommands } from './access/audit/commands.ts'
import { auditRoutes } from './access/audit/routes.ts'
import type { AddCommands } from './cli/command.ts'
import { directiveCommands } from './directive/commands.ts'
import { deploymentCommandsWith } from './directive/deployment/commands.ts'
import { deploymentRoutesWith } from './directive/deployment/routes.ts'
import { decideNotToReplace } from './directive/decide-sites.ts'
import { directiveRoutes } from './directive/routes.ts'
import { machineRoutes, tokenRoutes } from './access/machines/routes.ts'
import { grantRoles } from './access/people/grant-roles.ts'
import { inviteAnew } from './access/people/invite.ts'
import { invitationRoutes, peopleRoutes, principalRoutes } from './access/people/routes.ts'
import { breakGlass } from './access/requests/break-glass.ts'
import { requestRoutesWith } from './access/requests/routes.ts'
import { sessionRoutes } from './access/sessions/routes.ts'
import { lowerSensitivity } from './estate/change-site.ts'
import { exportCommands } from './estate/export/commands.ts'
import { exportEstate } from './estate/export/export.ts'
import { exportRoutes } from './estate/export/routes.ts'
import { estateCommands } from './estate/commands.ts'
import { siteFactCommands } from './estate/facts/commands.ts'
import { siteFactRoutes } from './estate/facts/routes.ts'
import { findingCommandsWith } from './estate/findings/commands.ts'
import { lapseOverrides } from './estate/findings/overrides/lapse-overrides.ts'
import { clearManyDevices } from './estate/findings/overrides/override-devices.ts'
import { reEvaluateWith } from './estate/findings/re-evaluate.ts'
import { findingRoutesWith } from './estate/findings/routes.ts'
import { keptImportCommands } from './estate/import/kept/commands.ts'
import { keptImportRoutesIn } from './estate/import/kept/routes.ts'
import { importInventoryWith } from './estate/import/import-inventory.ts'
import { importRoutesIn } from './estate/import/upload/routes.ts'
import { mappingCommands } from './estate/mappings/commands.ts'
import { mappingRoutes } from './estate/mappings/routes.ts'
import { estateRoutes } from './estate/routes.ts'
import type { Routes } from './http/plugin.ts'
import type { JobHandler, JobHandlers } from './jobs/job.ts'
import { jobRoutesWith } from './jobs/routes.ts'
import { changeRoutes } from './orders/changes/routes.ts'
import { acceptanceRoutesWith } from './orders/acceptance/routes.ts'
import { exceptFromTarget } from './orders/exceptions/except.ts'
import { exceptionRoutes } from './orders/exceptions/routes.ts'
import { exceptionCommands } from './orders/exceptions/commands.ts'
import { targetCommands } from './orders/targets/commands.ts'
import { targetRoutes } from './orders/targets/routes.ts'
import { plannedOrderCommands } from './orders/planned/commands.ts'
import { adoptionCommands } from './orders/adopt/commands.ts'
import { adoptPlanWith } from './orders/adopt/adopt-plan.ts'
import { adoptionRoutes } from './orders/adopt/routes.ts'
import { readKeptWeeks } from './orders/adopt/store.ts'
import { plannedOrderRoutes } from './orders/planned/routes.ts'
import { claimRoutesWith } from './orders/claims/routes.ts'
import { orderRoutesWith } from './orders/routes.ts'
import { purchaseRoutesWith } from './planning/catalogue/purchases/routes.ts'
import { clockRoutesWith } from './orders/visits/clock/routes.ts'
import { engineerRoutesWith } from './orders/visits/engineers/routes.ts'
import { gateRoutes } from './orders/visits/gate/routes.ts'
import { reportRoutesWith } from './orders/visits/reports/routes.ts'
import { visitRoutesWith } from './orders/visits/routes.ts'
import { variationRoutes } from './orders/visits/variations/routes.ts'
import { catalogueCommandsWith } from './planning/catalogue/versions/commands.ts'
import { catalogueRoutesWith } from './planning/catalogue/versions/routes.ts'
import { planningCommands } from './planning/commands.ts'
import { contractCommands } from './planning/contracts/commands.ts'
import { contractRoutes } from './planning/contracts/routes.ts'
import { crewCommands } from './planning/crews/commands.ts'
import { crewRoutes } from './planning/crews/routes.ts'
import { memorandumCommandsWith } from './planning/memorandum/commands.ts'
import { memorandumRoutesWith } from './planning/memorandum/routes.ts'
import { planFileCommands } from './planning/file-commands.ts'
import { fundCommands } from './planning/funds/commands.ts'
import { fundListRoutes, fundRoutes } from './planning/funds/routes.ts'
import { makePlanWith } from './planning/make-plan.ts'
import type { PlanningReference } from './planning/problem/build-problem.ts'
import { answerQuestionWith } from './planning/questions/answer-question.ts'
import { questionCommands } from './planning/questions/commands.ts'
import { planningRoutes } from './planning/routes.ts'
import { scenarioCommands } from './planning/scenarios/commands.ts'
import { comparisonRoutes, scenarioRoutes } from './planning/scenarios/routes.ts'
import { runScenarioWith } from './planning/scenarios/run-scenario.ts'
import type { Reference } from './reference.ts'
import { determinationCommandsWith } from './register/determinations/commands.ts'
import { currentRegister } from './register/determinations/current-register.ts'
import { determineNotInScope } from './register/determinations/determine.ts'
import { registerRoutesWith } from './register/determinations/routes.ts'
import { forecastCommands } from './reports/forecast/commands.ts'
import { forecastRoutes } from './reports/forecast/routes.ts'
import { progressCommands } from './reports/progress/commands.ts'
import { progressRoutes } from './reports/progress/routes.ts'
import { workbookCommands } from './reports/workbook/commands.ts'
import { exportNamedPlan } from './reports/workbook/export-named.ts'
import { namedPlanRoutes, workbookRoutes } from './reports/workbook/routes.ts'
import { makeBackup } from './safekeeping/backup/make-backup.ts'
import { rewrapKeys } from './safekeeping/rewrap-keys.ts'
import { dayOf } from './shared/day.ts'

/** What one person cannot do alone. */
export const twoPersonActs = [
  lowerSensitivity,
  determineNotInScope,
  clearManyDevices,
  decideNotToReplace,
  exceptFromTarget,
  grantRoles,
  inviteAnew,
  breakGlass,
  exportEstate,
  exportNamedPlan,
] as const

/** Registered under /api/v1. `imports`: the folder for files that were sent, and what is kept of imports. */
export function routesWith(imports: string, shipped: Reference): Routes[] {
  const { register } = shipped
  const times = { holidays: shipped.bankHolidays, rules: shipped.claims }
  return [
    jobRoutesWith(JOB_ROLES),
    registerRoutesWith(register),
    estateRoutes,
    siteFactRoutes,
    findingRoutesWith(register),
    importRoutesIn(imports),
    keptImportRoutesIn(imports),
    mappingRoutes,
    directiveRoutes,
    deploymentRoutesWith(register),
    crewRoutes,
    contractRoutes,
    planningRoutes,
    memorandumRoutesWith(shipped),
    scenarioRoutes,
    comparisonRoutes,
    catalogueRoutesWith(shipped),
    purchaseRoutesWith(shipped),
    fundRoutes,
    fundListRoutes,
    plannedOrderRoutes,
    adoptionRoutes,
    changeRoutes,
    targetRoutes,
    exceptionRoutes,
    orderRoutesWith(times),
    acceptanceRoutesWith(shipped),
    claimRoutesWith(shipped),
    engineerRoutesWith(times),
    visitRoutesWith(times, register),
    gateRoutes,
    clockRoutesWith(times),
    variationRoutes,
    reportRoutesWith(times, register),
    forecastRoutes,
    progressRoutes,
    workbookRoutes,
    namedPlanRoutes,
    requestRoutesWith(twoPersonActs),
    sessionRoutes,
    invitationRoutes,
    peopleRoutes,
    principalRoutes,
    machineRoutes,
    tokenRoutes,
    auditRoutes,
    exportRoutes,
  ]
}

/** `shipped`: read when a command first needs it, for most need none. */
export const commandsWith = (shipped: () => PlanningReference, register = () => shipped().register): AddCommands[] => [
  determinationCommandsWith(register),
  findingCommandsWith(register),
  estateCommands,
  siteFactCommands,
  mappingCommands,
  keptImportCommands,
  directiveCommands,
  deploymentCommandsWith(register),
  crewCommands,
  contractCommands,
  planningCommands,
  planFileCommands,
  memorandumCommandsWith(shipped),
  catalogueCommandsWith(shipped),
  fundCommands,
  questionCommands,
  scenarioCommands,
  forecastCommands,
  progressCommands,
  workbookCommands,
  plannedOrderCommands,
  adoptionCommands,
  targetCommands,
  exceptionCommands,

  auditCommands,
  exportCommands,
]

/** The kinds of long work, by their names in the job table. */
export const JOB_KINDS = [
  'import',
  're-evaluate',
  'plan',
  'adopt',
  'question',
  'scenario',
  'rewrap-keys',
  'backup',
] as const

/** Who may start each kind: nobody else looks at what became of theirs, should they have been such a one once. */
const JOB_ROLES: Readonly<Record<(typeof JOB_KINDS)[number], readonly Role[]>> = {
  import: ['programme', 'estate'],
  're-evaluate': ['programme', 'approver'],
  plan: ['programme'],
  adopt: ['approver'],
  question: ['programme'],
  scenario: ['programme'],
  'rewrap-keys': ['admin'],
  backup: ['admin'],
}

/** Each runs in a worker thread of its own. */
export function jobHandlersWith(
  reference: PlanningReference,
  imports: string,
): JobHandlers & Record<(typeof JOB_KINDS)[number], unknown> {
  return {
    import: asDetermined(reference, ({ register }) => importInventoryWith(register, imports)),
    're-evaluate': asDetermined(reference, ({ register }) => reEvaluateWith(register)),
    plan: asDetermined(reference, (now) => makePlanWith(now, readKeptWeeks)),
    adopt: asDetermined(reference, adoptPlanWith),
    question: asDetermined(reference, answerQuestionWith),
    scenario: asDetermined(reference, runScenarioWith),
    'rewrap-keys': rewrapKeys,
    backup: makeBackup,
  }
}

/** Makes the handler anew for each job, with what people determined and decided as it counts by then. */
function asDetermined<Input, Result>(
  reference: PlanningReference,
  handlerWith: (reference: PlanningReference) => JobHandler<Input, Result>,
): JobHandler<Input, Result> {
  return async (deps, input, context) => {
    await lapseOverrides(deps, context.caller)
    const register = await currentRegister(deps.db.read, reference.register, dayOf(deps.clock.now()))
    return handlerWith({ ...reference, register })(deps, input, context)
  }
}
