// The set of sites that an approver means by words: an organisation's, a region's, those with work in a tier.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { UNSITED, type Site } from '../../estate/site.ts'
import { listSites } from '../../estate/store.ts'
import type { Sensitivity } from '../../shared/vocabulary.ts'
import type { Tier } from '../decision-table.ts'
import { listStandings } from '../store.ts'
import { tiersAt } from '../treat.ts'

/** A site fits if it fits every word that is given. */
export interface SiteWords {
  readonly organisationId?: string | undefined
  readonly region?: string | undefined
  readonly sensitivity?: Sensitivity | undefined
  /** Its own kit has work in the tier, whatever was decided so far. */
  readonly tier?: Tier | undefined
}

/** In the order of ids; never the place for devices without a site, of which nobody can decide anything. */
export async function chooseSites(q: Reads, scope: Scope, { tier, ...words }: SiteWords): Promise<Site[]> {
  const sites = (await listSites(q, scope, words)).filter(({ code }) => code !== UNSITED)
  if (tier === undefined) return sites
  const standings = Map.groupBy(await listStandings(q, scope), ({ siteId }) => siteId)
  return sites.filter(({ id, sensitivity }) => tiersAt(sensitivity, standings.get(id) ?? []).has(tier))
}
