import { bytesIn } from '../../src/estate/readers/bytes.ts'
import { Content } from '../../src/estate/readers/content.ts'
import type { ListedTable, RawTable, ReadOptions } from '../../src/estate/readers/table.ts'
import { detectEncoding } from '../../src/estate/readers/text/encoding.ts'

/** Text or bytes as a reader of a format is given them. */
export function contentOf(given: string | Uint8Array, name = 'list', options: ReadOptions = {}): Content {
  const bytes = bytesIn(Buffer.from(given))
  return new Content(name, bytes, { options, decoding: detectEncoding(bytes, options.encoding) })
}

/** The table with its rows gone through, and all that there is to say of it. */
export function listed(table: RawTable): ListedTable {
  const rows = [...table.rows].map(({ number, cells, broken }) => ({ number, cells, ...(broken && { broken }) }))
  return { ...table, rows, remarks: [...table.remarks, ...(table.afterwards?.() ?? [])] }
}
