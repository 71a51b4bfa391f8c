// Opens a file and tells which format it is in, by its content.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { bytesOfFile, type Bytes } from './bytes.ts'
import { Content } from './content.ts'
import { READERS, type Reader } from './formats.ts'
import { deviceType, refuse } from './refuse.ts'
import type { ReadOptions } from './table.ts'
import { detectEncoding, hasNul } from './text/encoding.ts'

/** Ten million rows of inventory are about as many. */
export const MOST_BYTES = 1_000_000_000

/** What the first bytes of other kinds of file are, and what their owner can do. */
const SIGNATURES = [
  {
    bytes: 'PK\x03\x04',
    what: 'a zip file, a spreadsheet other than XLSX, or one that is cut short',
    hint: 'Fetch it again, unpack it, or save its sheet as XLSX or "CSV UTF-8".',
  },
  {
    bytes: '\xd0\xcf\x11\xe0',
    what: 'an old Excel file, or one with a password',
    hint: 'Open it and save the sheet as XLSX or "CSV UTF-8".',
  },
  { bytes: '%PDF', what: 'a PDF', hint: 'Ask for the list that it was printed from, as CSV.' },
  { bytes: '\x1f\x8b', what: 'a compressed file', hint: 'Unpack it first.' },
]

export interface Opened {
  readonly content: Content
  /** Of the file's bytes, in lower-case hex. */
  readonly sha256: string
}

/** Throws a Failure with exit code 2 for what cannot be read at all: missing, a directory, empty, too large. */
export async function openContent(file: string, name: string, options: ReadOptions): Promise<Opened> {
  const bytes = await findBytes(file, name)
  const content = new Content(name, bytes, { options, decoding: detectEncoding(bytes, options.encoding) })
  const hash = createHash('sha256')
  for (const piece of bytes.pieces()) hash.update(piece)
  return { content, sha256: hash.digest('hex') }
}

/** The reader that was asked for, else the first whose test says yes. Throws a Failure with exit code 2 for none. */
export function readerFor(content: Content): Reader {
  const { format } = content.options
  if (!format && isDeviceType(content.start)) throw deviceType(content.name)
  const reader = READERS.find((one) => (format ? one.format === format : one.looksLike(content)))
  if (reader) return reader
  throw notRead(content)
}

async function findBytes(file: string, name: string): Promise<Bytes> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    throw refuse('file-missing', `There is no file ${name}.`, 'Check the path.')
  })
  if (found.isDirectory()) throw refuse('is-directory', `${name} is a directory.`, 'Name the files in it.')
  if (!found.isFile()) throw refuse('not-a-file', `${name} is not a regular file.`)
  if (found.size === 0) throw refuse('empty-file', `${name} is empty.`)
  if (found.size > MOST_BYTES) throw refuse('too-large', `${name} is over 1 GB.`, 'Split it, keeping the header row.')
  return bytesOfFile(file, name)
}

function notRead(content: Content): Error {
  const { name, bytes, isText, start } = content
  if (!isText) {
    const first = bytes.start.toString('latin1', 0, 8)
    const other = SIGNATURES.find((signature) => first.startsWith(signature.bytes))
    if (other) return refuse('binary-file', `${name} is ${other.what}, not a text file.`, other.hint)
    if (hasNul(bytes)) return refuse('nul-byte', `${name} holds a NUL byte: it is a binary file, or damaged.`)
    return refuse('binary-file', `${name} is not text: it is a binary file, or damaged.`)
  }
  if (start === '') return refuse('empty-file', `${name} holds nothing but white space.`)
  if (/^[{[]/.test(start)) {
    const found = Array.isArray(content.json) ? 'a list' : 'an object'
    return refuse('json-unknown', `${name} is JSON, ${found} of no kind that is read.`)
  }
  return refuse('not-a-csv', `${name} is XML or a web page of no kind that is read, not a table.`)
}

/** NetBox keeps models, not devices, in YAML files of this shape. */
function isDeviceType(start: string): boolean {
  return /^manufacturer:/m.test(start) && /^(model|slug):/m.test(start)
}
