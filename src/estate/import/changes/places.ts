// The organisations and sites of a file. A row's are known as soon as it comes by; what the file says of them when all of
// its rows have.
import type { Day } from '../../../shared/day.ts'
import type { Work } from '../decide.ts'
import { isUnsited, type Named, type PlacedRow } from '../rows/place-row.ts'
import type { OrganisationRow, SiteRow } from '../store.ts'
import { SAID_OF_UNSITED, SaidOfOrganisation, SaidOfSite } from './said.ts'
import { addOrganisation, addSite, updateOrganisation, updateSite } from './site-changes.ts'

/** What a device says of where it is. */
export type PlaceIds = Pick<SiteRow, 'id' | 'organisationId'>

interface Owner {
  readonly id: string
  readonly known: OrganisationRow | undefined
  readonly said: SaidOfOrganisation
  readonly sites: Map<string, Site>
}

interface Site extends PlaceIds {
  readonly known: SiteRow | undefined
  /** Undefined: nothing is said of the site that stands for none. */
  readonly said: SaidOfSite | undefined
}

/** As many as are made at once before they are staged. */
const SITES_AT_ONCE = 5000

export class Places {
  readonly #work: Work
  readonly #knownOwners: ReadonlyMap<string, OrganisationRow>
  readonly #knownSites: ReadonlyMap<string, SiteRow>
  readonly #owners = new Map<string, Owner>()

  constructor(work: Work) {
    this.#work = work
    const { organisations, sites } = work.held
    this.#knownOwners = new Map(organisations.map((row) => [row.nameKey, row]))
    this.#knownSites = new Map(sites.map((row) => [keyIn(row.organisationId, row.codeKey), row]))
  }

  /** Hears what the row says of its organisation and its site. */
  hear(row: PlacedRow): void {
    const owner = this.#owner(row.organisation)
    owner.said.hear(row)
    if (!isUnsited(row.site)) this.#site(owner, row.site).said?.hear(row)
  }

  /** Of a row that was heard: where its device is. The site that stands for none is made when somebody asks for it. */
  of({ organisation, site }: PlacedRow): PlaceIds {
    return this.#site(this.#owner(organisation), site)
  }

  /** Sites that were known, and that the file speaks of. */
  *knownSites(): Generator<string> {
    for (const { sites } of this.#owners.values()) {
      for (const { known, said } of sites.values()) if (known && said) yield known.id
    }
  }

  /** What has been heard becomes changes; `stage` is called when there are some thousands. */
  async change(stage: () => Promise<void>): Promise<void> {
    const work = this.#work
    const newest = newestDays(work.held.sites)
    for (const { id, known, said } of this.#owners.values()) {
      const told = said.tell(work.warnings)
      if (known) updateOrganisation(known, told, { newestOn: newest.get(id), work })
      else addOrganisation(id, told, work)
    }
    let made = 0
    for (const { sites } of this.#owners.values()) {
      for (const { known, said, ...ids } of sites.values()) {
        if (!known) addSite(ids, said?.tell(work.warnings) ?? SAID_OF_UNSITED, work)
        else if (said) updateSite(known, said.tell(work.warnings), work)
        if (++made % SITES_AT_ONCE === 0) await stage()
      }
    }
  }

  #owner({ key, name }: Named): Owner {
    const found = this.#owners.get(key)
    if (found) return found
    const known = this.#knownOwners.get(key)
    const id = known?.id ?? this.#work.making.ids.next('org')
    const owner = { id, known, said: new SaidOfOrganisation(name), sites: new Map<string, Site>() }
    this.#owners.set(key, owner)
    return owner
  }

  #site({ id: organisationId, sites }: Owner, named: Named): Site {
    const found = sites.get(named.key)
    if (found) return found
    const known = this.#knownSites.get(keyIn(organisationId, named.key))
    const id = known?.id ?? this.#work.making.ids.next('sit')
    const said = isUnsited(named) ? undefined : new SaidOfSite(named.name)
    const site = { id, organisationId, known, said }
    sites.set(named.key, site)
    return site
  }
}

function keyIn(organisationId: string, siteKey: string): string {
  return `${organisationId}\n${siteKey}`
}

function newestDays(sites: readonly SiteRow[]): Map<string, Day> {
  const newest = new Map<string, Day>()
  for (const { organisationId, observedOn } of sites) {
    if (observedOn > (newest.get(organisationId) ?? '')) newest.set(organisationId, observedOn)
  }
  return newest
}
