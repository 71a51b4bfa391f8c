import { openContent, readerFor } from './detect.ts'
import { FORMAT_NAMES, type RawTable, type ReadOptions, type Remark } from './table.ts'

export interface InventoryFile {
  readonly table: RawTable
  /** Of the file's bytes, in lower-case hex. */
  readonly sha256: string
}

/** Reads a file of any known format. Throws a Failure with exit code 2 when it is not an inventory at all. */
export async function readInventory(file: string, name: string, options: ReadOptions = {}): Promise<InventoryFile> {
  const { content, sha256 } = await openContent(file, name, options)
  const table = await readerFor(content).read(content)
  return { table: { ...table, remarks: [...table.remarks, ...saySheet(table, options)] }, sha256 }
}

/** One of several files may be the workbook that the sheet was meant for: the others are read all the same. */
function saySheet({ format, sheet }: RawTable, asked: ReadOptions): Remark[] {
  if (asked.sheet === undefined || sheet !== undefined) return []
  const message = `The file is ${FORMAT_NAMES[format]}, which has no sheets: "${asked.sheet}" was not looked for.`
  return [{ code: 'no-sheets', message }]
}
