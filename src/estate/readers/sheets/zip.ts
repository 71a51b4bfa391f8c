// A zip archive in memory, read by its own directory with the platform's inflate. What a part may grow to is bounded
// before it grows, whatever the archive says of itself: a spreadsheet of some kilobytes can be made to unpack for ever.
import { inflateRawSync } from 'node:zlib'
import { refuse } from '../refuse.ts'

/** A sheet of half a million rows of a dozen columns; larger ones are better sent as CSV. */
const MOST_UNPACKED = 300_000_000
/** A workbook has a few parts for each of its sheets. */
const MOST_PARTS = 10_000

interface Part {
  readonly compressed: boolean
  readonly bytes: number
  /** Of its own header, in the archive. */
  readonly at: number
}

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1')
const DIRECTORY_ENTRY = 0x02014b50
/** A comment of 64 KB may stand behind the record that ends the archive. */
const LONGEST_END = 22 + 65_535

export class Zip {
  readonly #bytes: Buffer
  readonly #name: string
  readonly #parts: ReadonlyMap<string, Part>
  readonly #most: number
  /** Of all parts together, what may still be unpacked. */
  #left: number

  /** An archive that is cut short or damaged has no parts. `name` is what the messages call it. */
  constructor(bytes: Buffer, name: string, most = MOST_UNPACKED) {
    this.#bytes = bytes
    this.#name = name
    this.#parts = partsOf(bytes)
    this.#most = most
    this.#left = most
  }

  get paths(): string[] {
    return [...this.#parts.keys()]
  }

  /** The part as text; undefined when there is none of that path. Throws `too-large` or `damaged-file`. */
  text(path: string): string | undefined {
    const part = this.#parts.get(path)
    if (!part) return undefined
    try {
      const unpacked = this.#inflate(part)
      this.#left -= unpacked.length
      return new TextDecoder().decode(unpacked)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        const hint = 'Save the sheet as "CSV UTF-8" and import that.'
        throw refuse('too-large', `${this.#name} unpacks to over ${this.#most / 1_000_000} MB (${path}).`, hint)
      }
      const hint = 'Open it, save it again, and import that.'
      throw refuse('damaged-file', `${this.#name} is damaged: its part ${path} cannot be unpacked.`, hint)
    }
  }

  #inflate({ at, bytes, compressed }: Part): Buffer {
    const header = this.#bytes.subarray(at, at + 30)
    const from = at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    const part = this.#bytes.subarray(from, from + bytes)
    return compressed ? inflateRawSync(part, { maxOutputLength: Math.max(1, this.#left) }) : part
  }
}

function partsOf(bytes: Buffer): Map<string, Part> {
  const parts = new Map<string, Part>()
  const tail = bytes.subarray(-LONGEST_END)
  const end = tail.lastIndexOf(END_OF_DIRECTORY)
  if (end < 0 || end + 22 > tail.length) return parts
  let at = tail.readUInt32LE(end + 16)
  while (parts.size < MOST_PARTS && at + 46 <= bytes.length && bytes.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const method = bytes.readUInt16LE(at + 10)
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [number, number, number]
    const path = bytes.toString('utf8', at + 46, at + 46 + lengths[0]).replaceAll('\\', '/')
    // Stored, or deflated: a workbook has no others.
    if (method === 0 || method === 8) {
      parts.set(path, { compressed: method === 8, bytes: bytes.readUInt32LE(at + 20), at: bytes.readUInt32LE(at + 42) })
    }
    at += 46 + lengths[0] + lengths[1] + lengths[2]
  }
  return parts
}
