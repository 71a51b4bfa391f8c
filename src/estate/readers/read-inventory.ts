import { readCsv } from './csv.ts'
import { openInventory } from './detect.ts'
import { readGeojson } from './geojson.ts'
import type { Format, RawTable } from './table.ts'

const READERS = { csv: readCsv, geojson: readGeojson } satisfies Record<Format, unknown>

export interface InventoryFile {
  readonly table: RawTable
  /** Of the file's bytes, in lower-case hex. */
  readonly sha256: string
}

/** Reads a file of any known format. Throws a Failure with exit code 2 when it is not an inventory at all. */
export async function readInventory(file: string, name: string, format?: Format): Promise<InventoryFile> {
  const opened = await openInventory(file, name, format)
  return { table: READERS[opened.format](opened.text, name, opened.encoding), sha256: opened.sha256 }
}
