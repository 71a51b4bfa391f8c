// CSV as spreadsheets and people write it: comma, semicolon or tab by content; quoted cells; rows of blanks.
import Papa from 'papaparse'
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { Broken, RawRow, RawTable } from '../table.ts'

/** No row of an inventory comes near; a file that has one is something else. */
const MOST_CHARACTERS_IN_A_LINE = 10_000_000

const DELIMITERS = [',', ';', '\t']

/** Any text that could be a table, and is not something else. */
export function isDelimited({ isText, start }: Content): boolean {
  return isText && start !== '' && !/^[{[<]/.test(start)
}

/** Throws a Failure with exit code 2 when the text is no table. */
export function readCsv({ text, name, encoding, remarks }: Content): RawTable {
  if (longestLine(text) > MOST_CHARACTERS_IN_A_LINE) {
    throw refuse('line-too-long', `${name} has a line of over 10 MB: it is not a table.`)
  }
  const delimiter = delimiterOf(text)
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: false })
  const open = errors.find((error) => error.code === 'MissingQuotes')
  if (open) {
    const message = `${name}, row ${(open.row ?? 0) + 1}: a quotation mark is opened and never closed.`
    throw refuse('unclosed-quote', message, 'Close it, or double the mark if it belongs to the text.')
  }
  const first = data.findIndex((cells) => !isBlank(cells))
  const header = (data[first] ?? []).map((cell) => cell.trim())
  if (!looksLikeHeader(header)) {
    throw refuse('not-a-csv', `${name} is not a table: its first line is not a row of column names.`)
  }
  const badQuotes = new Set(errors.filter((error) => error.code === 'InvalidQuotes').map((error) => error.row))
  const rows: RawRow[] = []
  for (let i = first + 1; i < data.length; i++) {
    if (isBlank(data[i]!)) continue
    rows.push(toRow(header, data[i]!, { number: i + 1, badQuotes: badQuotes.has(i) }))
  }
  return { format: 'csv', encoding, header, rows, remarks }
}

function toRow(header: readonly string[], cells: string[], at: { number: number; badQuotes: boolean }): RawRow {
  const given = header.map((_, i) => cells[i] ?? '')
  const broken = at.badQuotes ? BAD_QUOTES : tooLong(header, cells)
  return { number: at.number, cells: given, ...(broken ? { broken } : {}) }
}

const BAD_QUOTES: Broken = {
  code: 'bad-quotes',
  column: null,
  message: 'A cell in quotation marks holds a single one: a mark that belongs to the text must be doubled.',
}

/** More cells than columns mean that a value holds an unquoted delimiter: every cell after it may be in the wrong column. */
function tooLong(header: readonly string[], cells: readonly string[]): Broken | undefined {
  if (cells.slice(header.length).every((cell) => cell.trim() === '')) return undefined
  const message = `The row has ${count(cells.length, 'cell')} and the header ${header.length}; a cell that holds the delimiter must be in quotation marks.`
  return { code: 'too-many-cells', column: null, message }
}

/** The one that stands most often in the first line that is not blank, outside quotation marks; a comma if none does. */
function delimiterOf(text: string): string {
  const line = /\S[^\r\n]*/.exec(text)?.[0] ?? ''
  const bare = line.replace(/"[^"]*"/g, '')
  const times = DELIMITERS.map((delimiter) => bare.split(delimiter).length)
  return DELIMITERS[times.indexOf(Math.max(...times))]!
}

/** Column names are short and at least one has a letter; prose, logs and data without a header are not so. */
function looksLikeHeader(header: readonly string[]): boolean {
  const longestName = 200
  return header.some((name) => /\p{L}/u.test(name)) && header.every((name) => name.length <= longestName)
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

function longestLine(text: string): number {
  let longest = 0
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const until = end < 0 ? text.length : end
    longest = Math.max(longest, until - from)
    from = until + 1
  }
  return longest
}
