// Writes a list as CSV that a spreadsheet opens and `readList` reads back.
import { cell } from '../export/formats.ts'
import type { Columns, RowOf } from './fields.ts'

/**
 * Lines without their ends. The marking is the last column, so that a row that is copied keeps it; without the mark at the
 * start Excel takes UTF-8 for another code.
 */
export function* writeList<C extends Columns>(
  columns: C,
  rows: Iterable<RowOf<C>>,
  marking: string,
): Generator<string> {
  const fields = Object.entries(columns)
  yield `\ufeff${[...fields.map(([, { header }]) => header), 'marking'].map(cell).join(',')}`
  for (const row of rows) yield [...fields.map(([key, field]) => field.say(row[key])), marking].map(cell).join(',')
}
