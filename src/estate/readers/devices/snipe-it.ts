// Snipe-IT's list of assets: as CSV (the columns of its import and of its reports, with custom fields under their own
// names) and as JSON of its REST API (/api/v1/hardware). It lists whatever an organisation owns, so a row counts only if
// something marks it as surveillance equipment.
import type { Content } from '../content.ts'
import type { RawTable } from '../table.ts'
import { readCsv } from '../text/csv.ts'
import { readJson } from '../text/json.ts'
import { addColumns, meaningsOf, nameOf, startOfHeader } from './columns-of.ts'
import { kindInWords } from './kinds.ts'

/** Fields that Snipe-IT leaves to its users, by what they call them. */
const CUSTOM = {
  mac: ['mac_address', 'mac'],
  ip: ['ip_address', 'ip'],
  firmware: ['firmware_version', 'firmware'],
}
const MODEL = 'model number, else model'
/** The paths of the JSON, then the columns of the CSV. A location of Snipe-IT has an address: it is our site. */
const MEANS = {
  device: ['asset_tag'],
  organisation: ['company.name', 'company'],
  site: ['location.name', 'location', 'rtd_location.name', 'default_location'],
  manufacturer: ['manufacturer.name', 'manufacturer'],
  status: ['status_label.name', 'status_label', 'status'],
}
/** Columns that other lists of assets have no reason to share; one could be chance, two are Snipe-IT. */
const TELLTALES = [
  ...['model_notes', 'asset_notes', 'order_number', 'checkout_type', 'checked_out_to', 'checked_out', 'supplier'],
  ...['asset_eol_date', 'purchase_cost', 'requestable', 'default_location', 'asset_name', 'warranty', 'model_no'],
]

/**
 * Where custom fields are: in the JSON under their names, in a dump of the table as `_snipeit_mac_address_1`. In the CSV of
 * its pages they are named as ours are, or a person maps them.
 */
function customIn(header: readonly string[]): Record<string, string[]> {
  const dumped = (name: string) =>
    header.map(nameOf).filter((column) => column.replace(/_\d+$/, '') === `snipeit_${name}`)
  const placesOf = (names: readonly string[]) =>
    names.flatMap((name) => [`custom_fields.${name}.value`, ...dumped(name)])
  return Object.fromEntries(Object.entries(CUSTOM).map(([field, names]) => [field, placesOf(names)]))
}

export function isSnipeIt(content: Content): boolean {
  if (/^\{/.test(content.start))
    return /"asset_tag"\s*:/.test(content.start) && /"status_label"\s*:/.test(content.start)
  const header = startOfHeader(content)
  // The report of the rows of its JSON, sent again, has the paths as columns of CSV.
  if (header.has('asset_tag') && header.has('status_label.name')) return true
  const isAssets = header.has('asset_tag') && header.has('category') && header.has('model')
  return isAssets && TELLTALES.filter((name) => header.has(name)).length >= 2
}

/** Rows are numbered as in the CSV, or as the API lists them. */
export function readSnipeIt(content: Content): RawTable {
  const table = content.start.startsWith('{') ? readJson(content) : readCsv(content)
  const told = addColumns(table, {
    kind: (says) =>
      kindInWords(says('category') || says('category.name')) || kindInWords(says('model') || says('model.name')),
    // The model is what people call it; the number is the maker's.
    [MODEL]: (says) => says('model_number') || says('model_no') || says('model') || says('model.name'),
  })
  const means = { ...meaningsOf(table.header, { ...MEANS, ...customIn(table.header) }), model: MODEL }
  return { ...told, format: 'snipe-it', mixed: true, means }
}
