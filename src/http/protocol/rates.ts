// How many requests a minute: by address, before anyone is known, so that tokens cannot be guessed at speed; and by
// principal. Said in the headers of draft-ietf-httpapi-ratelimit-headers on every answer.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Clock } from '../../shared/clock.ts'
import { Failure } from '../../shared/failure.ts'

/** Requests a minute. */
export interface Rates {
  readonly perAddress: number
  readonly perPrincipal: number
}

/** Twenty a second is more than a client that polls and pages needs; an office behind one address is several clients. */
export const RATES: Rates = { perAddress: 3000, perPrincipal: 1200 }

const WINDOW_S = 60
/** A flood from ever new addresses must not fill the memory: from then on the new ones share one counter. */
const MOST_COUNTERS = 100_000

interface Count {
  readonly left: number
  readonly resetS: number
}

/** Counts in windows of a minute, all of which end together, so that what is counted is forgotten at once. */
function makeCounter(clock: Clock, most: number): (who: string) => Count {
  let counts = new Map<string, number>()
  let window = 0
  return (who) => {
    const seconds = Math.floor(clock.now().getTime() / 1000)
    const current = Math.floor(seconds / WINDOW_S)
    if (current !== window) counts = new Map()
    window = current
    const name = counts.has(who) || counts.size < MOST_COUNTERS ? who : 'others'
    const used = (counts.get(name) ?? 0) + 1
    counts.set(name, used)
    return { left: most - used, resetS: WINDOW_S - (seconds % WINDOW_S) }
  }
}

/** `perAddress` counts before the routes' guard, `perPrincipal` after it: register each in its place. */
export function makeRateLimits(app: FastifyInstance, clock: Clock, rates: Rates) {
  const addresses = makeCounter(clock, rates.perAddress)
  const principals = makeCounter(clock, rates.perPrincipal)
  const policy = (name: string, most: number) => `"${name}";q=${most};w=${WINDOW_S}`
  const byAddress = policy('address', rates.perAddress)
  const byBoth = `${byAddress}, ${policy('principal', rates.perPrincipal)}`
  return {
    limitAddresses(): void {
      app.addHook('onRequest', async (request, reply) => {
        const count = addresses(request.ip)
        say(reply, byAddress, [['address', count]])
        request.addressCount = count
        if (count.left < 0) throw tooMany(count)
      })
      app.decorateRequest('addressCount')
    },
    limitPrincipals(): void {
      app.addHook('onRequest', async (request, reply) => {
        // Public routes have no caller.
        if ((request.caller as unknown) === undefined) return
        const count = principals(request.caller.principalId)
        say(reply, byBoth, [
          ['address', request.addressCount],
          ['principal', count],
        ])
        if (count.left < 0) throw tooMany(count)
      })
    },
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    addressCount: Count
  }
}

function say(reply: FastifyReply, policy: string, counts: readonly [name: string, count: Count][]): void {
  const left = counts.map(([name, { left, resetS }]) => `"${name}";r=${Math.max(0, left)};t=${resetS}`)
  void reply.header('ratelimit-policy', policy).header('ratelimit', left.join(', '))
}

function tooMany({ resetS }: Count): Failure {
  const detail = 'There were more requests in this minute than are allowed.'
  return new Failure('too-many-requests', detail, `Wait ${resetS} seconds.`, { retryAfterS: resetS })
}
