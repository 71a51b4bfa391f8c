// What people change about a site by hand: its name, designation, upgrade, and the sealed facts.
import { auditEntry, record } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import { holds } from '../access/scope.ts'
import type { Deps } from '../deps.ts'
import { staleVersion } from '../http/etag.ts'
import { dayOf, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import type { Sealed, Sealer } from '../shared/sealed.ts'
import type { Sensitivity, Vetting } from '../shared/vocabulary.ts'
import {
  compareSensitivity,
  reviewDay,
  unknownSite,
  type Address,
  type Limb,
  type Site,
  type SiteSecrets,
} from './site.ts'
import { bumpOrganisation, findSite, insertDesignation, insertUpgrade, openSecrets, updateSite } from './store.ts'

/** What is left out stays; null clears. */
export interface SiteChange {
  readonly name?: string
  readonly region?: string | null
  readonly sensitivity?: Sensitivity
  readonly limbs?: readonly Limb[]
  readonly vetting?: Vetting | null
  readonly upgradeOn?: Day | null
  readonly upgradeFunded?: boolean | null
  readonly upgradeManufacturer?: string | null
  readonly address?: Address | null
  readonly accessNotes?: string | null
  readonly contacts?: string | null
  /** Why; kept with the designation. */
  readonly reason?: string
}

export interface SiteEdit {
  readonly id: string
  /** The one that the edit was made from. */
  readonly version: number
  readonly change: SiteChange
}

/**
 * Makes the edit and returns the site as it is then; one that changes nothing leaves the version alone. Throws
 * `unknown-site`, `stale-version`, and `second-person-needed` for a lower sensitivity.
 */
export async function changeSite(deps: Deps, caller: Caller, { id, version, change }: SiteEdit): Promise<Site> {
  const { db, clock, ids } = deps
  const now = clock.now()
  const entry = auditEntry(deps, caller, { act: 'site.changed', subjectKind: 'site', subjectId: id })
  const factIds = { designation: ids.next('des'), upgrade: ids.next('upg') }
  return db.write(async (q) => {
    const site = await findSite(q, caller.scope, id)
    if (!site) throw unknownSite(id)
    if (site.version !== version) throw staleVersion()
    if (change.sensitivity && compareSensitivity(change.sensitivity, site.sensitivity) < 0) throw downgrade(site)
    const { organisationId, region } = { ...site, ...change }
    if (!holds(caller.scope, { organisationId, region })) throw beyondScope(site)
    const secrets = await openSecrets(q, id)
    const { reason, ...facts } = change
    const before = { ...site, ...secrets }
    const after = { ...before, ...facts }
    const changed = changedFacts(before, after)
    if (changed.length === 0) return site
    await updateSite(q, site, columnsOf(after, changed, q.sealer))
    const by = { organisationId: site.organisationId, siteId: id, recordedAt: now, recordedBy: caller.principalId }
    if (changed.some((fact) => fact === 'sensitivity' || fact === 'limbs')) {
      const { sensitivity, limbs } = after
      const context = `site_designations.limbs:${factIds.designation}`
      const asOfOn = dayOf(now)
      await insertDesignation(q, {
        ...by,
        id: factIds.designation,
        sensitivity,
        limbs: limbs.length === 0 ? null : q.sealer.seal(JSON.stringify(limbs), context),
        reason: reason ?? 'No reason was given.',
        asOfOn,
        reviewOn: reviewDay(asOfOn),
        confirmed: true,
      })
    }
    if (changed.some((fact) => fact.startsWith('upgrade'))) {
      const { upgradeOn, upgradeFunded: funded, upgradeManufacturer: manufacturer } = after
      await insertUpgrade(q, { ...by, id: factIds.upgrade, upgradeOn, funded, manufacturer })
    }
    await bumpOrganisation(q, site.organisationId)
    const detail = { before: pick(before, changed), after: pick(after, changed), reason: reason ?? null }
    await record(q, { ...entry, organisationId: site.organisationId }, detail)
    return (await findSite(q, 'everything', id))!
  })
}

type Whole = Site & SiteSecrets
type Fact = Exclude<keyof SiteChange, 'reason'>

const PLAIN = ['name', 'region', 'sensitivity', 'vetting', 'upgradeOn', 'upgradeFunded', 'upgradeManufacturer'] as const
const SEALED = ['limbs', 'address', 'accessNotes', 'contacts'] as const

function changedFacts(before: Whole, after: Whole): Fact[] {
  return [...PLAIN, ...SEALED].filter((fact) => JSON.stringify(before[fact]) !== JSON.stringify(after[fact]))
}

function columnsOf(site: Whole, changed: readonly Fact[], sealer: Sealer) {
  const seal = (field: (typeof SEALED)[number], text: string | null): Sealed | null =>
    text === null ? null : sealer.seal(text, `sites.${field}:${site.id}`)
  const address = site.address === null ? null : JSON.stringify(site.address)
  const columns = {
    ...pick(site, PLAIN),
    limbs: seal('limbs', site.limbs.length === 0 ? null : JSON.stringify(site.limbs)),
    address: seal('address', address),
    accessNotes: seal('accessNotes', site.accessNotes),
    contacts: seal('contacts', site.contacts),
  }
  const addressHash = address === null ? null : sealer.hash(address, 'sites.address')
  return { ...pick(columns, changed), ...(changed.includes('address') && { addressHash }) }
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>
}

/** Whoever may act in some regions only may not give a site away to another. */
function beyondScope({ name }: Site): Failure {
  return new Failure(
    'scope-too-narrow',
    `${name} would leave the regions that you may act in.`,
    'Ask someone who may act in both regions to move it.',
  )
}

function downgrade({ name, sensitivity }: Site): Failure {
  return new Failure(
    'second-person-needed',
    `${name} is ${sensitivity}; to lower that needs two people, and a second one cannot approve yet in this version.`,
    'Leave the designation as it is, or raise it.',
  )
}
