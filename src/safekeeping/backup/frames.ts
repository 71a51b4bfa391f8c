// What is inside the encrypted file, once it is unpacked: named parts, and at the end the manifest that says what they
// must be. Each frame: kind (1 byte) · length (4 bytes) · bytes.
import { createHash, type Hash } from 'node:crypto'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Part } from '../../db/dump/part.ts'
import { damaged, FORMAT } from './container.ts'

const Manifest = Type.Object({
  format: Type.Literal(FORMAT),
  /** Of Lenscap. */
  version: Type.String(),
  dialect: Type.Enum(['sqlite', 'postgres']),
  /** The number of the newest migration. */
  migration: Type.Integer({ minimum: 1 }),
  createdAt: Type.String(),
  /** The last seal of the audit trail. */
  audit: Type.Object({ number: Type.Integer(), hash: Type.String() }),
  parts: Type.Array(Type.Object({ name: Type.String(), bytes: Type.Integer(), sha256: Type.String() })),
})
export type Manifest = Static<typeof Manifest>
const compiled = Compile(Manifest)

const KIND = { part: 0x50, data: 0x44, manifest: 0x4d } as const
const HEAD = 5
/** A reader holds one frame at a time. */
const PIECE = 65_536

/** `rest` is everything of the manifest but the parts. */
export async function* frame(
  parts: AsyncIterable<Part>,
  rest: Omit<Manifest, 'parts' | 'format'>,
): AsyncGenerator<Buffer> {
  const said: Manifest['parts'] = []
  for await (const { name, bytes } of parts) {
    yield* frameOf(KIND.part, Buffer.from(name, 'utf8'))
    const hash = createHash('sha256')
    let length = 0
    for await (const chunk of bytes) {
      hash.update(chunk)
      length += chunk.length
      for (let from = 0; from < chunk.length; from += PIECE) {
        yield* frameOf(KIND.data, chunk.subarray(from, from + PIECE))
      }
    }
    said.push({ name, bytes: length, sha256: hash.digest('hex') })
  }
  yield* frameOf(KIND.manifest, Buffer.from(JSON.stringify({ format: FORMAT, ...rest, parts: said }), 'utf8'))
}

function* frameOf(kind: number, bytes: Uint8Array): Generator<Buffer> {
  const head = Buffer.alloc(HEAD)
  head.writeUInt8(kind, 0)
  head.writeUInt32BE(bytes.length, 1)
  yield head
  yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The parts, each to be read to its end before the next. `onManifest` is told at the end, once all parts are as it says. */
export async function* unframe(
  chunks: AsyncIterable<Buffer>,
  onManifest: (manifest: Manifest) => void,
): AsyncGenerator<Part> {
  const frames = framesOf(chunks)
  const seen: Manifest['parts'] = []
  let next = await frames.next()
  while (!next.done && next.value.kind === KIND.part) {
    const name = next.value.bytes.toString('utf8')
    const hash = createHash('sha256')
    const part = { name, bytes: 0, sha256: '' }
    yield { name, bytes: body(part, hash) }
    part.sha256 = hash.digest('hex')
    seen.push(part)
  }
  if (next.done || next.value.kind !== KIND.manifest) throw damaged('It has no manifest.')
  onManifest(compare(next.value.bytes, seen))

  async function* body(part: { bytes: number }, hash: Hash): AsyncGenerator<Uint8Array> {
    for (next = await frames.next(); !next.done && next.value.kind === KIND.data; next = await frames.next()) {
      hash.update(next.value.bytes)
      part.bytes += next.value.bytes.length
      yield next.value.bytes
    }
  }
}

function compare(bytes: Buffer, seen: Manifest['parts']): Manifest {
  const manifest: unknown = JSON.parse(bytes.toString('utf8'))
  if (!compiled.Check(manifest)) throw damaged('Its manifest cannot be understood.')
  if (JSON.stringify(manifest.parts) !== JSON.stringify(seen)) throw damaged('Its parts are not those of its manifest.')
  return manifest
}

async function* framesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<{ kind: number; bytes: Buffer }> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    size += chunk.length
    if (size < HEAD) continue
    let all = Buffer.concat(held)
    while (all.length >= HEAD && all.length >= HEAD + all.readUInt32BE(1)) {
      const end = HEAD + all.readUInt32BE(1)
      yield { kind: all.readUInt8(0), bytes: all.subarray(HEAD, end) }
      all = all.subarray(end)
    }
    held = [all]
    size = all.length
  }
  if (size > 0) throw damaged('It ends too early.')
}
