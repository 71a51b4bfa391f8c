import { Content } from '../../src/estate/readers/content.ts'
import type { ReadOptions } from '../../src/estate/readers/table.ts'
import { detectEncoding } from '../../src/estate/readers/text/encoding.ts'

/** Text or bytes as a reader of a format is given them. */
export function contentOf(given: string | Uint8Array, name = 'list', options: ReadOptions = {}): Content {
  const bytes = Buffer.from(given)
  return new Content(name, bytes, { options, decoding: detectEncoding(bytes, options.encoding) })
}
