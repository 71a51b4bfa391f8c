// What Lenscap is made of: each feature adds its routes, its commands and its long work here, and nowhere else.
import { auditCommands } from './access/audit/commands.ts'
import { auditRoutes } from './access/audit/routes.ts'
import type { AddCommands } from './cli/command.ts'
import { directiveCommands } from './directive/commands.ts'
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
import { importInventoryWith } from './estate/import/import-inventory.ts'
import { estateRoutes, importRoutesIn } from './estate/routes.ts'
import type { Routes } from './http/plugin.ts'
import type { JobHandlers } from './jobs/job.ts'
import { jobRoutes } from './jobs/routes.ts'
import { orderCommands } from './orders/commands.ts'
import { orderRoutes } from './orders/routes.ts'
import { planningCommands } from './planning/commands.ts'
import { planFileCommands } from './planning/file-commands.ts'
import { makePlanWith } from './planning/make-plan.ts'
import type { PlanningReference } from './planning/problem/build-problem.ts'
import { answerQuestionWith } from './planning/questions/answer-question.ts'
import { questionCommands } from './planning/questions/commands.ts'
import { planningRoutes } from './planning/routes.ts'
import { makeBackup } from './safekeeping/backup/make-backup.ts'
import { rewrapKeys } from './safekeeping/rewrap-keys.ts'

/** What one person cannot do alone. */
export const twoPersonActs = [
  lowerSensitivity,
  decideNotToReplace,
  grantRoles,
  inviteAnew,
  breakGlass,
  exportEstate,
] as const

/** Registered under /api/v1. `uploads`: the folder where files that were sent wait for their import. */
export function routesWith(uploads: string): Routes[] {
  return [
    jobRoutes,
    estateRoutes,
    importRoutesIn(uploads),
    directiveRoutes,
    planningRoutes,
    orderRoutes,
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

export const commands: readonly AddCommands[] = [
  estateCommands,
  directiveCommands,
  planningCommands,
  planFileCommands,
  questionCommands,
  orderCommands,
  auditCommands,
  exportCommands,
]

/** The kinds of long work, by their names in the job table. */
export const JOB_KINDS = ['import', 'plan', 'question', 'rewrap-keys', 'backup'] as const

/** Each runs in a worker thread of its own. */
export function jobHandlersWith(
  reference: PlanningReference,
): JobHandlers & Record<(typeof JOB_KINDS)[number], unknown> {
  return {
    import: importInventoryWith(reference.register),
    plan: makePlanWith(reference),
    question: answerQuestionWith(reference),
    'rewrap-keys': rewrapKeys,
    backup: makeBackup,
  }
}
