// Which encoding a file's bytes are in.
import type { Encoding, Remark } from '../table.ts'

export interface Decoding {
  /** What people call it. */
  readonly encoding: Encoding
  /** What TextDecoder calls it. */
  readonly label: string
  readonly remarks: readonly Remark[]
}

/** Kinds of file that begin with letters, and are no text: zip, PDF. */
const SIGNATURE = /^(PK\x03\x04|%PDF)/

/** Null when the bytes are no text. A byte order mark decides; then whether the bytes are valid UTF-8. */
export function detectEncoding(bytes: Buffer): Decoding | null {
  if (SIGNATURE.test(bytes.subarray(0, 8).toString('latin1')) || bytes.includes(0)) return null
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { encoding: 'utf-8', label: 'utf-8', remarks: [] }
  } catch {
    return null
  }
}
