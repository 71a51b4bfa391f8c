// A sheet's XML, a piece at a time: its marking, its header, its rows, and below them the sums as formulas.
import { lettersOf } from '../../../estate/readers/sheets/cells.ts'
import { Failure } from '../../../shared/failure.ts'
import { count } from '../../../shared/text.ts'
import { cellXml, escapeXml, formulaCell, STYLE, textCell } from './cells.ts'
import type { Sheet, SummaryLine, WrittenSheet } from './sheet.ts'

const HEAD =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
/** The marking stands in the first row and the titles in the second; both stay in sight. */
const HEADER_ROWS = 2
/** The format's own limit, less the header and the sums. */
const MOST_ROWS = 1_048_576 - HEADER_ROWS - 1
/** Text is given to the archive in pieces of so many rows. */
const ROWS_AT_ONCE = 200

/** What came of it is given to `onWritten` when its last piece was taken. */
export async function* sheetXml(
  { name, columns, rowCount, rows }: Sheet,
  { marking, onWritten }: { marking: string; onWritten: (written: WrittenSheet) => void },
): AsyncGenerator<string> {
  const letters = columns.map((_, i) => lettersOf(i))
  const titles = columns.map(({ title }, i) => textCell(`${letters[i]}2`, title, STYLE.heading)).join('')
  yield `${HEAD}${openingOf(
    columns.map(({ width }) => width),
    HEADER_ROWS,
  )}<row r="1">${textCell('A1', marking, STYLE.marking)}${textCell('B1', count(rowCount, 'row'))}</row><row r="2">${titles}</row>`
  const sums = columns.map(() => 0)
  let at = HEADER_ROWS
  let piece: string[] = []
  for await (const row of rows) {
    at++
    const cells = columns.map(({ shows, summed }, i) => {
      if (summed) sums[i]! += Number(row[i] ?? 0)
      return cellXml(`${letters[i]}${at}`, row[i] ?? null, shows)
    })
    piece.push(`<row r="${at}">${cells.join('')}</row>`)
    if (piece.length < ROWS_AT_ONCE) continue
    yield piece.join('')
    piece = []
  }
  yield piece.join('')
  const summed = columns.flatMap((column, i) =>
    column.summed ? [{ ...column, i, cell: `${letters[i]}${at + 1}` }] : [],
  )
  yield sumsRow(at, { summed, letters, sums })
  yield closingOf({ marking, filter: `A${HEADER_ROWS}:${letters.at(-1)}${at}` })
  onWritten({
    name,
    rows: at - HEADER_ROWS,
    sums: new Map(summed.map(({ title, i, cell }) => [title, { sum: sums[i]!, cell }])),
  })
}

interface Summed {
  readonly i: number
  readonly cell: string
  readonly shows: Sheet['columns'][number]['shows']
}

/** Rounded, since a spreadsheet adds binary fractions; of no rows it is a plain 0. */
function sumsRow(
  at: number,
  { summed, letters, sums }: { summed: readonly Summed[]; letters: readonly string[]; sums: readonly number[] },
): string {
  if (summed.length === 0) return ''
  const total =
    summed[0]!.i > 0
      ? textCell(`A${at + 1}`, `Total of ${(at - HEADER_ROWS).toLocaleString('en-GB')}`, STYLE.boldText)
      : ''
  const cells = summed.map(({ i, cell, shows }) => {
    const range = `${letters[i]}${HEADER_ROWS + 1}:${letters[i]}${Math.max(at, HEADER_ROWS + 1)}`
    const formula = at === HEADER_ROWS ? '0' : `ROUND(SUM(${range}),2)`
    return formulaCell(cell, formula, { value: sums[i]!, shows: shows === 'money' ? 'money' : 'count' })
  })
  return `<row r="${at + 1}">${total}${cells.join('')}</row>`
}

/** The first sheet. */
export function* summaryXml(lines: readonly SummaryLine[], marking: string): Generator<string> {
  yield `${HEAD}${openingOf([44, 60], 1)}<row r="1">${textCell('A1', marking, STYLE.marking)}</row>`
  for (const [i, { says, value, isTitle }] of lines.entries()) {
    const row = i + 2
    const words = textCell(`A${row}`, says, isTitle ? STYLE.boldText : STYLE.text)
    yield `<row r="${row}">${words}${value === undefined ? '' : summaryCell(`B${row}`, value)}</row>`
  }
  yield closingOf({ marking })
}

function summaryCell(at: string, { shows, is, formula }: NonNullable<SummaryLine['value']>): string {
  if (formula === undefined || (shows !== 'money' && shows !== 'count')) return cellXml(at, is, shows)
  return formulaCell(at, formula, { value: Number(is), shows })
}

function openingOf(widths: readonly number[], frozen: number): string {
  const cols = widths
    .map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
    .join('')
  return (
    `<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" ` +
    `activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols}</cols><sheetData>`
  )
}

/** In print the marking stands above and below. `&` begins a code there. */
function closingOf({ marking, filter }: { marking: string; filter?: string }): string {
  const said = escapeXml(marking.replaceAll('&', '&&'))
  return (
    `</sheetData>${filter === undefined ? '' : `<autoFilter ref="${filter}"/>`}` +
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>' +
    `<headerFooter><oddHeader>&amp;C${said}</oddHeader><oddFooter>&amp;C${said}&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>`
  )
}

/** Throws `too-many-rows`: asked before anything is written. */
export function checkRows({ name, rowCount }: Sheet): void {
  if (rowCount <= MOST_ROWS) return
  const message = `${name} would have ${rowCount.toLocaleString('en-GB')} rows, more than a spreadsheet holds.`
  throw new Failure('too-many-rows', message, 'Take it as CSV.')
}
