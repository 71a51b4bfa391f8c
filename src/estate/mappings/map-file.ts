// The columns of a file, as an import takes them: by what its caller says, by a saved mapping, by names and likeness.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Kind } from '../../shared/vocabulary.ts'
import {
  firstValues,
  hasDeviceColumn,
  mapColumns,
  mappingOf,
  type ColumnMap,
  type Mapping,
  type MappingLine,
} from '../inventory/map-columns.ts'
import type { Warning } from '../inventory/warnings.ts'
import { describesModels, isCatalogue } from '../inventory/screening/describes-models.ts'
import { refuse } from '../readers/refuse.ts'
import type { Format, RawTable } from '../readers/table.ts'
import { getMapping, sayMissing } from './keep-mapping.ts'
import { sayColumns } from './say-mapping.ts'

export interface MappingAsked {
  readonly fileName: string
  /** Field to header, such as `{ device: 'Pole ref' }`; before all else. */
  readonly map?: Mapping
  /** The name of a saved one. */
  readonly mapping?: string
  readonly organisation?: string
  readonly kind?: Kind
  /** Whoever names the format knows what the file is: it is not taken for a catalogue. */
  readonly format?: Format
}

export interface MappedFile {
  readonly header: readonly string[]
  readonly map: ColumnMap
  readonly mapping: readonly MappingLine[]
  readonly mapWarnings: readonly Warning[]
}

/** Throws a Failure with exit code 2 when no column says anything of a device, or the saved mapping is not known. */
export async function mapFile(q: Reads, scope: Scope, table: RawTable, asked: MappingAsked): Promise<MappedFile> {
  const { header, rows } = table
  const { fileName, mapping: name, organisation } = asked
  const saved = name === undefined ? undefined : await getMapping(q, scope, { name, organisation })
  const valuesOf = firstValues(rows, header.length)
  const map = mapColumns(header, asked.map, { saved: saved?.mapping, means: table.means, valuesOf })
  if (map.mapped.length === 0 || (!hasDeviceColumn(map) && asked.kind === undefined)) {
    throw refuse(
      'no-device-columns',
      header.length < 2
        ? `${fileName} is not a table of devices: ${header.length === 0 ? 'it holds no fields' : 'its first line is no header row'}.`
        : `${fileName} has no column that says anything of a device. It has: ${header.filter(Boolean).join(', ')}.`,
      'Name one with --map device=COLUMN, or say what every row is with --kind camera; if its first row is data, add --no-header.',
    )
  }
  if (asked.format === undefined && describesModels(table, map)) throw isCatalogue(fileName, table)
  const mapWarnings = [...(saved ? sayMissing(saved, header) : []), ...sayColumns(map, table.used)]
  return { header, map, mapping: mappingOf(map, header), mapWarnings }
}
