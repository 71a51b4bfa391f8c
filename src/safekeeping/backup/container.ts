// The file that a backup is: a line of JSON in clear, then encrypted pieces. Each piece is bound to its place and to the
// file (AES-256-GCM), and the last says that it is the last: so that no piece can be changed, moved, left out, taken from
// another backup, or cut off unnoticed.
//
//   {"format":"lenscap-backup/1","sealedKey":"s2.…"}\n   the file's own key, sealed as any field is
//   then pieces: last (1 byte: 0 or 1) · length (4 bytes) · sealed text · tag (16 bytes)
//   the nonce of piece n is n; the last byte and the first line are authenticated with each
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { sha256 } from '../../shared/hash.ts'
import { Failure } from '../../shared/failure.ts'
import type { Sealed, Sealer } from '../../shared/sealed.ts'

export const FORMAT = 'lenscap-backup/1'
const CONTEXT = 'backup'
const TAG = 16
const HEAD = 5
/** The compressor gives 64 kB at most; what claims to be longer is no piece of ours. */
const LONGEST = 1 << 20
/** The first line is below 400 characters. */
const LONGEST_LINE = 4096

/** `secret`: unguessable text, of which the file's key is made. */
export async function* encrypt(
  chunks: AsyncIterable<Buffer>,
  { sealer, secret }: { sealer: Sealer; secret: string },
): AsyncGenerator<Buffer> {
  const key = sha256(secret)
  const line = JSON.stringify({ format: FORMAT, sealedKey: sealer.seal(key, CONTEXT) })
  yield Buffer.from(`${line}\n`, 'utf8')
  const aad = sha256(line)
  const keyObject = createSecretKey(key, 'hex')
  let n = 0
  for await (const chunk of chunks) yield piece(keyObject, { n: n++, last: 0, aad }, chunk)
  yield piece(keyObject, { n, last: 1, aad }, Buffer.alloc(0))
}

interface Place {
  readonly n: number
  readonly last: 0 | 1
  readonly aad: string
}

function piece(key: KeyObject, place: Place, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place)).setAAD(aadOf(place))
  const text = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const head = Buffer.alloc(HEAD)
  head.writeUInt8(place.last, 0)
  head.writeUInt32BE(text.length, 1)
  return Buffer.concat([head, text])
}

function nonceOf({ n }: Place): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(n), 4)
  return nonce
}

const aadOf = ({ aad, last }: Place): Buffer => Buffer.from(`${aad}${last}`, 'utf8')

/** What was encrypted. Throws `not-a-backup`, `cannot-unseal` and `backup-damaged`. */
export async function* decrypt(chunks: AsyncIterable<Buffer>, sealer: Sealer): AsyncGenerator<Buffer> {
  const read = reader(chunks)
  const line = await read.line()
  const key = createSecretKey(sealer.unseal(sealedKeyOf(line), CONTEXT), 'hex')
  const aad = sha256(line)
  for (let n = 0; ; n++) {
    const head = await read.exactly(HEAD)
    const last = head.readUInt8(0) === 1 ? 1 : 0
    const length = head.readUInt32BE(1)
    if (length < TAG || length > LONGEST) throw damaged('A piece of it has no possible length.')
    const plain = open(key, { n, last, aad }, await read.exactly(length))
    if (plain.length > 0) yield plain
    if (last === 0) continue
    if (await read.more()) throw damaged('Something was added to its end.')
    return
  }
}

function sealedKeyOf(line: string): Sealed {
  try {
    const { format, sealedKey } = JSON.parse(line) as { format?: unknown; sealedKey?: unknown }
    if (format === FORMAT && typeof sealedKey === 'string') return sealedKey as Sealed
  } catch {
    // Said below.
  }
  throw notABackup()
}

function open(key: KeyObject, place: Place, text: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place))
    .setAAD(aadOf(place))
    .setAuthTag(text.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(text.subarray(0, -TAG)), decipher.final()])
  } catch {
    throw damaged(`Piece ${place.n + 1} of it was changed.`)
  }
}

function reader(chunks: AsyncIterable<Buffer>) {
  const source = chunks[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  async function more(): Promise<boolean> {
    if (held.length > 0) return true
    const { value, done } = await source.next()
    if (done) return false
    held = value
    return more()
  }
  async function exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let left = length; left > 0;) {
      if (!(await more())) throw damaged('It ends too early.')
      const part = held.subarray(0, left)
      held = held.subarray(part.length)
      left -= part.length
      parts.push(part)
    }
    return Buffer.concat(parts)
  }
  return {
    more,
    exactly,
    async line(): Promise<string> {
      const bytes: number[] = []
      while (bytes.length < LONGEST_LINE && (await more())) {
        const [byte] = await exactly(1)
        if (byte === 0x0a) return Buffer.from(bytes).toString('utf8')
        bytes.push(byte!)
      }
      throw notABackup()
    },
  }
}

function notABackup(): Failure {
  return new Failure('not-a-backup', 'The file is not a backup of Lenscap.', 'Name a file that lenscap backup made.')
}

export function damaged(why: string): Failure {
  return new Failure('backup-damaged', `The backup is damaged. ${why}`, 'Take another copy of it, or an older backup.')
}
