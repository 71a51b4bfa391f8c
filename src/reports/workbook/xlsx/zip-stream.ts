// A zip archive as it is made: each part is compressed while its text comes, and what it came to stands behind it, so that
// nothing waits in memory but the directory. Deflate and checksum are the platform's.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

export interface ZipPart {
  readonly path: string
  readonly text: AsyncIterable<string> | Iterable<string>
}

interface Written {
  readonly path: Buffer
  readonly at: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
}

/** Sizes stand behind the part (bit 3), and its name is UTF-8 (bit 11). */
const FLAGS = 0x0808
const DEFLATED = 8
/** 1 January 1980, the first day that the format knows: the same content has the same bytes. */
const NO_DATE = 0x0021
const VERSION = 20
/** Sizes have 32 bits. */
const MOST_BYTES = 0xffff_ffff

/** The parts in their order, each read when the one before is out. */
export async function* zipOf(parts: Iterable<ZipPart> | AsyncIterable<ZipPart>): AsyncGenerator<Buffer> {
  const directory: Written[] = []
  let at = 0
  for await (const { path, text } of parts) {
    const name = Buffer.from(path)
    const sums = { crc: 0, packed: 0, unpacked: 0 }
    yield record(
      'PK\x03\x04',
      [2, VERSION],
      [2, FLAGS],
      [2, DEFLATED],
      [2, 0],
      [2, NO_DATE],
      ...empty(3),
      [2, name.length],
      [2, 0],
    )
    yield name
    for await (const bytes of deflated(text, sums)) {
      sums.packed += bytes.length
      yield bytes
    }
    if (sums.unpacked > MOST_BYTES) throw new Error(`the part ${path} has over 4 GB, which this archive cannot hold`)
    yield record('PK\x07\x08', [4, sums.crc], [4, sums.packed], [4, sums.unpacked])
    directory.push({ path: name, at, ...sums })
    at += 30 + name.length + sums.packed + 16
  }
  const entries = directory.map(entryOf)
  yield Buffer.concat(entries)
  const length = entries.reduce((sum, entry) => sum + entry.length, 0)
  const parts16 = directory.length
  yield record('PK\x05\x06', [2, 0], [2, 0], [2, parts16], [2, parts16], [4, length], [4, at], [2, 0])
}

async function* deflated(text: ZipPart['text'], sums: { crc: number; unpacked: number }): AsyncGenerator<Buffer> {
  async function* counted() {
    for await (const piece of text) {
      const bytes = Buffer.from(piece)
      sums.crc = crc32(bytes, sums.crc)
      sums.unpacked += bytes.length
      yield bytes
    }
  }
  const packing = createDeflateRaw()
  // What goes wrong at either end ends the other, and is thrown where the bytes are read.
  pipeline(Readable.from(counted()), packing, () => {})
  for await (const bytes of packing) yield bytes as Buffer
}

function entryOf({ path, at, crc, packed, unpacked }: Written): Buffer {
  const head = record(
    ...(['PK\x01\x02', [2, VERSION], [2, VERSION], [2, FLAGS], [2, DEFLATED], [2, 0], [2, NO_DATE]] as const),
    ...([
      [4, crc],
      [4, packed],
      [4, unpacked],
      [2, path.length],
    ] as const),
    ...([
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at],
    ] as const),
  )
  return Buffer.concat([head, path])
}

type Field = readonly [bytes: 2 | 4, value: number]

function record(signature: string, ...fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(4 + fields.reduce((sum, [length]) => sum + length, 0))
  bytes.write(signature, 'latin1')
  fields.reduce((at, [length, value]) => bytes.writeUIntLE(value, at, length), 4)
  return bytes
}

/** So many fields of four bytes that stand behind the part instead. */
function empty(count: number): Field[] {
  return Array.from({ length: count }, () => [4, 0] as const)
}
