// What a file says of devices, and what of it is taken: the newer word, never a blank.
import type { DeviceFacts } from '../../register/evidence.ts'
import { kindOfModel, recognise, type Finding } from '../../register/recognise.ts'
import { dayOf } from '../../shared/day.ts'
import type { Kind, Network, Status } from '../../shared/vocabulary.ts'
import { placeText, type Place } from '../device.ts'
import type { Facts } from '../inventory/columns.ts'
import type { Decision, Work } from './decide.ts'
import { ownMac } from './identity.ts'
import { matchDevices, openPlace } from './match.ts'
import { CREATED, UNCHANGED, type RowOutcome } from './kept/outcome.ts'
import { sayLabelReused, type Placed, type PlacedRow } from './place-rows.ts'
import { keeper, type Places } from './site-changes.ts'
import type { DeviceRow } from './store.ts'
import { count, keyOf } from '../../shared/text.ts'

interface Outcome extends Pick<Decision, 'created' | 'updated' | 'unchanged' | 'findings' | 'added'> {
  readonly outcomes: (RowOutcome | undefined)[]
  /** Ids of the devices that were known. */
  readonly matched: ReadonlySet<string>
}

/** Often enough for a bar that moves, and seldom enough to cost nothing. */
const ROWS_A_WORD = 1000

export function changeDevices(rows: readonly PlacedRow[], places: Places, work: Work): Outcome {
  const { devices: matches, reused } = matchDevices(rows, work.held, work.making.sealer)
  const findings = { flagged: 0, review: 0, unknown: 0, cleared: 0 }
  const added: { row: PlacedRow; device: DeviceRow }[] = []
  const outcomes: (RowOutcome | undefined)[] = []
  const matched = new Set<string>()
  let updated = 0
  for (const [i, row] of rows.entries()) {
    if (i % ROWS_A_WORD === 0) work.making.onRows(i)
    const known = matches.get(row)
    const device = known ? updateDevice(row, known, places, work) : addDevice(row, places, work)
    findings[device.finding]++
    if (known) matched.add(known.id)
    else added.push({ row, device })
    outcomes[row.number] = outcomeOf(known, device)
    if (known && device.version !== known.version) updated++
    if (ownMac(row.facts.mac) === null && row.facts.mac !== null) {
      work.warnings.tally(
        'mac-not-own',
        row.number,
        (n) => `${n} with a group or locally administered MAC: kept, but it is neither identity nor evidence.`,
      )
    }
  }
  for (const { number } of reused) work.warnings.tally('label-reused', number, sayLabelReused)
  warnOfMissingRecorders(rows, work)
  const unchanged = rows.length - added.length - updated
  return { created: added.length, updated, unchanged, findings, added, outcomes, matched }
}

function outcomeOf(known: DeviceRow | undefined, device: DeviceRow): RowOutcome {
  if (!known) return CREATED
  if (device.version === known.version) return UNCHANGED
  const changed = DEVICE_FACTS.filter((fact) => device[fact] !== known[fact]).map((fact) => COLUMN_OF[fact] ?? fact)
  return { is: 'updated', changed: [...new Set(changed.map(snakeCase))] }
}

/** What a device's facts are called in a file, where it is not the same. */
const COLUMN_OF: Readonly<Partial<Record<(typeof DEVICE_FACTS)[number], string>>> = {
  label: 'device',
  siteId: 'site',
  identity: 'device',
  placeHash: 'location',
  manufacturerId: 'finding',
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)

/** A full inventory says nothing of what is not, or no longer, at the site. */
const EXPECTED: ReadonlySet<Status> = new Set(['in-service', 'disconnected'])

/**
 * Devices that stand at the file's sites and are not in it. A row that was not taken may be any of them: then none is
 * said to be missing. A device that was seen on a later day is not; what is known to be missing longer stays so.
 */
export function missDevices(
  placed: Placed,
  matched: ReadonlySet<string>,
  { work, unread }: { work: Work; unread: number },
): DeviceRow[] {
  const { held, making, warnings, changes } = work
  // The other row of a conflict is the device, and was taken.
  const lost = unread + placed.complaints.filter(({ code }) => code !== 'conflicting-row').length
  if (lost > 0) {
    const message = `${count(lost, 'row')} could not be taken, so that no device is marked as not seen: correct them and import the full inventory again.`
    warnings.add({ code: 'not-full', message })
    return []
  }
  const keys = new Map(held.organisations.map(({ id, nameKey }) => [id, nameKey]))
  const named = new Set(placed.rows.map(({ organisationKey, siteKey }) => `${organisationKey}\n${siteKey}`))
  const full = new Set(
    held.sites.filter((site) => named.has(`${keys.get(site.organisationId)}\n${site.codeKey}`)).map(({ id }) => id),
  )
  const missing = held.devices.filter(({ id, siteId, status, observedOn }) => {
    return full.has(siteId) && !matched.has(id) && EXPECTED.has(status) && observedOn <= making.asOf
  })
  for (const { id, notSeenSince } of missing) {
    if (notSeenSince === null || notSeenSince > making.asOf) changes.devices.missed.push(id)
  }
  return missing
}

function addDevice(row: PlacedRow, places: Places, work: Work): DeviceRow {
  const { facts } = row
  const { ids, now, asOf } = work.making
  const site = places.site(row.organisationKey, row.siteKey)
  const id = ids.next('dev')
  const kind = kindOf(row, work)
  const finding = findingOf({ ...facts, kind }, work)
  const device: DeviceRow = {
    id,
    organisationId: site.organisationId,
    siteId: site.id,
    version: 1,
    identity: row.identity.text,
    label: facts.device,
    kind,
    manufacturer: facts.manufacturer,
    model: facts.model,
    serial: facts.serial,
    mac: facts.mac,
    firmware: facts.firmware,
    ip: facts.ip,
    network: facts.network ?? 'unknown',
    internetExposed: facts.internetExposed,
    recorder: facts.recorder,
    ...sealPlace(id, facts, work),
    status: facts.status ?? 'in-service',
    installedOn: facts.installedOn,
    observedOn: asOf,
    notSeenSince: null,
    finding: finding.state,
    manufacturerId: finding.manufacturerId,
    createdAt: now,
    inspectedManufacturer: null,
    overriddenUntil: null,
  }
  work.changes.devices.added.push(device)
  recordFinding(device, finding, work)
  return device
}

/** Returns the device as it will be; with a new version if anything but the day it was seen on changes. */
function updateDevice(row: PlacedRow, known: DeviceRow, places: Places, work: Work): DeviceRow {
  const { facts } = row
  const { asOf } = work.making
  const isNewer = asOf >= known.observedOn
  const keep = keeper(isNewer)
  const merged: DeviceRow = {
    ...known,
    ...mergeSite(row, known, places, { isNewer }),
    label: keep(facts.device, known.label),
    kind: keep(facts.kind, known.kind)!,
    manufacturer: keep(facts.manufacturer, known.manufacturer),
    model: keep(facts.model, known.model),
    serial: keep(facts.serial, known.serial),
    mac: keep(facts.mac, known.mac),
    firmware: keep(facts.firmware, known.firmware),
    ip: keep(facts.ip, known.ip),
    network: keep(statedNetwork(facts.network), statedNetwork(known.network)) ?? 'unknown',
    internetExposed: keep(facts.internetExposed, known.internetExposed),
    recorder: keep(facts.recorder, known.recorder),
    ...mergePlace(known, facts, { isNewer }, work),
    status: keep(facts.status, known.status)!,
    installedOn: keep(facts.installedOn, known.installedOn),
    observedOn: isNewer ? asOf : known.observedOn,
    notSeenSince: known.notSeenSince !== null && asOf >= known.notSeenSince ? null : known.notSeenSince,
  }
  const finding = findingOf(merged, work)
  const device = { ...merged, ...stateOf(merged, finding, work), manufacturerId: finding.manufacturerId }
  const changed = DEVICE_FACTS.filter((fact) => device[fact] !== known[fact])
  if (!isNewer && saysOtherwise(facts, known)) {
    work.warnings.tally(
      'older-than-known',
      row.number,
      (n) => `${n} unlike what is known from a later day: the later facts were kept.`,
    )
  }
  if (known.finding === 'flagged' && device.finding !== 'flagged') {
    work.warnings.tally(FLAGGED_NO_MORE, row.number, sayFlaggedNoMore)
  }
  if (changed.length === 0) {
    if (device.observedOn !== known.observedOn) work.changes.devices.seen.push(known.id)
    return device
  }
  const next = { ...device, version: known.version + 1 }
  work.changes.devices.changed.push(next)
  if (changed.some((fact) => FINDING_FACTS.has(fact))) recordFinding(next, finding, work)
  return next
}

/** To clear many devices by hand takes two people; what a file changes is one person's, so it is said in report and audit. */
export const FLAGGED_NO_MORE = 'flagged-no-more'

function sayFlaggedNoMore(n: string): string {
  return `${n} of a device that was flagged and, by what the file says, is so no more: no plan will remove it. See that the file is right.`
}

/** People decide last: while somebody's word is in force a file changes what is recorded, and not what counts. */
function stateOf({ finding, overriddenUntil }: DeviceRow, { state }: Finding, { making }: Work) {
  if (overriddenUntil !== null && overriddenUntil > dayOf(making.now)) return { finding, overriddenUntil }
  return { finding: state, overriddenUntil: null }
}

const DEVICE_FACTS = [
  ...(['siteId', 'identity', 'label', 'kind', 'manufacturer', 'model', 'serial', 'mac', 'firmware', 'ip'] as const),
  ...(['network', 'internetExposed', 'recorder', 'placeHash', 'status', 'installedOn'] as const),
  'notSeenSince' as const,
  ...(['finding', 'manufacturerId', 'overriddenUntil'] as const),
]
/** What a finding rests on, and what it says: when any of it changes, the finding is recorded anew. */
const FINDING_FACTS: ReadonlySet<string> = new Set([
  'kind',
  'manufacturer',
  'model',
  'mac',
  'firmware',
  'finding',
  'manufacturerId',
])

/** A device found by its serial or MAC may have moved; a row that names no site leaves it where it is. */
function mergeSite(row: PlacedRow, known: DeviceRow, places: Places, { isNewer }: { isNewer: boolean }) {
  if (row.siteKey === null || !isNewer) return {}
  const site = places.site(row.organisationKey, row.siteKey)
  const identity = row.identity.by === 'site-and-label' ? row.identity.text : known.identity
  return { siteId: site.id, identity }
}

/** "Unknown" is what is assumed when nobody has said: it clears nothing. */
function statedNetwork(network: Network | null): Network | null {
  return network === 'unknown' ? null : network
}

function mergePlace(known: DeviceRow, facts: Facts, { isNewer }: { isNewer: boolean }, work: Work) {
  const same = { place: known.place, placeHash: known.placeHash }
  const said = placeText(facts)
  if (said === null || placeHash(said, work) === known.placeHash) return same
  const before = openPlace(known.id, known.place, work.making.sealer)
  const keep = keeper(isNewer)
  const hasPoint = facts.lat !== null && facts.lon !== null && (isNewer || before.lat === null)
  const point = hasPoint ? { lat: facts.lat, lon: facts.lon } : { lat: before.lat, lon: before.lon }
  const after = { location: keep(facts.location, before.location), ...point }
  return placeHash(placeText(after)!, work) === known.placeHash ? same : sealPlace(known.id, after, work)
}

function sealPlace(id: string, { location, lat, lon }: Place, work: Work): Pick<DeviceRow, 'place' | 'placeHash'> {
  const text = placeText({ location, lat, lon })
  if (text === null) return { place: null, placeHash: null }
  return { place: work.making.sealer.seal(text, `devices.place:${id}`), placeHash: placeHash(text, work) }
}

function placeHash(text: string, { making }: Work): string {
  return making.sealer.hash(text, 'devices.place')
}

/** Told by the row, else by the caller, else by the model; else a camera, which is what most of them are. */
function kindOf({ facts, number }: PlacedRow, { making, warnings }: Work): Kind {
  const told = facts.kind ?? making.kind ?? (facts.model === null ? null : kindOfModel(making.register, facts.model))
  if (told !== null) return told
  warnings.tally(
    'kind-assumed',
    number,
    (n) => `${n} without a kind of device: taken as a camera (say otherwise with --kind).`,
  )
  return 'camera'
}

function saysOtherwise(facts: Facts, known: DeviceRow): boolean {
  const { status, manufacturer, model, serial, mac, network } = facts
  const said = { status, manufacturer, model, serial, mac, network: statedNetwork(network) }
  return Object.entries(said).some(([fact, value]) => value !== null && value !== known[fact as keyof typeof said])
}

/** Most devices are of a few models: what is told in the same words is recognised, and held in memory, once. */
function findingOf(facts: DeviceFacts, { making, findings }: Work): Finding {
  // A MAC is the device's own.
  if (facts.mac) return recognise(making.register, facts)
  const said = JSON.stringify([
    facts.manufacturer,
    facts.model,
    facts.firmware,
    facts.kind,
    facts.inspectedManufacturer,
  ])
  const finding = findings.get(said) ?? recognise(making.register, facts)
  findings.set(said, finding)
  return finding
}

function recordFinding(device: DeviceRow, finding: Finding, { making, changes }: Work): void {
  changes.findings.push({
    id: making.ids.next('fin'),
    organisationId: device.organisationId,
    deviceId: device.id,
    state: finding.state,
    manufacturerId: finding.manufacturerId,
    finding,
    registerVersion: finding.registerVersion,
    recordedAt: making.now,
    recordedBy: making.by,
  })
}

function warnOfMissingRecorders(rows: readonly PlacedRow[], { held, warnings }: Work): void {
  const keys = new Map(held.organisations.map(({ id, nameKey }) => [id, nameKey]))
  const labels = new Set<string>()
  for (const { organisationId, label } of held.devices) {
    if (label !== null) labels.add(`${keys.get(organisationId)}\n${keyOf(label)}`)
  }
  for (const { organisationKey, facts } of rows) {
    if (facts.device !== null) labels.add(`${organisationKey}\n${keyOf(facts.device)}`)
  }
  for (const { organisationKey, facts, number } of rows) {
    if (facts.recorder === null || labels.has(`${organisationKey}\n${keyOf(facts.recorder)}`)) continue
    warnings.tally('recorder-unknown', number, (n) => `${n} with a recorder that names no device of the organisation.`)
  }
}
