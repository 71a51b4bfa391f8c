// What people change about a site by hand: its name, designation, upgrade, and the sealed facts.
import { auditEntry, record } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import { askForSecond } from '../access/requests/ask.ts'
import { reasonNeeded, type TwoPersonAct, type TwoPersonRequest } from '../access/requests/request.ts'
import { holds } from '../access/scope.ts'
import type { Reads, Writes } from '../db/database.ts'
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

/** A lower sensitivity is not applied: it waits for a second person, and the rest of its edit with it. */
export type Changed = { readonly site: Site } | { readonly request: TwoPersonRequest }

/**
 * Makes the edit and returns the site as it is then; one that changes nothing leaves the version alone. Throws
 * `unknown-site`, `stale-version`, `scope-too-narrow`, and `reason-needed` for a lower sensitivity without one.
 */
export async function changeSite(deps: Deps, caller: Caller, { id, version, change }: SiteEdit): Promise<Changed> {
  const { db } = deps
  const read = async (q: Reads): Promise<Site> => {
    const site = await findSite(q, caller.scope, id)
    if (!site) throw unknownSite(id)
    if (site.version !== version) throw staleVersion()
    return site
  }
  const seen = await read(db.read)
  if (change.sensitivity && compareSensitivity(change.sensitivity, seen.sensitivity) < 0) {
    const ask = askToLower(deps, caller, { site: seen, change })
    return {
      request: await db.write(async (q) => {
        await read(q)
        return ask(q)
      }),
    }
  }
  const make = prepareChange(deps, caller, { id, change })
  return { site: await db.write(async (q) => make(q, await read(q))) }
}

interface Lowering {
  readonly id: string
  readonly change: SiteChange
  /** What it was when the request was made: a second person approves of lowering that, and nothing else. */
  readonly from: Sensitivity
}

/** Carried out on the site as it is when it is approved, which may have changed in other ways. */
export const lowerSensitivity: TwoPersonAct = {
  name: 'site.lower-sensitivity',
  askers: ['programme', 'approver', 'estate'],
  deciders: ['approver'],
  carryOut(deps, { id, change, from }: Lowering, { asker, approver }) {
    const make = prepareChange(deps, asker, { id, change, approvedBy: approver.principalId })
    return async (q) => {
      const site = (await findSite(q, approver.scope, id)) && (await findSite(q, asker.scope, id))
      if (!site) throw unknownSite(id)
      if (site.sensitivity !== from) throw outdated(site)
      return { siteId: id, version: (await make(q, site)).version }
    }
  },
}

function askToLower(deps: Deps, caller: Caller, { site, change }: { site: Site; change: SiteChange }) {
  const { id, code, name, organisationId, region, sensitivity: from } = site
  if (change.reason === undefined) throw reasonNeeded('A lower sensitivity')
  const input: Lowering = { id, change, from }
  const others = Object.keys(change).filter((fact) => fact !== 'sensitivity' && fact !== 'reason')
  return askForSecond(deps, caller, {
    act: lowerSensitivity,
    subjectKind: 'site',
    subjectId: id,
    place: { organisationId, region },
    says:
      `Lower ${code}${name === code ? '' : ` (${name})`} from ${from} to ${change.sensitivity}` +
      `${others.length === 0 ? '' : `, and change its ${others.join(', ')}`}.`,
    input,
    reason: change.reason,
  })
}

/** Takes time and ids at once, and returns what a write does with the site as it finds it. */
function prepareChange(
  deps: Deps,
  caller: Caller,
  { id, change, approvedBy }: { id: string; change: SiteChange; approvedBy?: string },
): (q: Writes, site: Site) => Promise<Site> {
  const { clock, ids } = deps
  const now = clock.now()
  const entry = auditEntry(deps, caller, { act: 'site.changed', subjectKind: 'site', subjectId: id })
  const factIds = { designation: ids.next('des'), upgrade: ids.next('upg') }
  return async (q, site) => {
    const { organisationId, region } = { ...site, ...change }
    if (!holds(caller.scope, { organisationId, region })) throw beyondScope(site)
    const secrets = await openSecrets(q, id)
    const { reason, ...facts } = change
    const before = { ...site, ...secrets }
    const after = { ...before, ...facts }
    const changed = changedFacts(before, after)
    if (changed.length === 0) return site
    await updateSite(q, site, columnsOf(after, changed, q.sealer))
    const by = { organisationId, siteId: id, recordedAt: now, recordedBy: caller.principalId }
    if (changed.some((fact) => fact === 'sensitivity' || fact === 'limbs')) {
      await insertDesignation(q, { ...by, ...designation(after, reason, { id: factIds.designation, q, now }) })
    }
    if (changed.some((fact) => fact.startsWith('upgrade'))) {
      const { upgradeOn, upgradeFunded: funded, upgradeManufacturer: manufacturer } = after
      await insertUpgrade(q, { ...by, id: factIds.upgrade, upgradeOn, funded, manufacturer })
    }
    await bumpOrganisation(q, organisationId)
    const detail = { before: pick(before, changed), after: pick(after, changed), reason: reason ?? null }
    await record(q, { ...entry, organisationId }, { ...detail, ...(approvedBy !== undefined && { approvedBy }) })
    return (await findSite(q, 'everything', id))!
  }
}

function designation(
  { sensitivity, limbs }: Whole,
  reason = 'No reason was given.',
  { id, q, now }: { id: string; q: Writes; now: Date },
) {
  const sealed = limbs.length === 0 ? null : q.sealer.seal(JSON.stringify(limbs), `site_designations.limbs:${id}`)
  const asOfOn = dayOf(now)
  return { id, sensitivity, limbs: sealed, reason, asOfOn, reviewOn: reviewDay(asOfOn), confirmed: true }
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

function outdated({ name, sensitivity }: Site): Failure {
  return new Failure(
    'request-outdated',
    `${name} has been designated anew since this was asked for: it is ${sensitivity} now.`,
    'Refuse the request; whoever asked can ask again on what stands.',
  )
}
