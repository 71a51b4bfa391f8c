// What a file says of devices, and what of it is taken: the newer word, never a blank.
import type { DeviceFacts } from '../../../register/evidence.ts'
import { kindOfModel, recognise, type Finding } from '../../../register/recognise.ts'
import { dayOf } from '../../../shared/day.ts'
import type { Sealer } from '../../../shared/sealed.ts'
import type { Kind, Network } from '../../../shared/vocabulary.ts'
import { placeText, recognisable, type Place } from '../../device.ts'
import { findingRow } from '../../findings/finding-text.ts'
import type { Facts } from '../../inventory/columns.ts'
import type { Work } from '../decide.ts'
import { CREATED, UNCHANGED, type RowOutcome } from '../kept/outcome.ts'
import { ownMac } from '../rows/identity.ts'
import { isUnsited, type PlacedRow } from '../rows/place-row.ts'
import type { DeviceRow } from '../store.ts'
import type { Places } from './places.ts'
import { keeper } from './site-changes.ts'

export interface ChangedDevice {
  readonly device: DeviceRow
  readonly outcome: RowOutcome
}

/** `known`: the device that the row is; undefined for a new one. */
export function changeDevice(row: PlacedRow, known: DeviceRow | undefined, places: Places, work: Work): ChangedDevice {
  const device = known ? updateDevice(row, known, places, work) : addDevice(row, places, work)
  if (row.facts.mac !== null && ownMac(row.facts.mac) === null) {
    work.warnings.tally(
      'mac-not-own',
      row.number,
      (n) => `${n} with a group or locally administered MAC: kept, but it is neither identity nor evidence.`,
    )
  }
  return { device, outcome: outcomeOf(known, device) }
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
  kindAssumed: 'kind',
  placeHash: 'location',
  manufacturerId: 'finding',
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)

function addDevice(row: PlacedRow, places: Places, work: Work): DeviceRow {
  const { facts } = row
  const { ids, now, asOf } = work.making
  const site = places.of(row)
  const id = ids.next('dev')
  const told = kindTold(facts, work)
  if (told === null) work.warnings.tally('kind-assumed', row.number, sayKindAssumed)
  const kinds = { kind: told ?? ASSUMED_KIND, kindAssumed: told === null }
  const finding = findingOf({ ...facts, kind: told }, work)
  const device: DeviceRow = {
    id,
    organisationId: site.organisationId,
    siteId: site.id,
    version: 1,
    identity: row.identity.text,
    label: facts.device,
    ...kinds,
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
  work.touched.add(device.organisationId)
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
    ...kindsOf(facts, known, { isNewer }, work),
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
  const finding = findingOf(recognisable(merged), work)
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
    if (device.observedOn === known.observedOn) return device
    work.changes.devices.seen.push(known.id)
    work.touched.add(known.organisationId)
    return device
  }
  const next = { ...device, version: known.version + 1 }
  work.changes.devices.changed.push(next)
  work.touched.add(next.organisationId)
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
  ...([
    'siteId',
    'identity',
    'label',
    'kind',
    'kindAssumed',
    'manufacturer',
    'model',
    'serial',
    'mac',
    'firmware',
    'ip',
  ] as const),
  ...(['network', 'internetExposed', 'recorder', 'placeHash', 'status', 'installedOn'] as const),
  'notSeenSince' as const,
  ...(['finding', 'manufacturerId', 'overriddenUntil'] as const),
]
/** What a finding rests on, and what it says: when any of it changes, the finding is recorded anew. */
const FINDING_FACTS: ReadonlySet<string> = new Set([
  'kind',
  'kindAssumed',
  'manufacturer',
  'model',
  'mac',
  'firmware',
  'finding',
  'manufacturerId',
])

/** A device found by its serial or MAC may have moved; a row that names no site leaves it where it is. */
function mergeSite(row: PlacedRow, known: DeviceRow, places: Places, { isNewer }: { isNewer: boolean }) {
  if (isUnsited(row.site) || !isNewer) return {}
  const site = places.of(row)
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

function placeHash(text: string, { making, placeHashes }: Work): string {
  const known = placeHashes.get(text)
  if (known !== undefined) return known
  const hash = making.sealer.hash(text, 'devices.place')
  if (placeHashes.size === MOST_PLACES) placeHashes.clear()
  placeHashes.set(text, hash)
  return hash
}

/** Places that many devices share ("Reception") follow one another; points on a map are each their own. */
const MOST_PLACES = 5000

/** By the row, else by the caller, else by the model; null: by nobody. */
function kindTold({ kind, model }: Pick<Facts, 'kind' | 'model'>, { making }: Work): Kind | null {
  return kind ?? making.kind ?? (model === null ? null : kindOfModel(making.register, model))
}

/** What most of them are. It is planned as that, and recognised as nothing: a maker of phones, too, makes cameras. */
const ASSUMED_KIND = 'camera'

const sayKindAssumed = (n: string): string =>
  `${n} without a kind of device: taken as a camera (say otherwise with --kind).`

/** What was assumed gives way to whatever tells more; what was stated, to what a newer row states. */
function kindsOf(facts: Facts, known: DeviceRow, { isNewer }: { isNewer: boolean }, work: Work) {
  const { kind, kindAssumed, model } = known
  const told = kindAssumed
    ? kindTold({ kind: facts.kind, model: facts.model ?? model }, work)
    : isNewer
      ? facts.kind
      : null
  return told === null ? { kind, kindAssumed } : { kind: told, kindAssumed: false }
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

function recordFinding({ id: deviceId, organisationId }: DeviceRow, finding: Finding, work: Work): void {
  const { making, changes, texts } = work
  const { ids, now: recordedAt, by: recordedBy } = making
  const row = findingRow({ id: ids.next('fin'), organisationId, deviceId, finding, recordedAt, recordedBy })
  changes.findings.push(row)
  if (texts.has(row.textId)) return
  if (texts.size === MOST_TEXTS) texts.clear()
  texts.add(row.textId)
  changes.findingTexts.push({ id: row.textId, finding })
}

/** An estate has some thousands. Beyond this many, some ten megabytes, those staged before are staged again, and not merged. */
const MOST_TEXTS = 100_000

export function openPlace(deviceId: string, place: DeviceRow['place'], sealer: Sealer): Place {
  if (place === null) return { location: null, lat: null, lon: null }
  return JSON.parse(sealer.unseal(place, `devices.place:${deviceId}`)) as Place
}
