// What stands on every answer, whatever it is: its request id, its marking, and what browsers may do with it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A page for a browser: it may load scripts and styles of this server. */
    page?: true
  }
}

const COMMON: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // Everything here is about sites that may be sensitive: nothing of it belongs in a cache on disk.
  'cache-control': 'no-store',
}
/** `default-src` does not stand for the other three (ASVS 3.4.3). */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
/** Its styles are written into the page by Swagger UI itself; scripts come from files of this server alone. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
/** Two years, as the preload lists ask; only said over TLS, where a trusted proxy says so. */
const STRICT_TRANSPORT = 'max-age=63072000; includeSubDomains'

export function addHeaders(app: FastifyInstance, marking: string): void {
  app.addHook('onRequest', async (request, reply) => {
    const policy = isPage(request.routeOptions.config.page, request.url) ? PAGE_POLICY : DATA_POLICY
    setHeaders(request, reply, { marking, policy })
  })
}

/** For answers that no hook sees: an address so malformed that no route was looked for. */
export function setHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { marking, policy = DATA_POLICY }: { marking: string; policy?: string },
): void {
  void reply
    .headers(COMMON)
    .header('content-security-policy', policy)
    .header('x-request-id', request.id)
    .header('x-marking', marking)
  if (request.protocol === 'https') void reply.header('strict-transport-security', STRICT_TRANSPORT)
}

/** The reference's files register themselves, so they are known by their address. */
function isPage(declared: true | undefined, url: string): boolean {
  return declared === true || /^\/docs(\/|$)/.test(url)
}
