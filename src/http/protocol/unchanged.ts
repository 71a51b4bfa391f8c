// Reads that say whether anything has changed: every JSON answer to a GET has an ETag, and If-None-Match makes it 304. A
// single row's ETag is its version, which an edit names (etag.ts); anything else is told by a hash of its bytes, which is
// weak, so that no edit can be made from it.
import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

export function answerUnchanged(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!['GET', 'HEAD'].includes(request.method) || reply.statusCode !== 200) return payload
    if (typeof payload !== 'string') return payload
    const etag = reply.getHeader('etag')?.toString() ?? `W/"${createHash('sha1').update(payload).digest('base64url')}"`
    void reply.header('etag', etag)
    if (!matches(request.headers['if-none-match'], etag)) return payload
    void reply.code(304).removeHeader('content-length').removeHeader('content-type')
    return ''
  })
}

/** The weak comparison of RFC 9110, section 13.1.2. */
function matches(given: string | undefined, etag: string): boolean {
  if (given === undefined) return false
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return given.trim() === '*' || given.split(',').some((tag) => opaque(tag) === opaque(etag))
}
