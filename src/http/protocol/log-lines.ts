// What the log says of a request and of an error: enough to find it, and nothing of what it was about. No headers (they
// hold tokens), no query string (names, addresses), no body; and no path but the route's own template, for ids lead to
// sites, and what somebody typed after an unknown one may be anything.
import type { FastifyRequest } from 'fastify'

type Told = Pick<FastifyRequest, 'method' | 'ip'> & Partial<Pick<FastifyRequest, 'routeOptions'>>

/** `route` is null where there is none: also not the one of unknown addresses, if the address cannot be read. */
export function sayRequest({ method, ip, routeOptions }: Told): {
  method: string
  route: string | null
  from: string
} {
  return { method, route: routeOptions?.url ?? null, from: ip }
}

// A type, for an interface is no `{ [key: string]: unknown }` to Fastify.
type SaidError = {
  readonly type: string
  readonly code?: string
  readonly message: string
  readonly stack: string
  readonly cause?: SaidError
}

/** No other field than these: PostgreSQL gives the row that it refused in `detail`. */
export function sayError(error: unknown): SaidError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' }
  const { name, message, stack = '', cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // The message stands before the frames, values included.
  const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : ''
  return {
    type: name,
    ...(code !== undefined && { code }),
    message: withoutValues(message),
    stack: frames.trim(),
    ...(cause instanceof Error && { cause: sayError(cause) }),
  }
}

/** Drizzle ends with a statement's values; PostgreSQL and JSON.parse quote what they could not read. */
function withoutValues(message: string): string {
  return message.replace(/\nparams: [^]*$/, '').replace(/(: |, (?:\.\.\.)?)"[^]*"/, '$1"…"')
}
