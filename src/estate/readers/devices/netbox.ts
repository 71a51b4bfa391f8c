// NetBox's list of devices: as CSV (the bulk export, in the columns of its import, or the table of its pages, in their
// words) and as JSON of its REST API (/api/dcim/devices/). It lists whatever stands in racks and on walls, so a row
// counts only if something marks it as surveillance equipment. A tenant is a fact: it creates no organisation.
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { deviceType, refuse } from '../refuse.ts'
import type { Format, RawRow, RawTable, Remark } from '../table.ts'
import { readCsv } from '../text/csv.ts'
import { isObject, readJson } from '../text/json.ts'
import { addColumns, meaningsOf, startOfHeader } from './columns-of.ts'
import { kindInWords } from './kinds.ts'

/**
 * Field to the columns that the editions of NetBox have for it, the best first: the paths of the JSON, where what is null
 * leaves a blank column of the shorter name too, and those of the CSV. A custom field `x` is `cf_x`.
 */
const MEANS = {
  device: ['name'],
  manufacturer: ['device_type.manufacturer.name'],
  model: ['device_type.model', 'device_type', 'type', 'model_name'],
  serial: ['serial', 'serial_number'],
  site: ['site.name', 'site'],
  location: ['location.name', 'location'],
  status: ['status.value', 'status'],
  mac: ['primary_mac_address', ...custom('mac_address', 'mac')],
  firmware: custom('firmware_version', 'firmware'),
  installed_on: custom('installed_on', 'install_date'),
  recorder: custom('recorder', 'nvr'),
  network: custom('network'),
}
const ROLES = ['role', 'device_role', 'role.name', 'device_role.name']
const TYPES = ['device_type', 'type', 'device_type.model']
const ADDRESSES = ['primary_ip', 'primary_ip4', 'ip_address', 'ipv4_address', 'primary_ip.address', 'primary_ip6']

function custom(...fields: readonly string[]): string[] {
  return fields.flatMap((field) => [`cf_${field}`, `custom_fields.${field}`])
}

export function isNetboxCsv(content: Content): boolean {
  const header = startOfHeader(content)
  const all = ['name', 'site', 'manufacturer', 'status'].every((name) => header.has(name))
  return all && (header.has('device_type') || header.has('type')) && (header.has('role') || header.has('device_role'))
}

/** Rows are numbered as in the CSV. */
export function readNetboxCsv(content: Content): RawTable {
  return withMeaning(readCsv(content), 'netbox-csv')
}

export function isNetboxJson(content: Content): boolean {
  const { start } = content
  if (isReportOfJson(content)) return true
  return /^[{[]/.test(start) && /"(device_type|u_height)"\s*:/.test(start) && /"manufacturer"\s*:\s*\{/.test(start)
}

/** The report of its rows, sent again, has the paths of the JSON as columns of CSV. */
function isReportOfJson(content: Content): boolean {
  const header = startOfHeader(content)
  return header.has('device_type.model') && header.has('device_type.manufacturer.name')
}

/** Rows are numbered as results. */
export function readNetboxJson(content: Content): RawTable {
  if (isReportOfJson(content)) return withMeaning(readCsv(content), 'netbox-json')
  // Its results are the devices: lists within them, such as tags, are none.
  const table = { ...readJson(content), remarks: content.remarks }
  const { header, rows } = table
  if (!header.includes('device_type.model')) {
    if (header.includes('manufacturer.name') && header.includes('model')) throw deviceType(content.name)
    const message = `${content.name} is no list of devices of NetBox: none of its results has a device_type.`
    throw refuse('not-the-format', message)
  }
  const told = withMeaning(table, 'netbox-json')
  return { ...told, remarks: [...told.remarks, ...sayPages(content.json, rows.length)] }
}

function withMeaning(table: RawTable, format: Format): RawTable {
  const told = addColumns(table, {
    // A role says what a device is for; where it does not, the name of its type may say what it is.
    kind: (says) =>
      kindInWords(ROLES.map(says).find(Boolean) ?? '') || kindInWords(TYPES.map(says).find(Boolean) ?? ''),
    // NetBox writes addresses with their network's length.
    ip: (says) => (ADDRESSES.map(says).find(Boolean) ?? '').replace(/\/\d+$/, ''),
  })
  return {
    ...told,
    format,
    means: meaningsOf(table.header, MEANS),
    mixed: true,
    remarks: [...table.remarks, ...sayTenants(table)],
  }
}

function sayTenants({ header, rows }: RawTable): Remark[] {
  const { tenant: column } = meaningsOf(header, { tenant: ['tenant.name', 'tenant'] })
  if (column === undefined || !names(rows, header.indexOf(column))) return []
  const message = `Tenants do not become organisations: say whose devices these are with --organisation, or with --map organisation=${column}.`
  return [{ code: 'tenants-left-out', message }]
}

function names(rows: Iterable<RawRow>, column: number): boolean {
  for (const { cells } of rows) if (cells[column] !== '') return true
  return false
}

/** The API gives fifty at a time unless it is asked for more: a page is not the estate. */
function sayPages(json: unknown, here: number): Remark[] {
  const all = isObject(json) && typeof json['count'] === 'number' ? json['count'] : here
  if (all <= here) return []
  const message = `The file holds ${here.toLocaleString('en-GB')} of the ${count(all, 'device')} that NetBox found: fetch the other pages too.`
  return [{ code: 'one-page-of-several', message }]
}
