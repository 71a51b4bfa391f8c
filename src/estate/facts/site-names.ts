// Which site a row of a list, or a word of a command, means.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { keyOf } from '../../shared/text.ts'
import type { Organisation } from '../organisation.ts'
import type { Site } from '../site.ts'
import { listOrganisations, listSites } from '../store.ts'

export interface SiteNames {
  readonly organisations: readonly Organisation[]
  readonly sites: readonly Site[]
}

/** By organisation and code; without an organisation by a code that only one site has. Text: why there is none. */
export function siteFinder({
  organisations,
  sites,
}: SiteNames): (organisation: string | null, code: string) => Site | string {
  const names = new Map(organisations.map(({ id, name }) => [id, keyOf(name)]))
  const byCode = Map.groupBy(sites, ({ code }) => keyOf(code))
  return (organisation, code) => {
    const alike = byCode.get(keyOf(code)) ?? []
    const found =
      organisation === null
        ? alike
        : alike.filter(({ organisationId }) => names.get(organisationId) === keyOf(organisation))
    if (found.length === 1) return found[0]!
    if (found.length > 1) return `"${code}" is the code of ${found.length} sites: name the organisation.`
    return `There is no site "${code}"${organisation === null ? '' : ` of ${organisation}`}.`
  }
}

export async function loadSiteNames(q: Reads, scope: Scope): Promise<SiteNames> {
  return { organisations: await listOrganisations(q, scope), sites: await listSites(q, scope) }
}
