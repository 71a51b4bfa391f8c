// Delimited text (RFC 4180, and what people make of it) cut into records and cells. A record is a line, but a cell in
// quotation marks may hold line ends and delimiters. Lines end in LF, CRLF or CR, whichever comes.

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const NO_BREAK_SPACE = 0xa0

/** No record of an inventory comes near; a file that has one is something else, or has an open quotation mark. */
const MOST_IN_A_RECORD = 10_000_000

export interface TextRecord {
  /** Without its line end. */
  readonly text: string
  /** How many cells it has. */
  readonly width: number
  /** Nothing but delimiters, white space and empty quotation marks. */
  readonly isBlank: boolean
  /** A cell in quotation marks holds one that is not doubled: where the cell ends is anybody's guess. */
  readonly badQuotes: boolean
}

/**
 * The records in order, blank ones too. Where a piece of the text ends is no matter. Returns what came after the last:
 * nothing, an open quotation mark, or a record longer than any of an inventory.
 */
export function* cutRecords(
  pieces: Iterable<string>,
  delimiter: string,
): Generator<TextRecord, 'nothing' | 'open-quote' | 'too-long'> {
  let rest = ''
  for (const piece of pieces) {
    const text = rest + piece
    const plain = new PlainLines(text, delimiter)
    let from = 0
    for (let found = plain.next(0); found; found = plain.next(from)) {
      if (found.text.length > MOST_IN_A_RECORD) return 'too-long'
      yield found
      from = afterLine(text, from + found.text.length)
    }
    rest = text.slice(from)
    if (rest.length > MOST_IN_A_RECORD) return next(`${rest}\n`, 0, delimiter) ? 'too-long' : 'open-quote'
  }
  if (rest === '') return 'nothing'
  const last = next(`${rest}\n`, 0, delimiter)
  if (!last) return 'open-quote'
  yield last
  return 'nothing'
}

/** The lines of a piece of text. Most hold no quotation mark: they end at their line end, and need no look at each sign. */
class PlainLines {
  readonly #text: string
  readonly #delimiter: string
  /** The next quotation mark and CR from where it was last looked for. */
  #quote = -1
  #return = -1

  constructor(text: string, delimiter: string) {
    this.#text = text
    this.#delimiter = delimiter
  }

  /** The record that begins at `from`; undefined when its line end is not in the text, or not known yet. */
  next(from: number): TextRecord | undefined {
    const text = this.#text
    const end = text.indexOf('\n', from)
    if (this.#quote < from) this.#quote = placeOf(text, '"', from)
    if (this.#return < from) this.#return = placeOf(text, '\r', from)
    if (end < 0 || this.#quote < end || this.#return < end - 1) return next(text, from, this.#delimiter)
    return new PlainLine(text.slice(from, this.#return < end ? end - 1 : end), this.#delimiter)
  }
}

function placeOf(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from)
  return found < 0 ? Infinity : found
}

/** Without quotation marks. */
class PlainLine implements TextRecord {
  readonly text: string
  readonly badQuotes = false
  readonly #delimiter: string

  constructor(text: string, delimiter: string) {
    this.text = text
    this.#delimiter = delimiter
  }

  get width(): number {
    return this.text.split(this.#delimiter).length
  }

  get isBlank(): boolean {
    const divider = this.#delimiter.charCodeAt(0)
    for (let i = 0; i < this.text.length; i++) {
      const code = this.text.charCodeAt(i)
      if (code !== divider && !isSpace(code)) return false
    }
    return true
  }
}

function isSpace(code: number): boolean {
  return code <= SPACE || code === NO_BREAK_SPACE
}

export function cutCells(record: string, delimiter: string): string[] {
  if (!record.includes('"')) return record.split(delimiter)
  const cells: string[] = []
  for (let from = 0; ; from++) {
    if (record.charCodeAt(from) === QUOTE) {
      const { mark, end } = closing(record, from, delimiter.charCodeAt(0))
      const cell = record.slice(from + 1, mark)
      cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell)
      from = end
    } else {
      const end = record.indexOf(delimiter, from)
      cells.push(record.slice(from, end < 0 ? undefined : end))
      from = end < 0 ? record.length : end
    }
    if (from >= record.length) return cells
  }
}

/** The record that begins at `from`; undefined when its line end is not in the text, or not known yet. */
function next(text: string, from: number, delimiter: string): TextRecord | undefined {
  const divider = delimiter.charCodeAt(0)
  const found = { width: 1, isBlank: true, badQuotes: false }
  let cellBegins = true
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === LF) return { text: text.slice(from, i), ...found }
    // Whether an LF belongs to it is known when the next piece is there.
    if (code === CR) return i + 1 < text.length ? { text: text.slice(from, i), ...found } : undefined
    if (code === divider) {
      found.width++
      cellBegins = true
      continue
    }
    if (code === QUOTE && cellBegins) {
      const { mark, end, bad } = closing(text, i, divider)
      if (end >= text.length) return undefined
      found.badQuotes ||= bad
      found.isBlank &&= text.slice(i + 1, mark).trim() === ''
      i = end - 1
    } else found.isBlank &&= isSpace(code)
    cellBegins = false
  }
  return undefined
}

/**
 * The mark that closes a cell in quotation marks, and where the cell ends: at the delimiter or line end after it, else
 * at the end of the text. A cell with bad marks ends with its line at the latest, so that it takes no other row with it.
 */
function closing(text: string, open: number, divider: number): { mark: number; end: number; bad: boolean } {
  let bad = false
  for (let from = open + 1; ;) {
    const mark = text.indexOf('"', from)
    if (bad) {
      const line = lineEnd(text, from, mark)
      if (line >= 0) return { mark: line, end: line, bad }
    }
    if (mark < 0) return { mark: text.length, end: text.length, bad }
    if (text.charCodeAt(mark + 1) === QUOTE) {
      from = mark + 2
      continue
    }
    let end = mark + 1
    while (text.charCodeAt(end) === SPACE) end++
    const after = text.charCodeAt(end)
    if (end >= text.length || after === divider || isLineEnd(after)) return { mark, end, bad }
    bad = true
    from = mark + 1
  }
}

/** The first line end from `from` on and before `until` (or anywhere, if that is -1); -1 for none. */
function lineEnd(text: string, from: number, until: number): number {
  const last = until < 0 ? text.length : until
  for (let i = from; i < last; i++) if (isLineEnd(text.charCodeAt(i))) return i
  return -1
}

function isLineEnd(code: number): boolean {
  return code === LF || code === CR
}

function afterLine(text: string, end: number): number {
  return end + (text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? 2 : 1)
}
