// Reading the file of an import: what its columns mean, and which of its rows are one device. Nothing of it depends on
// what the estate holds, so that it is done once however often the rest is decided.
import type { Deps } from '../../deps.ts'
import type { Register } from '../../register/register.ts'
import { RowReader } from '../inventory/rows/read-rows.ts'
import { mapFile } from '../mappings/map-file.ts'
import { readInventory } from '../readers/read-inventory.ts'
import { columnsByNumber } from '../readers/text/header.ts'
import { begin, type Asked } from './asked.ts'
import { withoutAdded } from './kept/rows-csv.ts'
import type { FileRead } from './report.ts'
import { RowPlacer } from './rows/place-row.ts'
import type { RowIndex } from './rows/row-index.ts'
import { indexRows, type Taking } from './rows/take-rows.ts'
import { listOrganisationKeys } from './store.ts'

export interface Read extends FileRead {
  readonly sha256: string
  /** As the file has it, for the report of every row. */
  readonly ownHeader: readonly string[]
  readonly taking: Taking
  readonly index: RowIndex
}

/** Throws a Failure with exit code 2 for a file that is no inventory. */
export async function readFile({ db }: Deps, register: Register, asked: Asked): Promise<Read> {
  const { input, context } = asked
  const { scope } = context.caller
  const found = await readInventory(input.file, input.fileName, input)
  const table = withoutAdded(found.table)
  const given = input.noHeader && input.map ? { ...input, map: columnsByNumber(input.map) } : input
  const mapped = await mapFile(db.read, scope, table, given)
  const target = { organisation: input.organisation ?? null, site: input.site ?? null }
  const hash = (text: string) => db.read.sealer.hash(text, 'devices.identity')
  const first: Taking = {
    table,
    register,
    reader: RowReader.of(mapped.map, { dates: input.dates, names: register.names }),
    placer: new RowPlacer(target, hash),
    allowed: scope === 'everything' ? null : new Set(await listOrganisationKeys(db.read, scope)),
  }
  const { index, reader } = await indexRows(first, (done) => begin(asked, { done, total: null, doing: 'reading' }))
  const { format, encoding, sheet } = table
  const remarks = [...table.remarks, ...(table.afterwards?.() ?? [])]
  return {
    ...mapped,
    table: { format, encoding, remarks, ...(sheet !== undefined && { sheet }) },
    rows: index.rows,
    leftOut: reader.leftOut,
    warnings: reader.warnings(),
    sha256: found.sha256,
    ownHeader: found.table.header,
    taking: { ...first, reader },
    index,
  }
}
