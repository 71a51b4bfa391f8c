// The canonical columns of an inventory, and which of them a file's columns are.
import { Failure } from '../../shared/failure.ts'
import { NETWORKS, SECTORS, SENSITIVITIES, STANDINGS, STATUSES, VETTINGS } from '../../shared/vocabulary.ts'
import * as value from './values.ts'

interface Column<T> {
  readonly type: value.ValueType<T>
  /** Headers that mean it, besides its own name; the ones that say it best come first. */
  readonly synonyms: readonly string[]
}
const column = <T>(type: value.ValueType<T>, ...synonyms: string[]): Column<T> => ({ type, synonyms })

/** By field name; the header is the same in snake case (`site_name`). */
export const COLUMNS = {
  organisation: column(value.label, 'organization', 'organisation_name', 'company', 'council'),
  standing: column(value.oneOf(STANDINGS)),
  sector: column(value.oneOf(SECTORS)),
  site: column(value.label, 'site_code', 'site_id', 'site_ref', 'building', 'premises'),
  siteName: column(value.label, 'building_name', 'premises_name'),
  sensitivity: column(value.oneOf(SENSITIVITIES), 'designation', 'site_sensitivity'),
  limbs: column(value.limbs, 'sensitive_limbs'),
  region: column(value.region, 'itl1', 'nation_or_region'),
  postcode: column(value.postcode, 'post_code', 'zip'),
  lat: column(value.degrees(90), 'latitude'),
  lon: column(value.degrees(180), 'longitude', 'lng', 'long'),
  vetting: column(value.oneOf(VETTINGS), 'vetting_level', 'clearance'),
  scheduledUpgrade: column(value.date, 'upgrade_on', 'upgrade_date', 'planned_upgrade'),
  upgradeFunded: column(value.yesNo, 'funded'),
  upgradeManufacturer: column(value.text, 'upgrade_make', 'upgrade_brand'),
  device: column(
    value.label,
    ...['device_id', 'camera_id', 'camera_number', 'cam_number', 'camera_no', 'cam_no', 'cam_id', 'asset_tag'],
    ...['asset_id', 'asset', 'asset_number', 'device_name', 'device_label', 'camera_name', 'camera_label', 'camera'],
    ...['ref', 'reference', 'id', 'label'],
  ),
  kind: column(value.kind, 'device_type', 'device_kind', 'equipment_type', 'asset_type', 'type', 'category'),
  manufacturer: column(value.text, 'make', 'brand', 'maker', 'vendor', 'manufacturer_name', 'make_model'),
  model: column(value.text, 'model_number', 'model_no', 'model_name', 'part_number'),
  serial: column(value.text, 'serial_number', 'serial_no', 'sn', 'device_serial'),
  mac: column(value.mac, 'mac_address', 'mac_addr', 'ethernet_address'),
  firmware: column(value.text, 'firmware_version', 'fw', 'software_version', 'banner'),
  ip: column(value.text, 'ip_address', 'ipv4', 'address_ip'),
  network: column(value.oneOf(NETWORKS), 'network_type', 'connected_to'),
  internetExposed: column(value.yesNo, 'internet', 'exposed', 'internet_facing'),
  recorder: column(value.label, 'nvr', 'dvr', 'recorder_id', 'records_to'),
  location: column(value.text, 'camera_location', 'device_location', 'position', 'location_description'),
  status: column(value.oneOf(STATUSES), 'device_status', 'asset_status'),
  installedOn: column(value.date, 'installed', 'install_date', 'installation_date', 'date_installed'),
}
export type Field = keyof typeof COLUMNS
export const FIELDS = Object.keys(COLUMNS) as Field[]

type ValueOf<F extends Field> = Exclude<ReturnType<(typeof COLUMNS)[F]['type']['read']>, undefined | ''>
/** What a row says; null where it says nothing. */
export type Facts = { readonly [F in Field]: ValueOf<F> | null }

/** A file without any of these says nothing of devices (unless the caller says what kind they are). */
const DEVICE_FIELDS: readonly Field[] = ['device', 'kind', 'manufacturer', 'model', 'serial', 'mac', 'firmware']

export interface MappedColumn {
  readonly field: Field
  /** As the file has it: what a complaint names. */
  readonly header: string
  readonly index: number
}

export interface Unmapped {
  readonly header: string
  /** The known header that is spelt most like it. */
  readonly nearest: string
  /** Set when the column means the same as another one, which was taken. */
  readonly sameAs?: string
}

export interface ColumnMap {
  readonly mapped: readonly MappedColumn[]
  readonly unmapped: readonly Unmapped[]
}

/** `siteName` is the column `site_name`. */
export function headerOf(field: Field): string {
  return field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
}

const MEANINGS = new Map<string, { field: Field; preference: number }>()
for (const field of FIELDS) {
  const names = [headerOf(field), ...COLUMNS[field].synonyms]
  names.forEach((name, preference) => MEANINGS.set(name, { field, preference }))
}

/**
 * Says which column holds which field. `given` (field = header, from `--map`) goes first; then canonical names; then
 * synonyms, the better ones first. Throws `unknown-field` or `unknown-column` for a mapping that names neither.
 */
export function mapColumns(header: readonly string[], given: Readonly<Record<string, string>> = {}): ColumnMap {
  const taken = new Map<Field, number>()
  for (const [fieldName, columnName] of Object.entries(given)) {
    taken.set(fieldNamed(fieldName), columnNamed(header, columnName))
  }
  const byChoice = new Set(taken.values())
  const candidates = header
    .map((name, index) => ({ index, meaning: byChoice.has(index) ? undefined : MEANINGS.get(normalise(name)) }))
    .flatMap(({ index, meaning }) => (meaning ? [{ index, ...meaning }] : []))
    .sort((a, b) => a.preference - b.preference || a.index - b.index)
  for (const { field, index } of candidates) if (!taken.has(field)) taken.set(field, index)
  const used = new Map([...taken].map(([field, index]) => [index, field]))
  const mapped: MappedColumn[] = []
  const unmapped: Unmapped[] = []
  header.forEach((name, index) => {
    const field = used.get(index)
    if (field) mapped.push({ field, header: name, index })
    else if (name !== '') unmapped.push(describeUnmapped(header, name, taken))
  })
  return { mapped, unmapped }
}

export function hasDeviceColumn({ mapped }: ColumnMap): boolean {
  return mapped.some(({ field }) => DEVICE_FIELDS.includes(field))
}

function describeUnmapped(header: readonly string[], name: string, taken: ReadonlyMap<Field, number>): Unmapped {
  const meaning = MEANINGS.get(normalise(name))
  const index = meaning && taken.get(meaning.field)
  if (meaning && index !== undefined) return { header: name, nearest: headerOf(meaning.field), sameAs: header[index]! }
  return { header: name, nearest: nearestOf(normalise(name), [...MEANINGS.keys()]) }
}

function fieldNamed(name: string): Field {
  const field = FIELDS.find((known) => headerOf(known) === normalise(name))
  if (field) return field
  const nearest = nearestOf(normalise(name), FIELDS.map(headerOf))
  throw new Failure(
    'unknown-field',
    `"${name}" is not a field of an inventory.`,
    `Did you mean ${nearest}? The fields are: ${FIELDS.map(headerOf).join(', ')}.`,
    { exitCode: 2 },
  )
}

function columnNamed(header: readonly string[], name: string): number {
  const exact = header.indexOf(name)
  const index = exact >= 0 ? exact : header.findIndex((known) => normalise(known) === normalise(name))
  if (index >= 0) return index
  throw new Failure('unknown-column', `The file has no column "${name}".`, `It has: ${header.join(', ')}.`, {
    exitCode: 2,
  })
}

/** `Camera No.` and `camera-no` are `camera_no`. */
function normalise(header: string): string {
  return header
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
}

function nearestOf(name: string, known: readonly string[]): string {
  let nearest = known[0]!
  let least = Infinity
  for (const candidate of known) {
    const distance = editDistance(name, candidate) / Math.max(name.length, candidate.length)
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest
}

/** Levenshtein's: how many letters to add, drop or change. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, above[j]! + 1, row[j - 1]! + 1))
    }
    above = row
  }
  return above[b.length]!
}
