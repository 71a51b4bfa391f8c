// What the API answers when it cannot do what was asked: RFC 9457 problem details, always with a stable code, words for
// a person and, where there is one, the remedy. This file alone decides which status a Failure has.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { Failure } from '../shared/failure.ts'
import { setHeaders } from './protocol/headers.ts'
import type { MethodsAt } from './protocol/methods.ts'
import { sayValidation } from './validation.ts'

export const ProblemReply = Type.Object(
  {
    type: Type.String({ format: 'uri-reference' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    hint: Type.Optional(Type.String()),
    instance: Type.String(),
    requestId: Type.String(),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    details: Type.Optional(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })),
  },
  { title: 'Problem', description: 'RFC 9457 problem details.' },
)
export type Problem = Static<typeof ProblemReply>

/** Codes whose status does not follow from their form; see statusOf for the rest. */
const STATUS: Readonly<Record<string, number>> = {
  'token-needed': 401,
  'token-unknown': 401,
  'role-missing': 403,
  'scope-too-narrow': 403,
  'no-company': 403,
  'same-person': 403,
  'person-needed': 403,
  'sign-in-needed': 401,
  'sign-in-failed': 401,
  'session-over': 401,
  'csrf-token-needed': 403,
  'too-many-tries': 429,
  'no-such-route': 404,
  'no-plan': 404,
  'rows-gone': 404,
  // Named in a body or a query, not in the address.
  'unknown-column': 400,
  'unknown-field': 400,
  'unknown-fund': 400,
  'unknown-mapping': 400,
  'stale-version': 412,
  'body-too-large': 413,
  'too-large': 413,
  'media-type-unknown': 415,
  'method-not-allowed': 405,
  'request-in-flight': 409,
  'dry-run-expired': 409,
  'estate-moved': 409,
  'non-conforming-kit': 409,
  'exception-over': 409,
  'unknown-exception': 404,
  'not-a-dry-run': 409,
  'answer-lost': 409,
  'answer-withheld': 403,
  'not-in-this-state': 409,
  'stale-attempt': 409,
  'position-lost': 410,
  'not-possible': 409,
  'engineer-unfit': 409,
  'fund-exceeded': 409,
  'gate-not-yours': 403,
  'lone-working': 409,
  'notice-too-short': 409,
  'site-closed': 409,
  'plan-not-measured': 409,
  'scenario-not-run': 409,
  'idempotency-key-reused': 422,
  'version-needed': 428,
  'too-many-requests': 429,
  'database-busy': 503,
  'not-ready': 503,
  'too-slow': 503,
  'under-pressure': 503,
  // Faults of the installation, not of the request; their words say what the operator must do.
  internal: 500,
  'cannot-unseal': 500,
  'bad-policy-file': 500,
  'bad-register': 500,
}
/** The request is in order, but what stands now forbids it. */
const CONFLICTS =
  /^(already|no-longer|not-yet|conflicting|duplicate)-|-(exists|finished|adopted|outdated|in-use|taken)$/

/** `unknown-site` is 404, `plan-outdated` 409, what is not listed and has no such form 400. */
export function statusOf(code: string): number {
  return STATUS[code] ?? (code.startsWith('unknown-') ? 404 : CONFLICTS.test(code) ? 409 : 400)
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not in order',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not this method',
  409: 'In conflict with what stands',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Not a format this takes',
  422: 'Not this request',
  428: 'Say which version you change',
  429: 'Too many requests',
  503: 'Not available now',
}

/** When to come back, in seconds, where the failure does not say. */
const RETRY_AFTER_S = '5'

/** Worth a line of their own in the log, for whoever watches it: who was not let in, or not let do it, and who floods. */
const REFUSALS = [401, 403, 429]

/** Unknown until the guard has looked. */
function callerOf({ caller }: FastifyRequest): string | undefined {
  return (caller as FastifyRequest['caller'] | undefined)?.principalId
}

/** Every error and every unknown address of the app leaves through here. */
export function answerWithProblems(app: FastifyInstance, methodsAt: MethodsAt): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = asFailure(error, request)
    const status = statusOfError(error, failure)
    if (status >= 500) request.log.error({ err: error }, failure.code)
    else if (REFUSALS.includes(status))
      request.log.warn({ code: failure.code, principalId: callerOf(request) }, 'refused')
    return sendProblem(reply, status, failure)
  })
  app.setNotFoundHandler((request, reply) => {
    const { method } = request
    const allowed = methodsAt(pathOf(request))
    if (allowed.length > 0) {
      void reply.header('allow', allowed.join(', '))
      if (method === 'OPTIONS') return reply.code(204).send()
      return sendProblem(reply, 405, methodNotAllowed(method, allowed))
    }
    const detail = `There is nothing at ${method} ${pathOf(request)}.`
    return sendProblem(reply, 404, new Failure('no-such-route', detail, 'The reference at /docs lists every address.'))
  })
}

/** Answers a request whose address is so malformed that no route was looked for, and no hook has run. */
export function answerUnreadable(marking: string) {
  return (_error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    setHeaders(request, reply, { marking })
    const detail = 'The address of the request could not be read.'
    void sendProblem(reply, 400, new Failure('bad-request', detail, 'Check how it is encoded.'))
  }
}

function sendProblem(reply: FastifyReply, status: number, { code, message, hint, details }: Failure): FastifyReply {
  const { errors, ...rest } = details
  const problem = {
    type: `/problems/${code}`,
    title: TITLES[status] ?? 'Something went wrong here',
    status,
    code,
    detail: message,
    ...(hint === undefined ? {} : { hint }),
    instance: pathOf(reply.request),
    requestId: reply.request.id,
    ...(Array.isArray(errors) ? { errors: errors as Problem['errors'] } : {}),
    ...(Object.keys(rest).length > 0 ? { details: rest } : {}),
  }
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="lenscap"')
  const { retryAfterS = status === 503 || code === 'request-in-flight' ? RETRY_AFTER_S : undefined } = details
  if (retryAfterS !== undefined) void reply.header('retry-after', String(retryAfterS))
  // Serialised here: the route's reply schema is about its answers, and would drop these fields.
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problem)
}

function statusOfError(error: FastifyError, failure: Failure): number {
  return error instanceof Failure || !error.statusCode || error.statusCode >= 500
    ? statusOf(failure.code)
    : error.statusCode
}

/** What Fastify itself refuses, in our words. A defect becomes `internal`, which says nothing of the inside. */
function asFailure(error: FastifyError, request: FastifyRequest): Failure {
  if (error instanceof Failure) return error
  if (error.validation) {
    return sayValidation(error.validation, error.validationContext ?? 'body')
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Failure('body-too-large', 'The body is larger than this address takes.', 'Send it in smaller parts.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Failure(
        'media-type-unknown',
        `This address does not take ${request.headers['content-type'] ?? 'a body without a Content-Type'}.`,
        'The reference at /docs lists what it takes.',
      )
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Failure('not-json', 'The body is not valid JSON.', 'Send a JSON text as UTF-8.')
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new Failure('too-slow', 'The request took longer than a request may.', 'Ask for less, or try again later.')
    default:
      if (error.statusCode && error.statusCode < 500) {
        return new Failure('bad-request', 'The request could not be read.', 'Check its address, headers and body.')
      }
      return new Failure(
        'internal',
        'Something went wrong here; it is not the fault of the request.',
        `Try again; if it stays, tell the operator the request id ${request.id}.`,
      )
  }
}

function methodNotAllowed(method: string, allowed: readonly string[]): Failure {
  const detail = `There is no ${method} at this address.`
  return new Failure('method-not-allowed', detail, `It takes ${allowed.join(', ')}.`)
}

/** Without the query string, which may hold what must not be repeated. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}
