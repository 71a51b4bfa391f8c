// The data dictionary: every table of Lenscap, once, for both dialects. Three habits hold throughout:
//  - every estate and order row carries `organisationId`, so that one condition narrows any query to a caller's scope;
//  - every row that can be edited carries an integer `version`, which an edit must name;
//  - facts that a person may one day have to defend (designation, upgrade date, finding, decision, budget) are
//    appended with `recordedAt` and `recordedBy`, never overwritten; the row they describe holds the current value.
import type { Kit } from './kit.ts'
import { accessTables, peopleTables, jobTables, answerTables } from './tables/access.ts'
import { claimTables } from './tables/claims.ts'
import { completionTables } from './tables/completion.ts'
import { estateTables } from './tables/estate.ts'
import { registerTables, findingTables } from './tables/findings.ts'
import { moneyTables, contractTables } from './tables/money.ts'
import { orderTables } from './tables/orders.ts'
import { planningTables, scenarioTables } from './tables/planning.ts'
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
