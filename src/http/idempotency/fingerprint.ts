// What a request asked for, as one hash: the same key with another fingerprint is another request under a used key.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import type { Sealer } from '../../shared/sealed.ts'

export interface Fingerprint {
  /** Ready once the body has been read: at the first write of a handler that keeps what it was sent. */
  sofar(): string
  /** Reads what is left of the body, and keeps nothing of it. */
  whole(): Promise<string>
}

/** A body that comes as a stream is hashed as it passes; from then on `request.body` is that passing stream. */
export function fingerprintOf(request: FastifyRequest, sealer: Sealer): Fingerprint {
  const { url, body } = request
  const asked = `${url}\n${request.headers['if-match'] ?? ''}\n`
  const keyed = (digest: string) => sealer.hash(asked + digest, 'kept_answers.fingerprint')
  if (!(body instanceof Readable)) {
    const print = keyed(
      createHash('sha256')
        .update(JSON.stringify(body ?? null))
        .digest('hex'),
    )
    return { sofar: () => print, whole: async () => print }
  }
  const digest = digestWithout(boundaryOf(request.headers['content-type']))
  const passing = Readable.from(hashed(body, digest))
  request.body = passing
  const sofar = () => keyed(digest.sofar())
  return {
    sofar,
    async whole() {
      passing.resume()
      await finished(passing)
      return sofar()
    },
  }
}

interface Digest {
  add(chunk: Buffer): void
  sofar(): string
}

async function* hashed(chunks: AsyncIterable<Buffer>, digest: Digest): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    digest.add(chunk)
    yield chunk
  }
}

/** What stands between the parts of a form. Clients draw it anew each time: a form that is sent again has another. */
function boundaryOf(contentType = ''): string | undefined {
  const [, quoted, plain] = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? []
  return quoted ?? plain
}

/** Of what passes, with one byte in place of each boundary. */
function digestWithout(boundary: string | undefined): Digest {
  const hash = createHash('sha256')
  if (boundary === undefined) return { add: (chunk) => void hash.update(chunk), sofar: () => hash.copy().digest('hex') }
  const mark = Buffer.from(`--${boundary}`)
  // What may be the beginning of a boundary that the next chunk ends.
  let rest: Buffer = Buffer.alloc(0)
  return {
    add(chunk) {
      const bytes = Buffer.concat([rest, chunk])
      let from = 0
      for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, from)) {
        hash.update(bytes.subarray(from, at)).update('\0')
        from = at + mark.length
      }
      const until = Math.max(from, bytes.length - mark.length + 1)
      hash.update(bytes.subarray(from, until))
      rest = bytes.subarray(until)
    },
    sofar: () => hash.copy().update(rest).digest('hex'),
  }
}
