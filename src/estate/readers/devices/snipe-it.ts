// Snipe-IT's list of assets as CSV: the columns of its import and of its reports, with custom fields under their own
// names. It lists whatever an organisation owns, so a row counts only if something marks it as surveillance equipment.
import type { Content } from '../content.ts'
import type { RawTable } from '../table.ts'
import { readCsv } from '../text/csv.ts'
import { addColumns, meaningsOf, startOfHeader } from './columns-of.ts'
import { kindInWords } from './kinds.ts'

const MODEL = 'model number, else model'
/** A location of Snipe-IT has an address: it is our site. */
const MEANS = { device: ['asset_tag'], site: ['location', 'default_location'], status: ['status', 'status_label'] }
/** Columns that other lists of assets have no reason to share; one could be chance, two are Snipe-IT. */
const TELLTALES = [
  ...['model_notes', 'asset_notes', 'order_number', 'checkout_type', 'checked_out_to', 'checked_out', 'supplier'],
  ...['asset_eol_date', 'purchase_cost', 'requestable', 'default_location', 'asset_name', 'warranty', 'model_no'],
]

export function isSnipeIt(content: Content): boolean {
  const header = startOfHeader(content)
  const isAssets = header.has('asset_tag') && header.has('category') && header.has('model')
  return isAssets && TELLTALES.filter((name) => header.has(name)).length >= 2
}

/** Rows are numbered as in the CSV. */
export function readSnipeIt(content: Content): RawTable {
  const table = readCsv(content)
  const told = addColumns(table, {
    kind: (says) => kindInWords(says('category')) || kindInWords(says('model')),
    // The model is what people call it; the number is the maker's.
    [MODEL]: (says) => says('model_number') || says('model_no') || says('model'),
  })
  return { ...told, format: 'snipe-it', mixed: true, means: { ...meaningsOf(table.header, MEANS), model: MODEL } }
}
