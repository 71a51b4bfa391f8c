// NetBox's list of devices: as CSV (the bulk export, in the columns of its import, or the table of its pages, in their
// words) and as JSON of its REST API (/api/dcim/devices/). It lists whatever stands in racks and on walls, so a row
// counts only if something marks it as surveillance equipment. A tenant is a fact: it creates no organisation.
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { deviceType, refuse } from '../refuse.ts'
import type { RawRow, RawTable, Remark } from '../table.ts'
import { readCsv } from '../text/csv.ts'
import { addColumns, meaningsOf, startOfHeader } from './columns-of.ts'
import { isObject, plainText, textAt, type JsonObject } from './json.ts'
import { kindInWords } from './kinds.ts'

/** Field to the columns that the editions of NetBox have for it, the best first. A custom field `x` is `cf_x`. */
const CSV_MEANS = {
  device: ['name'],
  model: ['device_type', 'type', 'model_name'],
  serial: ['serial', 'serial_number'],
  mac: ['primary_mac_address', 'cf_mac_address', 'cf_mac'],
  firmware: ['cf_firmware_version', 'cf_firmware'],
  installed_on: ['cf_installed_on', 'cf_install_date'],
  recorder: ['cf_recorder', 'cf_nvr'],
  network: ['cf_network'],
}
const ADDRESSES = ['primary_ip', 'primary_ip4', 'ip_address', 'ipv4_address', 'primary_ip6']

export function isNetboxCsv(content: Content): boolean {
  const header = startOfHeader(content)
  const has = (...names: readonly string[]) => names.some((name) => header.has(name))
  return (
    has('name') &&
    has('device_type', 'type') &&
    has('role', 'device_role') &&
    has('site') &&
    has('manufacturer') &&
    has('status')
  )
}

/** Rows are numbered as in the CSV. */
export function readNetboxCsv(content: Content): RawTable {
  const table = readCsv(content)
  const told = addColumns(table, {
    kind: (says) => kindOf(says('role') || says('device_role'), says('device_type') || says('type')),
    ip: (says) => bareAddress(ADDRESSES.map(says).find(Boolean) ?? ''),
  })
  const tenants = table.rows.length > 0 && startOfHeader(content).has('tenant') ? TENANT_COLUMN : []
  return {
    ...told,
    format: 'netbox-csv',
    means: meaningsOf(table.header, CSV_MEANS),
    mixed: true,
    remarks: [...table.remarks, ...tenants],
  }
}

const TENANT_COLUMN: readonly Remark[] = [sayTenants('tenant')]

function sayTenants(column: string): Remark {
  const message = `Tenants do not become organisations: say whose devices these are with --organisation, or with --map organisation=${column}.`
  return { code: 'tenants-left-out', message }
}

/** The columns of the JSON are the paths of its fields. */
const PATHS = [
  ...['name', 'device_type.manufacturer.name', 'device_type.model', 'role.name', 'device_role.name', 'tenant.name'],
  ...[
    'site.name',
    'location.name',
    'serial',
    'asset_tag',
    'status.value',
    'primary_ip.address',
    'latitude',
    'longitude',
  ],
]
const CUSTOM = 'custom_fields.'
const JSON_MEANS = {
  device: ['name'],
  manufacturer: ['device_type.manufacturer.name'],
  model: ['device_type.model'],
  site: ['site.name'],
  location: ['location.name'],
  status: ['status.value'],
  ...Object.fromEntries(
    Object.entries(CSV_MEANS).flatMap(([field, names]) => {
      const custom = names.filter((name) => name.startsWith('cf_')).map((name) => CUSTOM + name.slice('cf_'.length))
      return custom.length > 0 ? [[field, custom] as const] : []
    }),
  ),
}

export function isNetboxJson({ start }: Content): boolean {
  return /^[{[]/.test(start) && /"(device_type|u_height)"\s*:/.test(start) && /"manufacturer"\s*:\s*\{/.test(start)
}

/** Rows are numbered as results. */
export function readNetboxJson(content: Content): RawTable {
  const { json, name, encoding } = content
  const results = isObject(json) ? json['results'] : json
  const devices = Array.isArray(results) ? results.filter(isObject) : []
  if (devices.length > 0 && devices.every((one) => isObject(one['manufacturer']) && !('device_type' in one))) {
    throw deviceType(name)
  }
  if (!Array.isArray(results) || !devices.every((one) => 'device_type' in one)) {
    throw refuse('not-the-format', `${name} is no list of devices of NetBox: it has no results with a device_type.`)
  }
  const custom = new Set(devices.flatMap((device) => Object.keys(customFields(device))))
  const header = [...PATHS, ...[...custom].map((key) => CUSTOM + key)]
  const rows = results.map((device: unknown, i): RawRow => toRow(device, i + 1, header))
  const table = { format: 'netbox-json', encoding, header, rows, remarks: [] } as const
  return {
    ...addColumns(table, {
      kind: (says) => kindOf(says('role.name') || says('device_role.name'), says('device_type.model')),
      ip: (says) => bareAddress(says('primary_ip.address')),
    }),
    means: meaningsOf(header, JSON_MEANS),
    mixed: true,
    remarks: [...content.remarks, ...sayPages(json, results.length), ...sayJsonTenants(devices)],
  }
}

function toRow(device: unknown, number: number, header: readonly string[]): RawRow {
  if (isObject(device)) return { number, cells: header.map((path) => cellAt(device, path)) }
  const broken = { code: 'not-a-device', column: null, message: 'The result is no object, so it describes no device.' }
  return { number, cells: header.map(() => ''), broken }
}

/** The key of a custom field may itself hold a dot. */
function cellAt(device: JsonObject, path: string): string {
  if (path.startsWith(CUSTOM)) return plainText(customFields(device)[path.slice(CUSTOM.length)]).trim()
  // Older editions give the status as plain text, and the role as device_role.
  return textAt(device, path) || (path === 'status.value' ? plainText(device['status']).trim() : '')
}

function customFields(device: JsonObject): JsonObject {
  return isObject(device['custom_fields']) ? device['custom_fields'] : {}
}

/** The API gives fifty at a time unless it is asked for more: a page is not the estate. */
function sayPages(json: unknown, here: number): Remark[] {
  const all = isObject(json) && typeof json['count'] === 'number' ? json['count'] : here
  if (all <= here) return []
  const message = `The file holds ${here.toLocaleString('en-GB')} of the ${count(all, 'device')} that NetBox found: fetch the other pages too, or all at once with ?limit=0.`
  return [{ code: 'one-page-of-several', message }]
}

function sayJsonTenants(devices: readonly JsonObject[]): Remark[] {
  return devices.some((device) => isObject(device['tenant'])) ? [sayTenants('tenant.name')] : []
}

/** A role says what a device is for; where it does not, the name of its type may say what it is. */
function kindOf(role: string, type: string): string {
  return kindInWords(role) || kindInWords(type)
}

/** NetBox writes addresses with their network's length. */
function bareAddress(address: string): string {
  return address.replace(/\/\d+$/, '')
}
