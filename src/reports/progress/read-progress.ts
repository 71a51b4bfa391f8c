// Where the estate of a scope stands today.
import { setImmediate } from 'node:timers/promises'
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { decisionsOn } from '../../directive/site-decision.ts'
import { listDecisions } from '../../directive/store.ts'
import { sitesNotAccepted } from '../../orders/acceptance/store.ts'
import type { Day } from '../../shared/day.ts'
import { progressOf, type Alike, type CountedSite, type Progress } from './progress.ts'
import { countAlike, listCountedSites, listOrganisationIds } from './store.ts'

/** Ask within a snapshot: an organisation is read at a time, and requests are served in between. */
export async function readProgress(q: Reads, scope: Scope, today: Day): Promise<Progress> {
  const sites: CountedSite[] = []
  const devices: Alike[] = []
  for (const organisationId of await listOrganisationIds(q, scope)) {
    for (const site of await listCountedSites(q, scope, organisationId)) sites.push(site)
    for (const alike of await countAlike(q, scope, organisationId)) devices.push(alike)
    await setImmediate()
  }
  const notAccepted = await sitesNotAccepted(q, scope)
  return progressOf({ sites, devices, notAccepted }, today, decisionsOn(today, await listDecisions(q, scope)))
}
