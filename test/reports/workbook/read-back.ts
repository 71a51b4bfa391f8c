// A workbook that was written, read by the reader that imports use: titles in the second row, rows below, sums last.
import { readSheet } from '../../../src/estate/readers/sheets/sheet.ts'
import { readWorkbook, workbookPath } from '../../../src/estate/readers/sheets/workbook.ts'
import { Zip } from '../../../src/estate/readers/sheets/zip.ts'
import { parsePounds } from '../../../src/shared/money.ts'

export interface ReadSheet {
  readonly marking: string
  readonly says: string
  readonly titles: readonly string[]
  /** The sums below included. */
  readonly rows: readonly (readonly string[])[]
  readonly xml: string
}

export function readBack(bytes: Buffer): Map<string, ReadSheet> {
  const zip = new Zip(bytes, 'plan.xlsx')
  const workbook = readWorkbook(zip, workbookPath(zip)!)
  return new Map(
    workbook.sheets.map(({ name, path }) => {
      const xml = zip.text(path)!
      const [first, titles, ...rows] = readSheet(name, xml, workbook).rows.map(({ cells }) => cells)
      return [name, { marking: first![0]!, says: first![1] ?? '', titles: titles!, rows, xml }]
    }),
  )
}

/** Of a column, in pence: what its rows add up to, and what the cell below them says. */
export function sumsOf({ titles, rows }: ReadSheet, title: string): { added: number; said: number } {
  const at = titles.indexOf(title)
  const pence = rows.map((row) => (row[at] ? parsePounds(row[at]) : 0))
  return { added: pence.slice(0, -1).reduce((sum, one) => sum + one, 0), said: pence.at(-1)! }
}

export async function bytesOf(pieces: AsyncIterable<string | Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(Buffer.from(piece))
  return Buffer.concat(all)
}
