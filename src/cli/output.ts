// Tables for a terminal: aligned columns that fit its width. Numbers stand right, text left; text that is too wide wraps
// within its column.

export interface Column {
  readonly title: string
  /** `right` for numbers and money, which never wrap. */
  readonly align?: 'left' | 'right'
}

const GAP = '  '
/** Below 20 characters wrapped text is harder to read than a line that is too long. */
const NARROWEST = 20

type Row = readonly string[]

/** The lines of a table. Where it is too wide, its widest columns give way to one another, and wrap. */
export function table(columns: readonly Column[], rows: readonly Row[], width: number): string[] {
  const { header, linesOf } = growingTable(columns, rows, width)
  return [...header, ...rows.flatMap(linesOf)]
}

/** A table whose rows come by and by: its columns are as wide as the first of them want. */
export function growingTable(columns: readonly Column[], first: readonly Row[], width: number) {
  const header = columns.map(({ title }) => title)
  const room = width - GAP.length * (columns.length - 1)
  const widths = fit(
    columns.map((column, i) => extentOf(column, i, [header, ...first])),
    room,
  )
  const linesOf = (row: Row): string[] => {
    const parts = columns.map((_, i) => wrap(row[i] ?? '', widths[i]!))
    const height = Math.max(...parts.map(({ length }) => length))
    return Array.from({ length: height }, (_, line) => {
      return columns
        .map(({ align }, i) => pad(parts[i]![line] ?? '', widths[i]!, align))
        .join(GAP)
        .trimEnd()
    })
  }
  return { header: linesOf(header), linesOf }
}

/** How wide a column would be, and the least that it can do with. */
interface Extent {
  readonly most: number
  readonly least: number
}

function extentOf({ align }: Column, i: number, cells: readonly (readonly string[])[]): Extent {
  let [most, word] = [0, 0]
  for (const row of cells) {
    const cell = row[i] ?? ''
    most = Math.max(most, lengthOf(cell))
    for (const part of cell.split(' ')) word = Math.max(word, lengthOf(part))
  }
  return { most, least: align === 'right' ? most : Math.min(most, Math.max(word, NARROWEST)) }
}

/** The widest that all may be for their sum to be within `room`; narrower ones keep their own width. */
function fit(extents: readonly Extent[], room: number): number[] {
  const capped = (cap: number) => extents.map(({ most, least }) => Math.min(most, Math.max(cap, least)))
  const sum = (widths: readonly number[]) => widths.reduce((total, w) => total + w, 0)
  // No column that is wider than all of the room can fit: a cell of a megabyte is not counted down from.
  let cap = Math.min(Math.max(...extents.map(({ most }) => most)), Math.max(room, NARROWEST))
  while (cap > NARROWEST && sum(capped(cap)) > room) cap--
  return capped(cap)
}

/** Breaks text between words into lines of at most `width`; a longer word keeps a line of its own. */
export function wrap(text: string, width: number): string[] {
  if (lengthOf(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && lengthOf(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

function pad(text: string, width: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)))
  return align === 'right' ? space + text : text + space
}

const SURROGATE = /[\ud800-\udfff]/

/** In characters as a reader counts them, not in UTF-16 units. */
function lengthOf(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length
}
