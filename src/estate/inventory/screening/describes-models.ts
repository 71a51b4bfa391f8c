// Catalogues: tables of what can be bought, which read like inventories of what somebody has.
import type { Failure } from '../../../shared/failure.ts'
import { refuse } from '../../readers/refuse.ts'
import { firstRows, type RawTable } from '../../readers/table.ts'
import type { Target } from '../columns.ts'
import type { ColumnMap, MappedColumn } from '../map-columns.ts'
import { lettersOf } from '../spelling.ts'

/** What a catalogue says of a model. Any other column says something of one device, or of where it is. */
const OF_A_MODEL = new Set<Target>(['organisation', 'manufacturer', 'model', 'makeModel', 'description', 'kind'])
/** More models than any maker sells: a catalogue that goes on after them began as one. */
const ROWS_LOOKED_AT = 20_000
/** In a shorter list every camera may well be of another model. */
const ROWS_TO_JUDGE = 20
/** Published catalogues have 90 models and more in 100 rows; an estate has many cameras of each. */
const MOSTLY = 0.8
/** A column that hardly any row fills says nothing of the rest. */
const HARDLY = 0.1

/**
 * Whether the table names models and no devices: nothing in it tells one device from another or says where it is, and
 * nearly every row is another model. A label that is the model's own name, as in `axis-p3245-lv`, tells no device.
 */
export function describesModels(table: Pick<RawTable, 'rows'>, { mapped }: ColumnMap): boolean {
  if (!mapped.some(({ field }) => field === 'model' || field === 'makeModel')) return false
  const rows = firstRows(table.rows, ROWS_LOOKED_AT)
  if (rows.length < ROWS_TO_JUDGE) return false
  const shareOf = (holds: (cells: readonly string[]) => boolean) =>
    rows.filter(({ cells }) => holds(cells)).length / rows.length
  const others = mapped.filter(({ field }) => !OF_A_MODEL.has(field) && field !== 'device')
  if (others.some(({ index }) => shareOf((cells) => cells[index]!.trim() !== '') > HARDLY)) return false
  const column = (field: Target) => mapped.find((one) => one.field === field)
  const [label, maker] = [column('device'), column('manufacturer')]
  if (label && !(maker && shareOf((cells) => isNamedAfter(cells, label, maker)) > MOSTLY)) return false
  const told = mapped.filter(({ field }) => OF_A_MODEL.has(field))
  const models = new Set(rows.map(({ cells }) => JSON.stringify(told.map(({ index }) => cells[index]))))
  return models.size / rows.length > MOSTLY
}

export function isCatalogue(name: string, { format }: Pick<RawTable, 'format'>): Failure {
  const message = `${name} lists models, not devices that someone has: no column tells one device from another or says where it is, and nearly every row is another model.`
  const hint = `Use "lenscap check-deployment" to ask which of them may be deployed. If every row is a device, say so with --format ${format}.`
  return refuse('device-type-file', message, hint)
}

function isNamedAfter(cells: readonly string[], label: MappedColumn, maker: MappedColumn): boolean {
  const letters = lettersOf(cells[maker.index]!)
  return letters !== '' && lettersOf(cells[label.index]!).startsWith(letters)
}
