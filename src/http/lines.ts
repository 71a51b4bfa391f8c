// Answers that are long: a line at a time, as fast as whoever asked takes them.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** For a route's `handlerTimeout`. Half an hour brings a million lines of a kilobyte over 5 Mbit/s. */
export const LINES_TIMEOUT_MS = 1_800_000

/** A line of JSON for each thing. `name` is what a browser calls the file. */
export function sendJsonLines(reply: FastifyReply, things: AsyncIterable<object>, name: string): Promise<FastifyReply> {
  return sendLines(reply, asJson(things), { type: 'application/x-ndjson', name })
}

async function* asJson(things: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const thing of things) yield JSON.stringify(thing)
}

/** What the first line needs is done before the answer starts, so that what it throws is a problem as elsewhere. */
export async function sendLines(
  reply: FastifyReply,
  lines: AsyncIterable<string>,
  { type, name }: { type: string; name: string },
): Promise<FastifyReply> {
  const rest = lines[Symbol.asyncIterator]()
  const first = await rest.next()
  void reply.type(`${type}; charset=utf-8`).header('content-disposition', `attachment; filename="${name}"`)
  return reply.send(Readable.from(withEnds(first, rest)))
}

async function* withEnds(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield `${next.value}\n`
  } finally {
    await rest.return?.()
  }
}
