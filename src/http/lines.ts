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
export function sendLines(
  reply: FastifyReply,
  lines: AsyncIterable<string>,
  { type, name }: { type: string; name: string },
): Promise<FastifyReply> {
  return sendPieces(reply, withEnds(lines), { type: `${type}; charset=utf-8`, name })
}

/** The same of bytes, which may end anywhere. */
export async function sendPieces(
  reply: FastifyReply,
  pieces: AsyncIterable<string | Buffer>,
  { type, name }: { type: string; name: string },
): Promise<FastifyReply> {
  const rest = pieces[Symbol.asyncIterator]()
  const first = await rest.next()
  void reply.type(type).header('content-disposition', `attachment; filename="${name}"`)
  return reply.send(Readable.from(restOf(first, rest)))
}

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}

async function* restOf<Piece>(first: IteratorResult<Piece>, rest: AsyncIterator<Piece>): AsyncGenerator<Piece> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
