// XLSX workbooks as other programs write them, small, from rows of cells.
import { deflateRawSync, crc32 } from 'node:zlib'

/** A cell as it stands in the sheet's XML, or plain text. */
export type XmlCell = string | { readonly xml: string }

export interface SheetOf {
  readonly name: string
  /** By row number. */
  readonly rows: Readonly<Record<number, readonly XmlCell[]>>
  readonly hidden?: boolean
  /** Behind the rows, such as merged cells. */
  readonly after?: string
}

export function workbook(sheets: readonly SheetOf[], parts: Readonly<Record<string, string>> = {}): Buffer {
  const link = (i: number, kind: string, target: string) =>
    `<Relationship Id="rId${i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`
  const links = [
    ...sheets.map((_, i) => link(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`)),
    link(101, 'sharedStrings', 'sharedStrings.xml'),
    link(102, 'styles', 'styles.xml'),
  ]
  const list = sheets.map(
    ({ name, hidden }, i) =>
      `<sheet name="${name}" sheetId="${i + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
  )
  return zip({
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${links.join('')}</Relationships>`,
    ...Object.fromEntries(sheets.map((sheet, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet)])),
    ...parts,
  })
}

function sheetXml({ rows, after = '' }: SheetOf): string {
  const lines = Object.entries(rows).map(([number, cells]) => `<row r="${number}">${cells.map(cellXml).join('')}</row>`)
  return `<worksheet><sheetData>${lines.join('')}</sheetData>${after}</worksheet>`
}

function cellXml(cell: XmlCell): string {
  if (typeof cell !== 'string') return cell.xml
  return cell === ''
    ? '<c/>'
    : `<c t="inlineStr"><is><t>${cell.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</t></is></c>`
}

export function zip(parts: Readonly<Record<string, string>>): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [path, text] of Object.entries(parts)) {
    const [name, data] = [Buffer.from(path), deflateRawSync(text)]
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(text), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(Buffer.byteLength(text), 18)
    fields.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    files.push(Buffer.from('PK\x03\x04', 'latin1'), fields, name, data)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, place, name)
    at += 30 + name.length + data.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Object.keys(parts).length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, ...directory, end])
}
