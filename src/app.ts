// The service as one value: give it its dependencies and it answers requests, in a test as in production. It opens
// nothing itself; main.ts and the tests do.
import Fastify, { type FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { guardRoutes } from './http/auth.ts'
import { keepAnswers } from './http/idempotency/keep-answers.ts'
import { describeApi } from './http/reference/describe-api.ts'
import type { RouteDeps, Routes } from './http/plugin.ts'
import { addProblemPages, type ProblemMeaning } from './http/problem-pages.ts'
import { answerUnreadable, answerWithProblems } from './http/problems.ts'
import { addHeaders } from './http/protocol/headers.ts'
import { limitJsonDepth, refuseNul } from './http/protocol/json-body.ts'
import { sayError, sayRequest } from './http/protocol/log-lines.ts'
import { collectMethods } from './http/protocol/methods.ts'
import { shedUnderPressure } from './http/protocol/pressure.ts'
import { makeRateLimits, type Rates } from './http/protocol/rates.ts'
import { answerUnchanged } from './http/protocol/unchanged.ts'
import { compileValidator } from './http/validation.ts'
import { addHealth, type Check } from './http/watch/health.ts'
import type { Metrics } from './http/watch/metrics.ts'

/** How it speaks, beyond what each route says. */
export interface Protocol {
  /** On every answer. */
  readonly marking: string
  /** Addresses or ranges whose X-Forwarded-For is believed; none: nobody's. */
  readonly trustedProxies: readonly string[]
  readonly rates: Rates
  /** How late the event loop is, in milliseconds. */
  readonly lagMs: () => number
}

export interface AppOptions extends Omit<RouteDeps, 'marking'> {
  readonly version: string
  /** `silent`, or a pino level; lines of JSON go to `stream`, else to standard output. */
  readonly log: { readonly level: string; readonly stream?: { write(line: string): void } }
  /** Registered under /api/v1. */
  readonly routes: readonly Routes[]
  readonly protocol: Protocol
  /** What /problems/CODE says. */
  readonly meanings: ReadonlyMap<string, ProblemMeaning>
  /** What /readyz looks at. */
  readonly checks: readonly Check[]
  readonly metrics?: Metrics
}

/** One megabyte holds any edit; routes that take files say more for themselves. */
const BODY_LIMIT = 1 << 20
/** Five minutes bring 1 GB, the largest inventory, over 27 Mbit/s. Headers alone have Node's one minute. */
const REQUEST_TIMEOUT_MS = 300_000
/** Long work is a job; what answers at once and has not in half a minute never will. */
const HANDLER_TIMEOUT_MS = 30_000
/** Just above the 60 s after which common proxies drop an idle connection, so that they, not we, close it. */
const KEEP_ALIVE_MS = 65_000

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { version, log, routes, protocol, meanings, checks, metrics, ...deps } = options
  const app = makeFastify({ log, protocol, deps })
  app.setValidatorCompiler(compileValidator)
  limitJsonDepth(app)
  addHeaders(app, protocol.marking)
  refuseNul(app)
  metrics?.meter(app)
  shedUnderPressure(app, protocol.lagMs)
  const rates = makeRateLimits(app, deps.clock, protocol.rates)
  rates.limitAddresses()
  answerWithProblems(app, collectMethods(app))
  answerUnchanged(app)
  await describeApi(app, { ...deps, version })
  guardRoutes(app, deps)
  rates.limitPrincipals()
  keepAnswers(app, deps)
  addHealth(app, checks)
  addProblemPages(app, meanings)
  const { marking } = protocol
  for (const feature of routes) await app.register(feature, { ...deps, marking, prefix: '/api/v1' })
  await app.ready()
  return app
}

function makeFastify({
  log,
  protocol,
  deps,
}: {
  log: AppOptions['log']
  protocol: Protocol
  deps: Omit<RouteDeps, 'marking'>
}) {
  return Fastify({
    logger: {
      level: log.level,
      ...(log.stream && { stream: log.stream }),
      serializers: { req: sayRequest, res: ({ statusCode }) => ({ status: statusCode }), err: sayError },
    },
    genReqId: () => deps.ids.next('req'),
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    bodyLimit: BODY_LIMIT,
    frameworkErrors: answerUnreadable(protocol.marking),
    trustProxy: protocol.trustedProxies.length === 0 ? false : [...protocol.trustedProxies],
  }).withTypeProvider<TypeBoxTypeProvider>()
}
