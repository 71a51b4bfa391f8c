// Which encoding a file's bytes are in. A byte order mark decides, then validity as UTF-8; what is left is told from the
// bytes that stand where letters do, and a guess that is not sure is said.
import { isAscii, isUtf8 } from 'node:buffer'
import type { Bytes } from '../bytes.ts'
import { ENCODINGS, type Encoding, type Remark } from '../table.ts'
import { byPairs, PAIRS_LABELS } from './two-byte.ts'

export interface Decoding {
  /** What people call it. */
  readonly encoding: Encoding
  /** What TextDecoder calls it (WHATWG Encoding): `euc-kr` there is CP949, the superset that Windows writes. */
  readonly label: string
  readonly remarks: readonly Remark[]
}

/** Kinds of file that begin with letters, and are no text: zip, PDF. */
const SIGNATURE = /^(PK\x03\x04|%PDF)/
/** From the first byte that is not ASCII on; a megabyte of them shows what there is to see. */
const SAMPLE = 1_000_000
/**
 * Text has line ends and tabs; a file with more other control characters than one in a hundred is something else. A few
 * are a slip, or a prank, in a short file of plain text: they are dropped from the cells.
 */
const MOST_CONTROLS = 0.01
const FEW_CONTROLS = 8

/** Null when the bytes are no text. `given` is taken at its word, whatever the bytes look like. */
export function detectEncoding(bytes: Bytes, given?: Encoding): Decoding | null {
  const { start } = bytes
  if (SIGNATURE.test(start.toString('latin1', 0, 8))) return null
  if (given) return decodingOf(given)
  const wide = utf16(start)
  if (wide) return decodingOf(wide)
  const { hasNul, isUnicode, sample } = lookThrough(bytes)
  if (hasNul || hasControls(start, isUnicode)) return null
  if (isUnicode) return decodingOf('utf-8')
  if (isDamagedUtf8(sample)) return decodingOf('utf-8', DAMAGED)
  const { encoding, sure } = byPairs(sample) ?? latin(sample.toString('latin1'))
  return decodingOf(encoding, ...(sure ? [] : [guessed(encoding)]))
}

export function hasNul(bytes: Bytes): boolean {
  return lookThrough(bytes).hasNul
}

/** What only all of the bytes show, and the first of them that are not ASCII. */
function lookThrough(bytes: Bytes): { hasNul: boolean; isUnicode: boolean; sample: Buffer } {
  const sample: Buffer[] = []
  let sampled = 0
  let isUnicode = true
  let rest: Buffer = Buffer.alloc(0)
  for (const piece of bytes.pieces()) {
    if (piece.includes(0)) return { hasNul: true, isUnicode: false, sample: Buffer.alloc(0) }
    if (sampled === 0 && isAscii(piece)) continue
    if (sampled < SAMPLE) {
      const from = sampled > 0 ? 0 : piece.findIndex((byte) => byte >= 0x80)
      // A copy: the piece is good only until the next.
      sample.push(Buffer.from(piece.subarray(from, from + SAMPLE - sampled)))
      sampled += sample.at(-1)!.length
    }
    if (!isUnicode) continue
    const whole = Buffer.concat([rest, piece])
    const end = whole.length - cutOff(whole)
    isUnicode = isUtf8(whole.subarray(0, end))
    rest = whole.subarray(end)
  }
  return { hasNul: false, isUnicode: isUnicode && rest.length === 0, sample: Buffer.concat(sample) }
}

/** How many bytes of a character stand at the end whose last ones are in the next piece. */
function cutOff(bytes: Buffer): number {
  for (let n = 1; n <= 3 && n <= bytes.length; n++) {
    const byte = bytes[bytes.length - n]!
    if (byte < 0x80) return 0
    // A leading byte says by its high bits how many belong to it.
    if (byte >= 0xc0) return n < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? n : 0
  }
  return 0
}

function decodingOf(encoding: Encoding, ...remarks: Remark[]): Decoding {
  return { encoding, label: PAIRS_LABELS[encoding] ?? encoding, remarks }
}

/** By its mark; without one, by the zero that half of each character of Western text is. */
function utf16(first: Buffer): Encoding | undefined {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le'
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be'
  const start = first.subarray(0, 4096)
  const zeros = [0, 0]
  start.forEach((byte, i) => byte === 0 && zeros[i % 2]!++)
  const [even, odd] = zeros.map((n) => n / (start.length / 2)) as [number, number]
  // A file of one script's letters besides: spaces, digits and delimiters are still half zero.
  const [many, few] = [0.3, 0.02]
  if (odd > many && even < few) return 'utf-16le'
  return even > many && odd < few ? 'utf-16be' : undefined
}

function hasControls(start: Buffer, isUnicode: boolean): boolean {
  const controls = start.toString('latin1').match(/[\x00-\x08\x0e-\x1a\x1c-\x1f]/g) ?? []
  if (controls.length <= start.length * MOST_CONTROLS) return false
  return controls.length > FEW_CONTROLS || !isUnicode
}

const SEQUENCE = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g

/** By chance, bytes of another encoding make a sequence of UTF-8 now and then, never nine times out of ten. */
function isDamagedUtf8(sample: Buffer): boolean {
  const text = sample.toString('latin1')
  const sequences = text.match(SEQUENCE)?.length ?? 0
  const strays = text.replace(SEQUENCE, '').match(/[\x80-\xff]/g)?.length ?? 0
  return sequences >= 9 * strays
}

/** Bytes that are letters in Windows-1250 and no letters, or nothing, in Windows-1252: Ś Ť Ź ś ť ź Ł Ą Ş Ż ł ą ş Ľ ľ ż. */
const LETTERS_OF_1250 = '\x8c\x8d\x8f\x9c\x9d\x9f\xa3\xa5\xaa\xaf\xb3\xb9\xba\xbc\xbe\xbf'
/** Within a word they are letters. */
const IN_WORD_1250 = new RegExp(`[A-Za-z\\xc0-\\xff][${LETTERS_OF_1250}]|[${LETTERS_OF_1250}][a-z\\xe0-\\xff]`, 'g')
/** Pounds, yen, degrees, squares and fractions stand beside figures. */
const SIGNS_1252 = /\xa3\s?\d|\xa5\s?\d|\d\s?[\xb0\xb2\xb3\xb9\xbc\xbd\xbe]|\d\s?m[\xb2\xb3]/g
/** The same in both: quotation marks, dashes, dots, and the letters that German, French and Czech share. */
const SAME =
  /[\x80\x82\x84-\x87\x89\x8a\x8b\x8e\x91-\x97\x99-\x9b\x9e\xa0\xa4\xa6-\xa9\xab-\xae\xb0\xb1\xb4-\xb8\xbb\xc1\xc2\xc4\xc7\xc9\xcb\xcd\xce\xd3\xd4\xd6\xd7\xda\xdc\xdd\xdf\xe1\xe2\xe4\xe7\xe9\xeb\xed\xee\xf3\xf4\xf6\xf7\xfa\xfc\xfd]/g

/** Western unless letters of Central Europe show; sure when all that differs speaks for one. */
function latin(sample: string): { encoding: Encoding; sure: boolean } {
  const signs = sample.match(SIGNS_1252)?.length ?? 0
  const letters = sample.replace(SIGNS_1252, '').match(IN_WORD_1250)?.length ?? 0
  const differing = sample.replace(SAME, '').match(/[\x80-\xff]/g)?.length ?? 0
  if (letters > signs) return { encoding: 'windows-1250', sure: signs === 0 }
  return { encoding: 'windows-1252', sure: letters === 0 && (signs > 0 || differing === 0) }
}

const OTHERS = `name it with --encoding (${ENCODINGS.join(', ')})`
const DAMAGED: Remark = {
  code: 'damaged-characters',
  message: `The file is UTF-8 with bytes in it that are not: they are shown as \ufffd. If other letters look wrong too, ${OTHERS}.`,
}

function guessed(encoding: Encoding): Remark {
  const message = `The file does not show for certain what encoding it is in: it was read as ${encoding}. If letters look wrong, ${OTHERS}.`
  return { code: 'encoding-guessed', message }
}
