// The bytes of a file, which may be more than anyone wants to hold: its beginning, all of it, or piece after piece.
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { refuse } from './refuse.ts'

/** Enough to tell a format by, and little enough to look at once for every format. */
const START_BYTES = 65_536
/** Large enough that a piece costs no more than its bytes, and small enough that its text is soon let go. */
const PIECE_BYTES = 1_000_000

export interface Bytes {
  readonly size: number
  readonly start: Buffer
  /** All of them at once. */
  readonly all: Buffer
  /** In order, from the first one on; a piece is good until the next is asked for. Throws `file-changed`. */
  pieces(): Iterable<Buffer>
}

export function bytesIn(all: Buffer): Bytes {
  function* pieces(): Generator<Buffer> {
    for (let from = 0; from < all.length; from += PIECE_BYTES) yield all.subarray(from, from + PIECE_BYTES)
  }
  return { size: all.length, start: all.subarray(0, START_BYTES), all, pieces }
}

/** Of a file that stays as it is while it is read. Each time that pieces are asked for it is read anew. */
export function bytesOfFile(path: string, name: string): Bytes {
  const { size, mtimeMs } = statSync(path)
  function* pieces(from = PIECE_BYTES): Generator<Buffer> {
    const piece = Buffer.allocUnsafe(Math.min(from, size))
    const file = openSync(path, 'r')
    try {
      const found = fstatSync(file)
      if (found.size !== size || found.mtimeMs !== mtimeMs) throw changed(name)
      for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) yield piece.subarray(0, read)
    } finally {
      closeSync(file)
    }
  }
  let start: Buffer | undefined
  let all: Buffer | undefined
  return {
    size,
    get start() {
      return (start ??= first(pieces(START_BYTES)))
    },
    get all() {
      return (all ??= readFileSync(path))
    },
    pieces: () => pieces(),
  }
}

function first(pieces: Iterable<Buffer>): Buffer {
  for (const piece of pieces) return piece
  return Buffer.alloc(0)
}

function changed(name: string): Error {
  return refuse('file-changed', `${name} was written to while it was read.`, 'Import it when nothing writes to it.')
}
