// What the OpenAPI document says of an operation beyond its schema: a name for generated clients, what every request may
// carry and every answer does, and an example of each.
import { exampleOf } from './examples.ts'
import { ProblemReply } from '../problems.ts'
import { FORM } from '../protocol/form-body.ts'

type Json = Record<string, unknown>

interface Operation {
  readonly method: string
  /** `/api/v1/sites/:id` */
  readonly url: string
  readonly open: boolean
}

/** A token, or a session; what changes something must show besides that no other site sent it (http/auth.ts). */
export const TO_READ = [{ bearer: [] }, { session: [] }]
const TO_CHANGE = [{ bearer: [] }, { session: [], csrf: [] }]

/** Swagger's schema of the route, completed. */
export function describeOperation(given: Json, { method, url, open }: Operation): Json {
  const changes = !['GET', 'HEAD'].includes(method)
  const response = { ...(given['response'] as Json | undefined) }
  for (const [status, reply] of Object.entries(response))
    response[status] = describeReply(reply as Json, Number(status))
  if (Object.keys(response).length === 0) response['200'] = { description: 'Done.' }
  return {
    ...given,
    operationId: given['operationId'] ?? nameOf(method, url),
    ...(open ? { security: [] } : changes && { security: TO_CHANGE }),
    ...bodyOf(given),
    ...(changes && !open && { headers: headersOf(method, given['headers'] as Json | undefined) }),
    response: {
      ...response,
      '4XX': { description: 'What is wrong with the request, and what to do.', content: PROBLEM },
      '5XX': { description: 'Not the fault of the request.', content: PROBLEM },
    },
  }
}

const PROBLEM = {
  'application/problem+json': {
    schema: {
      ...ProblemReply,
      example: {
        type: '/problems/unknown-site',
        title: 'Not found',
        status: 404,
        code: 'unknown-site',
        detail: 'There is no site site_01k9.',
        hint: 'GET /api/v1/sites lists those that you may see.',
        instance: '/api/v1/sites/site_01k9',
        requestId: 'req_01k9',
      },
    },
  },
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'As asked.',
  201: 'Made.',
  202: 'Taken on; the job says how it goes.',
  204: 'Done; there is nothing more to say.',
}

function describeReply(reply: Json, status: number): Json {
  const description = reply['description'] ?? DESCRIPTIONS[status] ?? 'Done.'
  if (reply['content'] !== undefined) return { ...reply, description }
  return reply['type'] === 'null' ? { description } : { ...withExample(reply), description }
}

function withExample(schema: Json): Json {
  return { ...schema, example: exampleOf(schema) }
}

/** A route that takes files has no schema for them: to the document their body is bytes, or a form with the query's options. */
function bodyOf({ body, consumes, querystring }: Json): Json {
  // Bodies by media type bring their own examples.
  if (body !== undefined) return { body: 'content' in (body as Json) ? body : withExample(body as Json) }
  if (consumes === undefined) return {}
  const contents = (consumes as string[]).map((type) => [
    type,
    {
      schema: type === FORM ? formOf(querystring as Json) : { type: 'string', description: 'The file.' },
    },
  ])
  return { body: { content: Object.fromEntries(contents) as Json } }
}

function formOf({ properties }: Json): Json {
  const file = { type: 'string', format: 'binary', description: 'The file; the part has a file name.' }
  return {
    type: 'object',
    required: ['file'],
    properties: { file, ...(properties as Json) },
    example: { file: 'device,manufacturer\nCAM-01,Acme Vision', asOf: '2026-11-23', dryRun: true },
  }
}

/** An edit names the version that it was made from; anything that changes something may be sent again under its key. */
function headersOf(method: string, given: Json | undefined): Json {
  const { properties } = { properties: {}, ...given } as { properties: Json }
  return {
    type: 'object',
    properties: {
      ...properties,
      'idempotency-key': {
        type: 'string',
        maxLength: 255,
        description: 'Sent again with the same key, the request is answered again and not carried out again.',
      },
      ...(method === 'PATCH' && {
        'if-match': { type: 'string', description: 'The ETag of what the edit was made from.' },
      }),
    },
  }
}

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PATCH: 'change', PUT: 'set', DELETE: 'delete' }

/** `GET /sites` listSites, `GET /sites/:id` getSite, `POST /jobs/:id/cancel` cancelJob, `GET /plans/:id/orders` listPlanOrders. */
function nameOf(method: string, url: string): string {
  const parts = url.split('/').filter((part) => part !== '' && part !== 'api' && part !== 'v1')
  const words = parts.filter((part) => !part.startsWith(':'))
  const before = words.slice(0, -1).map(singular)
  const last = words.at(-1) ?? ''
  const name = (all: readonly string[]) =>
    all
      .flatMap((word) => word.split('-'))
      .map(capital)
      .join('')
  const many = isPlural(last) && !parts.at(-1)?.startsWith(':')
  if (method === 'GET') return many ? `list${name([...before, last])}` : `get${name([...before, singular(last)])}`
  // A word that is no plural and stands behind what it is about is what is done to that.
  if (method === 'POST' && before.length > 0 && !many) return `${camel(last)}${name(before)}`
  return `${VERBS[method] ?? method.toLowerCase()}${name([...before, singular(last)])}`
}

function isPlural(word: string): boolean {
  return word === 'people' || /[^s]s$/.test(word)
}

function singular(word: string): string {
  if (word === 'people') return 'person'
  return isPlural(word) ? word.replace(/ies$/, 'y').replace(/s$/, '') : word
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

function camel(word: string): string {
  const [first = '', ...rest] = word.split('-')
  return first + rest.map(capital).join('')
}
