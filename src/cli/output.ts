// Tables for a terminal: aligned columns that fit its width. Numbers stand right, text left; what is too wide wraps
// within the last column.

export interface Column {
  readonly title: string
  /** `right` for numbers and money. */
  readonly align?: 'left' | 'right'
}

const GAP = '  '

/** The lines of a table; the last column takes what width is left, and wraps there. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const cells = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => lengthOf(row[i] ?? ''))))
  const before = widths.slice(0, -1).reduce((sum, w) => sum + w + GAP.length, 0)
  // Below 20 characters wrapped text is harder to read than a line that is too long.
  const last = Math.max(20, width - before)
  return cells.flatMap((row) => {
    const parts = wrap(row[columns.length - 1] ?? '', last)
    const head = widths.slice(0, -1).map((w, i) => pad(row[i] ?? '', w, columns[i]?.align) + GAP)
    const tail = columns.at(-1)?.align === 'right' ? parts.map((part) => pad(part, widths.at(-1)!, 'right')) : parts
    return tail.map((part, n) => (n === 0 ? head.join('') + part : ' '.repeat(before) + part).trimEnd())
  })
}

/** Breaks text between words into lines of at most `width`; a longer word keeps a line of its own. */
export function wrap(text: string, width: number): string[] {
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

/** In characters as a reader counts them, not in UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length
}
