// Delimited text as spreadsheets and people write it: the delimiter by content, quoted cells, ragged rows, rows of blanks.
// A row keeps its place in the text and is cut into cells when it is asked for them: a million rows of cells are several
// times their text.
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { Broken, RawRow, RawTable, Remark } from '../table.ts'
import { findHeader, numberedColumns, ROWS_LOOKED_AT } from './header.ts'
import { cutCells, cutRecords, type TextRecord } from './records.ts'

/** In the order in which they are believed when a file could be cut by several. */
const DELIMITERS = ['\t', ';', '|', '¬', ',', '^', '~', '\x1f']

/** Any text that could be a table, and is not something else. */
export function isDelimited({ isText, start }: Content): boolean {
  return isText && start !== '' && !/^[{[<]/.test(start)
}

/** Of the first row that is not blank. */
export function firstCells({ start }: Content): string[] {
  const delimiter = delimiterOf(start)
  const [first] = take(cutRecords([start], delimiter), 1)
  return first ? cutCells(first.text, delimiter) : []
}

/** Throws a Failure with exit code 2 when the text is no table. */
export function readCsv(content: Content): RawTable {
  const delimiter = delimiterOf(content.start)
  const records = allRecords(content, delimiter)
  const first = take(records, ROWS_LOOKED_AT)
  const header = findHeader(
    content,
    first.map(({ text }) => cutCells(text, delimiter)),
  )
  const shape = { delimiter, width: header.names.length || Infinity }
  const rows: Row[] = []
  let number = header.rows
  let widest = 0
  const add = (record: TextRecord): void => {
    number++
    if (record.isBlank) return
    widest = Math.max(widest, record.width)
    rows.push(new Row(number, record, shape))
  }
  first.slice(header.rows).forEach(add)
  for (const record of records) add(record)
  if (shape.width === Infinity) shape.width = widest
  const names = header.names.length > 0 ? header.names : numberedColumns(content, widest)
  const remarks = [...content.remarks, ...header.remarks, ...damaged(rows, content)]
  return { format: 'csv', encoding: content.encoding, header: names, rows, remarks }
}

interface Shape {
  readonly delimiter: string
  /** Of the header; without one, of the widest row. */
  readonly width: number
}

class Row implements RawRow {
  readonly number: number
  readonly broken?: Broken
  readonly text: string
  readonly #shape: Shape

  constructor(number: number, record: TextRecord, shape: Shape) {
    this.number = number
    this.text = record.text
    this.#shape = shape
    const broken = brokenness(record, shape)
    if (broken) this.broken = broken
  }

  get cells(): string[] {
    const { delimiter, width } = this.#shape
    const cells = cutCells(this.text, delimiter)
    while (cells.length < width) cells.push('')
    cells.length = width
    return cells
  }
}

/** Throws `unclosed-quote` or `line-too-long`, with the row. */
function* allRecords(content: Content, delimiter: string): Generator<TextRecord> {
  const cut = cutRecords(content.chunks(), delimiter)
  let row = 1
  let next = cut.next()
  for (; !next.done; next = cut.next(), row++) yield next.value
  if (next.value === 'nothing') return
  const { name } = content
  if (next.value === 'too-long') throw refuse('line-too-long', `${name} is not a table: its row ${row} is over 10 MB.`)
  const message = `${name}, row ${row}: a quotation mark is opened and never closed.`
  throw refuse('unclosed-quote', message, 'Close it, or double the mark if it belongs to the text.')
}

function take<T>(all: Iterator<T>, most: number): T[] {
  const taken: T[] = []
  while (taken.length < most) {
    const next = all.next()
    if (next.done) break
    taken.push(next.value)
  }
  return taken
}

const BAD_QUOTES: Broken = {
  code: 'bad-quotes',
  column: null,
  message: 'A cell in quotation marks holds a single one: a mark that belongs to the text must be doubled.',
}

/** More cells than columns mean that a value holds an unquoted delimiter: every cell after it may be in the wrong column. */
function brokenness({ text, width: cells, badQuotes }: TextRecord, { delimiter, width }: Shape): Broken | undefined {
  if (badQuotes) return BAD_QUOTES
  if (
    cells <= width ||
    cutCells(text, delimiter)
      .slice(width)
      .every((cell) => cell.trim() === '')
  )
    return undefined
  const message = `The row has ${count(cells, 'cell')} and the header ${width}; a cell that holds the delimiter must be in quotation marks.`
  return { code: 'too-many-cells', column: null, message }
}

/** The one that cuts the most of the first rows into as many cells as the first has; of several, the one that cuts finest. */
function delimiterOf(start: string): string {
  let best = { delimiter: ',', agreeing: 0, cells: 1 }
  for (const delimiter of DELIMITERS) {
    if (!start.includes(delimiter)) continue
    const first = take(cutRecords([start], delimiter), ROWS_LOOKED_AT).filter(({ isBlank }) => !isBlank)
    const cells = first[0]?.width ?? 1
    const agreeing = cells < 2 ? 0 : first.filter(({ width }) => width === cells).length
    if (agreeing > best.agreeing || (agreeing === best.agreeing && cells > best.cells))
      best = { delimiter, agreeing, cells }
  }
  return best.delimiter
}

/** Characters that the encoding does not have: what stood there is lost. */
function damaged(rows: readonly Row[], { remarks }: Content): Remark[] {
  const hit = rows.filter(({ text }) => text.includes('\ufffd'))
  if (hit.length === 0) return []
  const which = hit.slice(0, 5).map(({ number }) => number)
  const said = remarks.some(({ code }) => code === 'damaged-characters')
  const message = `${count(hit.length, 'row')} with characters that cannot be read, shown as \ufffd: ${which.join(', ')}${hit.length > which.length ? ', …' : ''}.${said ? '' : ' If the encoding is another one, name it with --encoding.'}`
  return [{ code: 'damaged-rows', message }]
}
