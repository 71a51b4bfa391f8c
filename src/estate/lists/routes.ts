// Lists over HTTP: a file as the body of a PUT or POST, and back as a file.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Columns, RowOf } from './fields.ts'
import { MOST_LIST_BYTES } from './read-list.ts'
import { writeList } from './write-list.ts'

const LIST_TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]

/** For a route's `body`: what may be sent, with an example of such a list. The handler is given a Buffer. */
export function listBody<C extends Columns>(columns: C, example: readonly RowOf<C>[]) {
  const schema = Type.Unsafe<Buffer>({
    description: describe(columns),
    examples: [[...lines(columns, example)].join('\n')],
  })
  return { content: Object.fromEntries(LIST_TYPES.map((type) => [type, { schema }])) }
}

/** Routes registered on `app` from here on take such a body, as a Buffer; `readList` tells by its content what it is. */
export function acceptLists(app: FastifyInstance): void {
  app.addContentTypeParser(LIST_TYPES, { parseAs: 'buffer', bodyLimit: MOST_LIST_BYTES }, (_request, bytes, done) =>
    done(null, bytes),
  )
}

/** For a route's `response`: a list as a CSV file. */
export const ListFile = {
  description: 'The list, to be changed and sent again; the last column is the marking.',
  content: { 'text/csv': { schema: Type.String({ examples: ['site,marking\nPOND-1,OFFICIAL'] }) } },
}

/** Answers with the list as a file; `x-row-count` says how many rows it has. */
export function sendList<C extends Columns>(
  reply: FastifyReply,
  { columns, rows, name, marking }: { columns: C; rows: readonly RowOf<C>[]; name: string; marking: string },
): FastifyReply {
  void reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .header('x-row-count', rows.length)
  return reply.send([...writeList(columns, rows, marking), ''].join('\n'))
}

/** As a person writes one: without the marking. */
function* lines<C extends Columns>(columns: C, rows: readonly RowOf<C>[]): Generator<string> {
  for (const line of writeList(columns, rows, '')) yield line.replace(/^\ufeff/, '').replace(/,(marking)?$/, '')
}

function describe(columns: Columns): string {
  return Object.values(columns)
    .map(({ header, expected, blank }) => `${header}: ${blank ? 'blank, or ' : ''}${expected}.`)
    .join(' ')
}
