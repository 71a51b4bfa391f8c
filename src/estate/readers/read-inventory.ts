import { openContent, readerFor } from './detect.ts'
import type { RawTable, ReadOptions } from './table.ts'

export interface InventoryFile {
  readonly table: RawTable
  /** Of the file's bytes, in lower-case hex. */
  readonly sha256: string
}

/** Reads a file of any known format. Throws a Failure with exit code 2 when it is not an inventory at all. */
export async function readInventory(file: string, name: string, options: ReadOptions = {}): Promise<InventoryFile> {
  const { content, sha256 } = await openContent(file, name, options)
  return { table: await readerFor(content).read(content), sha256 }
}
