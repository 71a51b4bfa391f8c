// A file's content, as readers ask for it: its bytes, its beginning, all of it as text, as JSON. Each is made when it is
// first asked for, once.
import type { Bytes } from './bytes.ts'
import { refuse } from './refuse.ts'
import type { ReadOptions, Remark } from './table.ts'
import type { Decoding } from './text/encoding.ts'

/** V8 holds at most 512 MiB of text in one string (0x1fffffe8 characters). */
const MOST_TEXT_BYTES = 500_000_000

export class Content {
  /** What the messages call the file. */
  readonly name: string
  readonly bytes: Bytes
  readonly options: ReadOptions
  /** Null when the bytes are no text. */
  readonly #decoding: Decoding | null
  #start: string | undefined
  #text: string | undefined
  #json: { value: unknown } | { why: string } | undefined

  constructor(name: string, bytes: Bytes, { options, decoding }: { options: ReadOptions; decoding: Decoding | null }) {
    this.name = name
    this.bytes = bytes
    this.options = options
    this.#decoding = decoding
  }

  get isText(): boolean {
    return this.#decoding !== null
  }

  /** As detected or given, for RawTable; what is no text says of itself what it is in. */
  get encoding(): string {
    return this.#decoding?.encoding ?? 'binary'
  }

  /** What there is to say of the decoding: every reader of text passes it on. */
  get remarks(): readonly Remark[] {
    return this.#decoding?.remarks ?? []
  }

  /** The beginning, without white space before it: blank for what is no text. */
  get start(): string {
    return (this.#start ??= this.#decode(this.bytes.start).trimStart())
  }

  /** All of it; blank for what is no text. Throws `too-large` when it is more than a string can hold. */
  get text(): string {
    if (this.#text !== undefined) return this.#text
    if (this.bytes.size > MOST_TEXT_BYTES) {
      const hint = 'Split it, or save it as CSV: that is read up to 1 GB.'
      throw refuse('too-large', `${this.name} is over 500 MB, more than can be read of its format.`, hint)
    }
    return (this.#text = this.#decode(this.bytes.all))
  }

  /** All of it in pieces, in order; a piece may end in the middle of a line, never in the middle of a character. */
  *chunks(): Generator<string> {
    if (!this.#decoding) return
    const decoder = new TextDecoder(this.#decoding.label)
    for (const piece of this.bytes.pieces()) yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  }

  /** Whether it begins as JSON does, and is JSON to the end. */
  get isJson(): boolean {
    return /^[{[]/.test(this.start) && 'value' in this.#parsed()
  }

  /** Throws `not-json`. */
  get json(): unknown {
    const parsed = this.#parsed()
    if ('value' in parsed) return parsed.value
    throw refuse('not-json', `${this.name} is not valid JSON: ${parsed.why}.`, 'It may be cut short; fetch it again.')
  }

  #parsed(): { value: unknown } | { why: string } {
    return (this.#json ??= parse(this.text))
  }

  #decode(bytes: Buffer): string {
    return this.#decoding ? new TextDecoder(this.#decoding.label).decode(bytes) : ''
  }
}

function parse(text: string): { value: unknown } | { why: string } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { why: error instanceof Error ? error.message : 'it cannot be parsed' }
  }
}
