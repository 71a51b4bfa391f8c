// Keyset pages: a list is read on from the last row that was shown, so that rows which come or go meanwhile shift
// nothing. The cursor holds that row's key. It is sealed, because keys may say what the caller must not know, and bound
// to the caller, the address and the filter, because anywhere else it would mean something else.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type, type TSchema } from 'typebox'
import { Failure } from '../shared/failure.ts'
import type { Sealed, Sealer } from '../shared/sealed.ts'
import { byCodeUnit } from '../shared/text.ts'
import { pathOf } from './problems.ts'
import { nullable } from './words.ts'

/** Spread into a list's query schema. 50 fit a screen; 500 rows keep an answer below a megabyte. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  cursor: Type.Optional(
    Type.String({ maxLength: 2000, description: 'Of the page before: opaque, for this list only.' }),
  ),
}

export function pageReply<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) })
}

export interface Page<Key> {
  /** Ask the store for this many rows: one more than are shown, to know whether there is a next page. */
  readonly rows: number
  /** The key of the last row of the page before; undefined on the first page. */
  readonly after: Key | undefined
  /** The answer's body, and its `Link` header. `key` says where a row stands in the list's order. */
  answer<Row>(
    reply: FastifyReply,
    rows: readonly Row[],
    key: (row: Row) => Key,
  ): { items: Row[]; nextCursor: string | null }
}

/** Throws `bad-cursor` for one that was not given for this caller, address and filter. */
export function pageOf<Key>(request: FastifyRequest, sealer: Sealer): Page<Key> {
  const query = request.query as Record<string, unknown>
  const { limit, cursor, ...filter } = query as { limit: number; cursor?: string }
  const context = contextOf(request, filter)
  return {
    rows: limit + 1,
    after: cursor === undefined ? undefined : openCursor<Key>(sealer, cursor, context),
    answer(reply, rows, key) {
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      if (rows.length <= limit || last === undefined) return { items, nextCursor: null }
      const nextCursor = sealer.seal(JSON.stringify(key(last)), context)
      const next = new URLSearchParams([...textPairs(query), ['cursor', nextCursor]])
      void reply.header('link', `<${pathOf(request)}?${next}>; rel="next"`)
      return { items, nextCursor }
    },
  }
}

function contextOf(request: FastifyRequest, filter: Record<string, unknown>): string {
  const sorted = Object.entries(filter).sort(([a], [b]) => byCodeUnit(a, b))
  return `cursor:${request.caller.principalId}:${pathOf(request)}:${JSON.stringify(sorted)}`
}

function* textPairs(query: Record<string, unknown>): Generator<[string, string]> {
  for (const [name, value] of Object.entries(query)) {
    if (name === 'cursor' || value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) yield [name, String(one)]
  }
}

function openCursor<Key>(sealer: Sealer, cursor: string, context: string): Key {
  try {
    return JSON.parse(sealer.unseal(cursor as Sealed, context)) as Key
  } catch {
    throw new Failure(
      'bad-cursor',
      'The cursor does not belong to this list.',
      'Take it unchanged from the page before, with the same filter; or start again without it.',
    )
  }
}
