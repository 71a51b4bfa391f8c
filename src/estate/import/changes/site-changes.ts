// What a file says of organisations and sites, and what of it is taken (rules.md: facts that conflict): within the file
// the most sensitive designation and otherwise the first word; against what is known, the newer word, never a blank, and
// never a lower sensitivity.
import type { Day } from '../../../shared/day.ts'
import { keyOf } from '../../../shared/text.ts'
import type { Sensitivity } from '../../../shared/vocabulary.ts'
import { takeFundCode, UNSTATED } from '../../organisation.ts'
import { compareSensitivity, reviewDay, type Address, type Limb } from '../../site.ts'
import type { Work } from '../decide.ts'
import type { OrganisationRow, SiteRow } from '../store.ts'
import { sortedLimbs, type OrganisationSaid, type SiteSaid } from './said.ts'

export function addOrganisation(id: string, { name, standing, sector }: OrganisationSaid, work: Work): void {
  const { ids, now } = work.making
  if (standing === null && keyOf(name) !== keyOf(UNSTATED)) {
    const message = `${name} is new, and its standing is not stated: taken as outside the direction (column "standing": department, voluntary, outside).`
    work.warnings.add({ code: 'standing-assumed', message })
  }
  const code = takeFundCode(name, work.fundCodes)
  const fund = {
    id: ids.next('fun'),
    version: 1,
    code,
    name,
    source: null,
    class: 'unstated',
    organisationId: id,
    carryOver: 'none',
    carryOverCapPence: null,
    createdAt: now,
  } as const
  const row: OrganisationRow = {
    id,
    version: 1,
    name,
    nameKey: keyOf(name),
    standing: standing ?? 'outside',
    sector,
    fundId: fund.id,
    createdAt: now,
  }
  work.changes.funds.push(fund)
  work.changes.organisations.added.push(row)
}

/** An organisation's own facts carry no day: the newest that its sites were seen on stands for it. */
export function updateOrganisation(
  known: OrganisationRow,
  said: OrganisationSaid,
  { newestOn, work }: { newestOn: Day | undefined; work: Work },
): void {
  const keep = keeper(newestOn === undefined || newestOn <= work.making.asOf)
  const row = { ...known, standing: keep(said.standing, known.standing)!, sector: keep(said.sector, known.sector) }
  if (row.standing === known.standing && row.sector === known.sector) return
  work.changes.organisations.changed.push({ ...row, version: known.version + 1 })
}

export function addSite(
  { id, organisationId }: Pick<SiteRow, 'id' | 'organisationId'>,
  said: SiteSaid,
  work: Work,
): void {
  const { now, asOf } = work.making
  const row: SiteRow = {
    id,
    organisationId,
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
  work.touched.add(organisationId)
}

export function updateSite(known: SiteRow, said: SiteSaid, work: Work): void {
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
    if (row.observedOn === known.observedOn) return
    work.changes.sites.seen.push(known.id)
    work.touched.add(known.organisationId)
    return
  }
  const changed = { ...row, version: known.version + 1 }
  work.changes.sites.changed.push(changed)
  if (row.sensitivity !== known.sensitivity || row.limbs !== known.limbs) recordDesignation(changed, limbs.open, work)
  if (UPGRADE_FACTS.some((fact) => row[fact] !== known[fact])) recordUpgrade(changed, work)
  work.touched.add(known.organisationId)
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
