// The text of a large document a piece at a time. Whole, the text of a million devices' problem is forty megabytes in one
// string, and for a moment several times that: with its line end, as bytes, and as what it was copied from.

/** Elements of a list in one piece: a hundred kilobytes at the most. */
const ELEMENTS_A_PIECE = 200

/** A list that is made as it is asked for. */
export type Made<T> = Generator<T, void>

/** Together they are JSON.stringify of the document, with what its generators make for lists. */
export function* textPieces(document: Readonly<Record<string, unknown>>): Made<string> {
  let before = '{'
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue
    yield `${before}${JSON.stringify(key)}:`
    if (isList(value)) yield* listPieces(value)
    else yield JSON.stringify(value)
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

function* listPieces(items: Iterable<unknown>): Made<string> {
  let before = '['
  for (const part of inParts(items, ELEMENTS_A_PIECE)) {
    yield `${before}${JSON.stringify(part).slice(1, -1)}`
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

/** As many of the items together as are said, the last ones fewer. */
export function* inParts<T>(items: Iterable<T>, most: number): Made<T[]> {
  let part: T[] = []
  for (const item of items) {
    part.push(item)
    if (part.length < most) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
