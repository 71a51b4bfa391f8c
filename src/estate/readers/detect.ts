// Which format a file is in, by its content, and the plain refusals: what cannot be an inventory is refused as a whole,
// in one sentence, before anything is read from it.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { Failure } from '../../shared/failure.ts'
import type { Format } from './table.ts'

/** V8 holds at most 512 MiB of text in one string; a million rows of inventory are a fifth of that. */
const MOST_BYTES = 500_000_000
/** No row of an inventory comes near; a file that has one is something else (issue: "10 MB in one line"). */
const MOST_BYTES_IN_A_LINE = 10_000_000

/** What the first bytes of other kinds of file are, and what their owner can do. */
const SIGNATURES = [
  { bytes: 'PK\x03\x04', what: 'a spreadsheet or zip file', hint: 'Open it and save the sheet as "CSV UTF-8".' },
  { bytes: '\xd0\xcf\x11\xe0', what: 'an old Excel file', hint: 'Open it and save the sheet as "CSV UTF-8".' },
  { bytes: '%PDF', what: 'a PDF', hint: 'Ask for the list that it was printed from, as CSV.' },
  { bytes: '\x1f\x8b', what: 'a compressed file', hint: 'Unpack it first.' },
]

export interface TextFile {
  readonly text: string
  readonly encoding: string
  readonly format: Format
  /** Of the file's bytes. */
  readonly sha256: string
}

/**
 * Reads the file as text of a known format. Throws a Failure with exit code 2 for what is not one: missing, a
 * directory, empty, binary, not UTF-8, a device-type file, no table at all. `name` is what the messages call it.
 */
export async function openInventory(file: string, name: string, format?: Format): Promise<TextFile> {
  const bytes = await readBytes(file, name)
  const { text, encoding } = decode(bytes, name)
  const found = format ?? detectFormat(text, name)
  if (found === 'csv' && longestLine(text) > MOST_BYTES_IN_A_LINE) {
    throw refuse('line-too-long', `${name} has a line of over 10 MB: it is not a table.`)
  }
  return { text, encoding, format: found, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** A refusal of the file as a whole: nothing of it is imported, and the command exits with 2. */
export function refuse(code: string, message: string, hint?: string): Failure {
  return new Failure(code, message, hint ?? 'Give a CSV file with a header row, or GeoJSON.', { exitCode: 2 })
}

async function readBytes(file: string, name: string): Promise<Buffer> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    throw refuse('file-missing', `There is no file ${name}.`, 'Check the path.')
  })
  if (found.isDirectory()) throw refuse('is-directory', `${name} is a directory.`, 'Name the files in it.')
  if (!found.isFile()) throw refuse('not-a-file', `${name} is not a regular file.`)
  if (found.size === 0) throw refuse('empty-file', `${name} is empty.`)
  if (found.size > MOST_BYTES) throw refuse('too-large', `${name} is over 500 MB.`, 'Split it, keeping the header row.')
  return readFile(file)
}

function decode(bytes: Buffer, name: string): { text: string; encoding: string } {
  const start = bytes.subarray(0, 8).toString('latin1')
  const other = SIGNATURES.find((signature) => start.startsWith(signature.bytes))
  if (other) throw refuse('binary-file', `${name} is ${other.what}, not a text file.`, other.hint)
  if (/^(\xff\xfe|\xfe\xff)/.test(start)) {
    throw refuse('not-utf-8', `${name} is in UTF-16 ("Unicode text").`, 'Save it as "CSV UTF-8" and import that.')
  }
  if (bytes.includes(0)) throw refuse('nul-byte', `${name} holds a NUL byte: it is a binary file, or damaged.`)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    const hint = 'If it is a text file, save it as UTF-8 (in a spreadsheet: "CSV UTF-8").'
    throw refuse('binary-file', `${name} is not UTF-8 text: it is a binary file, or in another encoding.`, hint)
  }
}

function detectFormat(text: string, name: string): Format {
  const start = text.slice(0, 4096).trimStart()
  if (start === '' && text.trim() === '') throw refuse('empty-file', `${name} holds nothing but white space.`)
  if (/^[{[]/.test(start)) return 'geojson'
  if (isDeviceType(start)) throw deviceType(name)
  if (start.startsWith('<')) throw refuse('not-a-csv', `${name} is XML or a web page, not a table.`)
  return 'csv'
}

/** NetBox keeps models, not devices, in YAML files of this shape. */
function isDeviceType(start: string): boolean {
  return /^manufacturer:/m.test(start) && /^(model|slug):/m.test(start)
}

/** A file that describes models is no inventory, but says something about what one means to buy. */
export function deviceType(name: string): Failure {
  const hint = 'Use "lenscap check-deployment" to ask whether equipment of that type may be deployed.'
  return refuse('device-type-file', `${name} describes a type of device, not devices that someone has.`, hint)
}

function longestLine(text: string): number {
  let longest = 0
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const until = end < 0 ? text.length : end
    longest = Math.max(longest, until - from)
    from = until + 1
  }
  return longest
}
