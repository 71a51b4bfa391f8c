// One sheet as CSV: titles, rows, and the marking in a column of its own, so that a row that is copied keeps it.
import { cell } from '../../estate/export/formats.ts'
import { poundsOf } from './xlsx/cells.ts'
import type { Cell, Sheet, Shows } from './xlsx/sheet.ts'

/** Text is given on in pieces of so many rows. */
const ROWS_AT_ONCE = 200

/** Lines with their ends. Without the mark at the start Excel takes UTF-8 for another code. */
export async function* csvOf({ columns, rows }: Sheet, marking: string): AsyncGenerator<string> {
  const titles = columns.map(({ title }) => title.toLowerCase().replaceAll(' ', '_'))
  yield `\ufeff${[...titles, 'marking'].map(cell).join(',')}\n`
  let piece: string[] = []
  for await (const row of rows) {
    piece.push([...columns.map(({ shows }, i) => cell(textOf(row[i] ?? null, shows))), cell(marking)].join(','))
    if (piece.length < ROWS_AT_ONCE) continue
    yield `${piece.join('\n')}\n`
    piece = []
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`
}

function textOf(value: Cell, shows: Shows): string | null {
  if (value === null) return null
  return shows === 'money' ? poundsOf(Number(value)) : String(value)
}
