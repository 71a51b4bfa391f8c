// What a request asked for, as one hash: the same key with another fingerprint is another request under a used key.
import { createHash, type Hash } from 'node:crypto'
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
  const hash = createHash('sha256')
  const passing = Readable.from(hashed(body, hash))
  request.body = passing
  const sofar = () => keyed(hash.copy().digest('hex'))
  return {
    sofar,
    async whole() {
      passing.resume()
      await finished(passing)
      return sofar()
    },
  }
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}
