// Which sites a person means: by code on the command line, by id in the API. Pure.
import type { Organisation } from '../estate/organisation.ts'
import type { Site } from '../estate/site.ts'
import { Failure } from '../shared/failure.ts'
import { keyOf } from '../shared/text.ts'

export interface Named {
  readonly organisations: readonly Organisation[]
  readonly sites: readonly Site[]
}

/** By `CODE`, or `ORGANISATION/CODE` where several have it. Throws `unknown-site`, `several-sites`. */
export function sitesByCode({ organisations, sites }: Named, codes: readonly string[]): Site[] {
  const names = new Map(organisations.map(({ id, name }) => [id, name]))
  const byCode = Map.groupBy(sites, (site) => keyOf(site.code))
  const byBoth = new Map(sites.map((site) => [keyOf(`${names.get(site.organisationId)}/${site.code}`), site]))
  return codes.map((code) => {
    const exact = byBoth.get(keyOf(code))
    const found = exact ? [exact] : (byCode.get(keyOf(code)) ?? [])
    if (found.length > 1) {
      const owners = found.map((site) => `${names.get(site.organisationId)}/${site.code}`).join(', ')
      throw new Failure('several-sites', `"${code}" is the code of ${found.length} sites.`, `Say which: ${owners}.`)
    }
    return found[0] ?? unknownSite(code)
  })
}

/** By id, in the order given. Throws `unknown-site`. */
export function sitesById(sites: readonly Site[], ids: readonly string[]): Site[] {
  const byId = new Map(sites.map((site) => [site.id, site]))
  return ids.map((id) => byId.get(id) ?? unknownSite(id))
}

function unknownSite(name: string): never {
  throw new Failure(
    'unknown-site',
    `There is no site "${name}".`,
    '`lenscap sites`, or GET /api/v1/sites, lists those that you may see.',
  )
}
