// What a file says of organisations and sites, and what of it is taken (rules.md: facts that conflict): within the file
// the most sensitive designation and otherwise the first word; against what is known, the newer word, never a blank, and
// never a lower sensitivity.
import type { Day } from '../../shared/day.ts'
import type { Sensitivity } from '../../shared/vocabulary.ts'
import { headerOf, type Facts, type Field } from '../inventory/columns.ts'
import type { Warnings } from '../inventory/warnings.ts'
import { takeFundCode, UNSTATED } from '../organisation.ts'
import { compareSensitivity, reviewDay, UNSITED, type Address, type Limb } from '../site.ts'
import type { Work } from './decide.ts'
import type { PlacedRow } from './place-rows.ts'
import type { OrganisationRow, SiteRow } from './store.ts'
import { keyOf } from '../../shared/text.ts'

/** The sites of the file, as they will be. */
export interface Places {
  /** `siteKey` null: the organisation's UNSITED, made when first asked for. */
  site(organisationKey: string, siteKey: string | null): SiteRow
}

export function changePlaces(rows: readonly PlacedRow[], work: Work): Places {
  const organisations = new Map(work.held.organisations.map((row) => [row.nameKey, row]))
  const fundCodes = new Set(work.held.fundCodes)
  for (const [key, group] of Map.groupBy(rows, (row) => row.organisationKey)) {
    const said = foldOrganisation(group, work.warnings)
    const known = organisations.get(key)
    const row = known ? updateOrganisation(known, said, work) : addOrganisation(said, fundCodes, work)
    organisations.set(key, row)
  }
  const sites = new Map(work.held.sites.map((row) => [`${row.organisationId}\n${row.codeKey}`, row]))
  const keyIn = (organisationKey: string, siteKey: string | null) =>
    `${organisations.get(organisationKey)!.id}\n${siteKey ?? keyOf(UNSITED)}`
  const sited = rows.filter((row) => row.siteKey !== null)
  for (const [key, group] of Map.groupBy(sited, (row) => keyIn(row.organisationKey, row.siteKey))) {
    const said = foldSite(group, work.warnings)
    const known = sites.get(key)
    const owner = organisations.get(group[0]!.organisationKey)!
    sites.set(key, known ? updateSite(known, said, work) : addSite(owner, said, work))
  }
  return {
    site(organisationKey, siteKey) {
      const key = keyIn(organisationKey, siteKey)
      const site = sites.get(key) ?? addSite(organisations.get(organisationKey)!, SAID_OF_UNSITED, work)
      sites.set(key, site)
      return site
    },
  }
}

interface OrganisationSaid {
  readonly name: string
  readonly standing: Facts['standing']
  readonly sector: Facts['sector']
}

function foldOrganisation(rows: readonly PlacedRow[], warnings: Warnings): OrganisationSaid {
  const name = rows[0]!.organisation
  // Who "nobody" is cannot be said by a row that happens to name no organisation.
  if (keyOf(name) === keyOf(UNSTATED)) return { name, standing: null, sector: null }
  const first = firstSaid(rows, name, warnings)
  return { name, standing: first('standing'), sector: first('sector') }
}

function addOrganisation(
  { name, standing, sector }: OrganisationSaid,
  codes: Set<string>,
  work: Work,
): OrganisationRow {
  const { ids, now } = work.making
  if (standing === null && keyOf(name) !== keyOf(UNSTATED)) {
    const message = `${name} is new, and its standing is not stated: taken as outside the direction (column "standing": department, voluntary, outside).`
    work.warnings.add({ code: 'standing-assumed', message })
  }
  const code = takeFundCode(name, codes)
  const fundId = ids.next('fun')
  const organisationId = ids.next('org')
  const fund = {
    id: fundId,
    version: 1,
    code,
    name,
    source: null,
    class: 'unstated',
    organisationId,
    carryOver: 'none',
    carryOverCapPence: null,
    createdAt: now,
  } as const
  const row: OrganisationRow = {
    id: organisationId,
    version: 1,
    name,
    nameKey: keyOf(name),
    standing: standing ?? 'outside',
    sector,
    fundId,
    createdAt: now,
  }
  work.changes.funds.push(fund)
  work.changes.organisations.added.push(row)
  return row
}

function updateOrganisation(known: OrganisationRow, said: OrganisationSaid, work: Work): OrganisationRow {
  // An organisation's own facts carry no day: the newest that its sites were seen on stands for it.
  const own = work.held.sites.filter((site) => site.organisationId === known.id)
  const keep = keeper(own.every((site) => site.observedOn <= work.making.asOf))
  const row = { ...known, standing: keep(said.standing, known.standing)!, sector: keep(said.sector, known.sector) }
  if (row.standing === known.standing && row.sector === known.sector) return known
  const changed = { ...row, version: known.version + 1 }
  work.changes.organisations.changed.push(changed)
  return changed
}

interface SiteSaid {
  readonly code: string
  readonly name: string | null
  readonly region: string | null
  readonly postcode: string | null
  readonly vetting: Facts['vetting']
  readonly upgradeOn: Day | null
  readonly upgradeFunded: boolean | null
  readonly upgradeManufacturer: string | null
  readonly sensitivity: Sensitivity | null
  readonly limbs: readonly Limb[]
}

const SAID_OF_UNSITED: SiteSaid = {
  code: UNSITED,
  name: null,
  region: null,
  postcode: null,
  vetting: null,
  upgradeOn: null,
  upgradeFunded: null,
  upgradeManufacturer: null,
  sensitivity: null,
  limbs: [],
}

function foldSite(rows: readonly PlacedRow[], warnings: Warnings): SiteSaid {
  const code = rows[0]!.site
  const first = firstSaid(rows, `Site ${code}`, warnings)
  const sensitivity = mostSensitive(rows, warnings)
  const limbs = rows
    .filter(({ facts }) => facts.sensitivity === null || facts.sensitivity === sensitivity)
    .flatMap(({ facts }) => facts.limbs ?? [])
  return {
    code,
    name: first('siteName'),
    region: first('region'),
    postcode: first('postcode'),
    vetting: first('vetting'),
    upgradeOn: first('scheduledUpgrade'),
    upgradeFunded: first('upgradeFunded'),
    upgradeManufacturer: first('upgradeManufacturer'),
    sensitivity,
    limbs: sortedLimbs(limbs),
  }
}

/** Gives the first word of the rows on a field; others that differ are a warning that names both rows. */
function firstSaid(rows: readonly PlacedRow[], subject: string, warnings: Warnings) {
  return <F extends Field>(field: F): Facts[F] | null => {
    const first = rows.find(({ facts }) => facts[field] !== null)
    const other = first && rows.find(({ facts }) => facts[field] !== null && facts[field] !== first.facts[field])
    if (other) {
      const values = `"${String(first.facts[field])}" and "${String(other.facts[field])}"`
      const message = `${subject}: rows ${first.number} and ${other.number} give ${headerOf(field)} as ${values}; row ${first.number}'s was taken.`
      warnings.add({ code: 'conflicting-fact', message, rows: [first.number, other.number] })
    }
    return first ? first.facts[field] : null
  }
}

function mostSensitive(rows: readonly PlacedRow[], warnings: Warnings): Sensitivity | null {
  const stated = rows.filter(({ facts }) => facts.sensitivity !== null)
  const order = stated.toSorted((a, b) => compareSensitivity(b.facts.sensitivity!, a.facts.sensitivity!))
  const [most, least] = [order[0], order.at(-1)]
  if (!most || !least) return null
  if (most.facts.sensitivity !== least.facts.sensitivity) {
    const message = `Site ${most.site}: rows ${most.number} and ${least.number} give sensitivity as "${most.facts.sensitivity}" and "${least.facts.sensitivity}"; the more sensitive was taken.`
    warnings.add({ code: 'conflicting-sensitivity', message, rows: [most.number, least.number] })
  }
  return most.facts.sensitivity
}

function addSite(owner: OrganisationRow, said: SiteSaid, work: Work): SiteRow {
  const { ids, now, asOf } = work.making
  const id = ids.next('sit')
  const row: SiteRow = {
    id,
    organisationId: owner.id,
    version: 1,
    code: said.code,
    codeKey: keyOf(said.code),
    name: said.name ?? said.code,
    region: said.region,
    sensitivity: said.sensitivity ?? 'unassessed',
    limbs: sealLimbs(id, said.limbs, work),
    ...sealAddress(id, { postcode: said.postcode, lat: null, lon: null }, work),
    accessNotes: null,
    contacts: null,
    vetting: said.vetting,
    upgradeOn: said.upgradeOn,
    upgradeFunded: said.upgradeFunded,
    upgradeManufacturer: said.upgradeManufacturer,
    observedOn: asOf,
    createdAt: now,
  }
  work.changes.sites.added.push(row)
  if (row.sensitivity !== 'unassessed' || said.limbs.length > 0) recordDesignation(row, said.limbs, work)
  if (hasUpgrade(row)) recordUpgrade(row, work)
  return row
}

function updateSite(known: SiteRow, said: SiteSaid, work: Work): SiteRow {
  const { asOf } = work.making
  const keep = keeper(asOf >= known.observedOn)
  const limbs = mergeLimbs(known, said.limbs, work)
  const row: SiteRow = {
    ...known,
    name: keep(said.name, known.name)!,
    region: keep(said.region, known.region),
    sensitivity: mergeSensitivity(known, said.sensitivity, work),
    limbs: limbs.sealed,
    ...mergeAddress(known, said.postcode, work),
    vetting: keep(said.vetting, known.vetting),
    upgradeOn: keep(said.upgradeOn, known.upgradeOn),
    upgradeFunded: keep(said.upgradeFunded, known.upgradeFunded),
    upgradeManufacturer: keep(said.upgradeManufacturer, known.upgradeManufacturer),
    observedOn: asOf > known.observedOn ? asOf : known.observedOn,
  }
  const isChanged = SITE_FACTS.some((fact) => row[fact] !== known[fact])
  if (!isChanged) {
    if (row.observedOn !== known.observedOn) work.changes.sites.seen.push(known.id)
    return row
  }
  const changed = { ...row, version: known.version + 1 }
  work.changes.sites.changed.push(changed)
  if (row.sensitivity !== known.sensitivity || row.limbs !== known.limbs) recordDesignation(changed, limbs.open, work)
  if (UPGRADE_FACTS.some((fact) => row[fact] !== known[fact])) recordUpgrade(changed, work)
  return changed
}

const UPGRADE_FACTS = ['upgradeOn', 'upgradeFunded', 'upgradeManufacturer'] as const
const SITE_FACTS = ['name', 'region', 'sensitivity', 'limbs', 'address', 'vetting', ...UPGRADE_FACTS] as const

/** An empty cell never clears a fact; an older file fills in what nobody knew, and overwrites nothing. */
export function keeper(isNewer: boolean) {
  return <T>(said: T | null, known: T | null): T | null => (said !== null && (isNewer || known === null) ? said : known)
}

function mergeSensitivity(known: SiteRow, said: Sensitivity | null, { making, warnings }: Work): Sensitivity {
  if (said === null) return known.sensitivity
  const change = compareSensitivity(said, known.sensitivity)
  if (change < 0) {
    const message = `Site ${known.code} is ${known.sensitivity}, and the file says ${said}: not applied, because a lower sensitivity needs an approver.`
    warnings.add({ code: 'downgrade-needs-approval', message })
    return known.sensitivity
  }
  const isNewer = making.asOf >= known.observedOn || known.sensitivity === 'unassessed'
  return change > 0 && isNewer ? said : known.sensitivity
}

/** Limbs add up: to drop one is to say that a site is less sensitive, which a file cannot. */
function mergeLimbs(known: SiteRow, said: readonly Limb[], work: Work) {
  if (said.length === 0) return { sealed: known.limbs, open: openLimbs(known, work) }
  const before = openLimbs(known, work)
  const open = sortedLimbs([...before, ...said])
  return { sealed: open.length === before.length ? known.limbs : sealLimbs(known.id, open, work), open }
}

function openLimbs({ id, limbs }: SiteRow, { making }: Work): Limb[] {
  return limbs === null ? [] : (JSON.parse(making.sealer.unseal(limbs, `sites.limbs:${id}`)) as Limb[])
}

function sealLimbs(id: string, limbs: readonly Limb[], { making }: Work) {
  return limbs.length === 0 ? null : making.sealer.seal(JSON.stringify(limbs), `sites.limbs:${id}`)
}

function sortedLimbs(limbs: readonly Limb[]): Limb[] {
  return [...new Set(limbs)].sort()
}

function mergeAddress(known: SiteRow, postcode: string | null, work: Work): Pick<SiteRow, 'address' | 'addressHash'> {
  const same = { address: known.address, addressHash: known.addressHash }
  if (postcode === null) return same
  const before = openAddress(known, work)
  const after = { ...before, postcode: keeper(work.making.asOf >= known.observedOn)(postcode, before.postcode) }
  return after.postcode === before.postcode ? same : sealAddress(known.id, after, work)
}

function openAddress({ id, address }: SiteRow, { making }: Work): Address {
  if (address === null) return { postcode: null, lat: null, lon: null }
  return JSON.parse(making.sealer.unseal(address, `sites.address:${id}`)) as Address
}

function sealAddress(id: string, address: Address, { making }: Work): Pick<SiteRow, 'address' | 'addressHash'> {
  if (Object.values(address).every((part) => part === null)) return { address: null, addressHash: null }
  const text = JSON.stringify(address)
  return {
    address: making.sealer.seal(text, `sites.address:${id}`),
    addressHash: making.sealer.hash(text, 'sites.address'),
  }
}

function recordDesignation(site: SiteRow, limbs: readonly Limb[], { making, changes }: Work): void {
  const id = making.ids.next('des')
  changes.designations.push({
    id,
    organisationId: site.organisationId,
    siteId: site.id,
    sensitivity: site.sensitivity,
    limbs: limbs.length === 0 ? null : making.sealer.seal(JSON.stringify(limbs), `site_designations.limbs:${id}`),
    reason: `Stated in the inventory ${making.fileName}; to be confirmed.`,
    asOfOn: making.asOf,
    reviewOn: reviewDay(making.asOf),
    confirmed: false,
    recordedAt: making.now,
    recordedBy: making.by,
  })
}

function hasUpgrade(site: SiteRow): boolean {
  return UPGRADE_FACTS.some((fact) => site[fact] !== null)
}

function recordUpgrade(site: SiteRow, { making, changes }: Work): void {
  changes.upgrades.push({
    id: making.ids.next('upg'),
    organisationId: site.organisationId,
    siteId: site.id,
    upgradeOn: site.upgradeOn,
    funded: site.upgradeFunded,
    manufacturer: site.upgradeManufacturer,
    recordedAt: making.now,
    recordedBy: making.by,
  })
}
