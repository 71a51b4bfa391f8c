// Delimited text as spreadsheets and people write it: the delimiter by content, quoted cells, ragged rows, rows of blanks.
// The rows are cut from the file each time that somebody goes through them, and none is kept: a million rows of cells are
// several times their text.
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

/**
 * Throws a Failure with exit code 2 when the beginning is no table; going through the rows throws `unclosed-quote` or
 * `line-too-long` where the text goes wrong.
 */
export function readCsv(content: Content): RawTable {
  const delimiter = delimiterOf(content.start)
  const first = take(allRecords(content, delimiter), ROWS_LOOKED_AT)
  const header = findHeader(
    content,
    first.map(({ text }) => cutCells(text, delimiter)),
  )
  const names = header.names.length > 0 ? header.names : numberedColumns(content, widestOf(content, delimiter))
  const rows = new Rows(content, { delimiter, width: names.length, above: header.rows })
  const remarks = [...content.remarks, ...header.remarks]
  return { format: 'csv', encoding: content.encoding, header: names, rows, remarks, afterwards: () => rows.damaged() }
}

interface Shape {
  readonly delimiter: string
  /** Of the header; without one, of the widest row. */
  readonly width: number
  /** How many rows stand before the first row of data. */
  readonly above: number
}

class Rows implements Iterable<RawRow> {
  readonly #content: Content
  readonly #shape: Shape
  /** Numbers of the first rows with characters that the encoding does not have, and how many there are. */
  #damaged: { first: number[]; count: number } = { first: [], count: 0 }

  constructor(content: Content, shape: Shape) {
    this.#content = content
    this.#shape = shape
  }

  *[Symbol.iterator](): Generator<RawRow> {
    const damaged: { first: number[]; count: number } = { first: [], count: 0 }
    let number = 0
    for (const record of allRecords(this.#content, this.#shape.delimiter)) {
      number++
      if (number <= this.#shape.above || record.isBlank) continue
      if (record.text.includes('\ufffd') && damaged.count++ < DAMAGED_NAMED) damaged.first.push(number)
      yield new Row(number, record, this.#shape)
    }
    this.#damaged = damaged
  }

  /** What stood there is lost. */
  damaged(): Remark[] {
    const { first, count: n } = this.#damaged
    if (n === 0) return []
    const said = this.#content.remarks.some(({ code }) => code === 'damaged-characters')
    const message = `${count(n, 'row')} with characters that cannot be read, shown as \ufffd (row ${first.join(', ')}${n > first.length ? ', …' : ''}).${said ? '' : ' If the encoding is another one, name it with --encoding.'}`
    return [{ code: 'damaged-rows', message }]
  }
}

/** Enough to find the place in the file. */
const DAMAGED_NAMED = 5

class Row implements RawRow {
  readonly number: number
  readonly #record: TextRecord
  readonly #shape: Shape
  #cells: string[] | undefined
  #broken: Broken | undefined

  constructor(number: number, record: TextRecord, shape: Shape) {
    this.number = number
    this.#record = record
    this.#shape = shape
  }

  get cells(): readonly string[] {
    return this.#cells ?? this.#cut()
  }

  get broken(): Broken | undefined {
    if (!this.#cells) this.#cut()
    return this.#broken
  }

  #cut(): readonly string[] {
    const { delimiter, width } = this.#shape
    const cells = cutCells(this.#record.text, delimiter)
    this.#broken = this.#record.badQuotes ? BAD_QUOTES : surplus(cells, width)
    while (cells.length < width) cells.push('')
    cells.length = width
    return (this.#cells = cells)
  }
}

/** Without a header the table is as wide as its widest row. */
function widestOf(content: Content, delimiter: string): number {
  let widest = 0
  for (const { isBlank, width } of allRecords(content, delimiter)) if (!isBlank) widest = Math.max(widest, width)
  return widest
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
function surplus(cells: readonly string[], width: number): Broken | undefined {
  if (cells.length <= width || cells.slice(width).every((cell) => cell.trim() === '')) return undefined
  const message = `The row has ${count(cells.length, 'cell')} and the header ${width}; a cell that holds the delimiter must be in quotation marks.`
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
