// Every format that is read, as one ordered list: the first whose content test says yes reads the file. The narrower
// ones stand before the wider: a NetBox export is CSV too, and any text at all may be a table.
import type { Content } from './content.ts'
import { isIsapi, readIsapi } from './devices/isapi.ts'
import { isNetboxCsv, isNetboxJson, readNetboxCsv, readNetboxJson } from './devices/netbox.ts'
import { isNmap, readNmap } from './devices/nmap.ts'
import { isOnvif, readOnvif } from './devices/onvif.ts'
import { isSnipeIt, readSnipeIt } from './devices/snipe-it.ts'
import { isXlsx, readXlsx } from './sheets/xlsx.ts'
import type { Format, RawTable } from './table.ts'
import { isDelimited, readCsv } from './text/csv.ts'
import { isGeojson, readGeojson } from './text/geojson.ts'
import { isJsonList, isNdjson, readJson, readNdjson } from './text/json.ts'

export interface Reader {
  readonly format: Format
  /** By content alone, cheaply, and without throwing: names and extensions lie. */
  readonly looksLike: (content: Content) => boolean
  /** Throws a Failure with exit code 2 (refuse.ts) when the content is not of the format after all. */
  readonly read: (content: Content) => RawTable | Promise<RawTable>
}

export const READERS: readonly Reader[] = [
  { format: 'nmap', looksLike: isNmap, read: readNmap },
  { format: 'onvif', looksLike: isOnvif, read: readOnvif },
  { format: 'isapi', looksLike: isIsapi, read: readIsapi },
  { format: 'netbox-json', looksLike: isNetboxJson, read: readNetboxJson },
  { format: 'netbox-csv', looksLike: isNetboxCsv, read: readNetboxCsv },
  { format: 'snipe-it', looksLike: isSnipeIt, read: readSnipeIt },
  { format: 'geojson', looksLike: isGeojson, read: readGeojson },
  { format: 'json', looksLike: isJsonList, read: readJson },
  { format: 'ndjson', looksLike: isNdjson, read: readNdjson },
  { format: 'xlsx', looksLike: isXlsx, read: readXlsx },
  { format: 'csv', looksLike: isDelimited, read: readCsv },
]
