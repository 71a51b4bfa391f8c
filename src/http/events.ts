// Server-sent events: an answer that goes on while something happens, one event a line of JSON.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

export interface ServerEvent {
  readonly event: string
  /** Plain JSON. */
  readonly data: unknown
}

/** A line that says nothing but that the connection lives: proxies drop one that is silent for a minute. */
export const HEARTBEAT = 'heartbeat'

/** Two seconds before a client that lost the stream asks for it again. */
const RETRY_MS = 2000

/** Sends what the iterable yields, as it comes. A client that goes ends the iteration. */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<ServerEvent | typeof HEARTBEAT>): FastifyReply {
  // Proxies that buffer would hold every event back until the last.
  void reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no')
  return reply.send(Readable.from(written(events)))
}

async function* written(events: AsyncIterable<ServerEvent | typeof HEARTBEAT>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`
  for await (const one of events) {
    yield one === HEARTBEAT ? ': still at it\n\n' : `event: ${one.event}\ndata: ${JSON.stringify(one.data)}\n\n`
  }
}
