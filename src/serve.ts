// The service: the API, the jobs and the commands that are handed over, until it is told to stop.
import type { Server } from 'node:http'
import { importsIn } from './config.ts'
import { auditEntry, record } from './access/audit.ts'
import { issueFirstToken } from './access/issue-token.ts'
import { inviteFirstAdmins } from './access/people/invite.ts'
import { getCaller, LOCAL_ADMIN, LOCAL_OPERATOR } from './access/principals.ts'
import { buildApp } from './app.ts'
import { handOverPath, takeOver } from './cli/hand-over.ts'
import type { AddCommands, Needs, Said, Shell } from './cli/command.ts'
import { runProgram } from './cli/program.ts'
import { lapseOverrides } from './estate/findings/overrides/lapse-overrides.ts'
import { routesWith } from './features.ts'
import type { Routes } from './http/plugin.ts'
import type { ProblemMeaning } from './http/problem-pages.ts'
import { watchLag } from './http/protocol/pressure.ts'
import { RATES } from './http/protocol/rates.ts'
import { makeMetrics, serveMetrics } from './http/watch/metrics.ts'
import { contextIn, type House } from './house.ts'
import { readingsOf } from './condition.ts'
import type { JobRunner } from './jobs/run-jobs.ts'
import { openGates } from './orders/gates/open-gates.ts'
import { sweepOrders } from './orders/claims/sweep-orders.ts'
import type { Reference } from './reference.ts'
import { Failure } from './shared/failure.ts'

export interface ServeOptions {
  readonly version: string
  /** What handed-over words may ask for. */
  readonly commands: readonly AddCommands[]
  /** Routes that this house alone has. */
  readonly more: readonly Routes[]
  /** What /problems/CODE says. */
  readonly meanings: ReadonlyMap<string, ProblemMeaning>
  readonly platform: string
  /** As it ships. */
  readonly shipped: () => Reference
  readonly logTo: { write(line: string): void }
}

/** What a person decided ends with a day: lists are at most an hour late, and plans, which look themselves, never. */
const LAPSE_EVERY_MS = 3_600_000
/** Leases end with a day; a claim looks itself before it takes anything, so a minute only dates what is noted. */
const SWEEP_EVERY_MS = 60_000

/** Serves until `shell.signal` is aborted; then finishes requests, gives its job back, and returns. */
export async function serve(house: House, shell: Shell, options: ServeOptions): Promise<void> {
  const { config, db, clock, ids } = house
  const { version, meanings, logTo } = options
  const defects = { log: (error: unknown, jobId: string) => shell.note(`${jobId}: ${String(error)}`) }
  const runner = house.makeRunner((error, jobId) => defects.log(error, jobId))
  const log = { level: config.logLevel, stream: logTo }
  const routes = [...routesWith(importsIn(config.dataFolder), options.shipped()), ...options.more]
  const lag = watchLag()
  const { marking, trustedProxies, secureCookies } = config
  const protocol = { marking, trustedProxies, rates: RATES, lagMs: lag.lagMs }
  const metrics = makeMetrics(readingsOf(db))
  const { checks } = house
  const app = await buildApp({
    ...{ db, clock, ids, jobs: runner, routes, version, log, protocol, meanings, checks, secureCookies },
    ...(config.metricsPort !== undefined && { metrics }),
  })
  defects.log = (err, jobId) => app.log.error({ err, jobId }, 'a job met a defect')

  const run = (argv: readonly string[], at: Shell) => runHandedOver(argv, { house, runner, shell: at, options, app })
  const socket =
    config.databaseUrl === undefined
      ? await takeOver(handOverPath(config.dataFolder, options.platform), run)
      : undefined
  let metricsServer: Server | undefined
  const timers: NodeJS.Timeout[] = []
  try {
    if (config.metricsPort !== undefined) {
      metricsServer = await serveMetrics(metrics, { host: config.host, port: config.metricsPort }).catch(
        (error: unknown) => {
          throw cannotListen(error, { host: config.host, port: config.metricsPort! })
        },
      )
    }
    const admin = { ...(await getCaller(db.read, LOCAL_ADMIN, ids.next('cmd'))), origin: 'command' }
    const started = auditEntry(house, admin, { act: 'service.started', subjectKind: 'service' })
    await db.write((q) => record(q, started, { version }))
    const token = await issueFirstToken(house, admin, LOCAL_OPERATOR)
    const invited = await inviteFirstAdmins(house, admin)
    const address = await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
      throw cannotListen(error, config)
    })
    runner.start()
    house.startSealing()
    const lapse = () =>
      lapseOverrides(house, admin).catch((err: unknown) => app.log.error({ err }, 'overrides not ended'))
    await lapse()
    const sweep = () => sweepAndTell({ ...house, rules: options.shipped().claims }, app.log)
    timers.push(
      setInterval(() => void lapse(), LAPSE_EVERY_MS),
      setInterval(() => void sweep(), SWEEP_EVERY_MS),
    )
    if (token !== undefined) {
      shell.print('This is the first start. The token of the operator, which is not shown again:')
      shell.print(`  ${token}`)
    }
    if (invited.length > 0) {
      shell.print(
        'Two administrators, each with an invitation that works once and for a day (see invitations at /docs):',
      )
      for (const { person, invitation } of invited) shell.print(`  ${person.login}  ${invitation}`)
    }
    shell.print(`Lenscap serves the API at ${address}/api/v1 and its reference at ${address}/docs`)
    await aborted(shell.signal)
  } finally {
    for (const timer of timers) clearInterval(timer)
    await socket?.close()
    await runner.stop()
    await app.close()
    metricsServer?.close()
    lag.stop()
  }
}

/** What time does to orders: leases and offers end, gates open. */
async function sweepAndTell(
  deps: Parameters<typeof sweepOrders>[0],
  log: Awaited<ReturnType<typeof buildApp>>['log'],
): Promise<void> {
  try {
    const { idle } = await sweepOrders(deps)
    for (const one of idle) log.warn(one, 'a company takes orders and gives them back undone')
    await openGates(deps)
  } catch (err) {
    log.error({ err }, 'leases and gates not looked at')
  }
}

/** A defect ends the command, not the server. */
async function runHandedOver(
  argv: readonly string[],
  { house, runner, shell, options, app }: HandedOver,
): Promise<number> {
  const { version, commands } = options
  try {
    const prepare = (needs: Needs, at: Shell, said: Said) => contextIn(house, { shell: at, needs, runner, said })
    return await runProgram(argv, { version, commands, shell, prepare })
  } catch (err) {
    const reference = house.ids.next('cmd')
    app.log.error({ err, reference }, 'a command met a defect')
    shell.note(`lenscap: the command met a defect; the server's log says more under ${reference}.`)
    return 1
  }
}
interface HandedOver {
  readonly house: House
  readonly runner: JobRunner
  readonly shell: Shell
  readonly options: ServeOptions
  readonly app: Awaited<ReturnType<typeof buildApp>>
}

function cannotListen(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new Failure(
      'port-taken',
      `Another program listens on port ${port} already.`,
      'Set LENSCAP_PORT (LENSCAP_METRICS_PORT for the metrics) to another, or to 0 for any that is free.',
    )
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return new Failure(
      'cannot-listen',
      `This process may not listen on ${host}:${port}.`,
      'See LENSCAP_HOST, LENSCAP_PORT and LENSCAP_METRICS_PORT.',
    )
  }
  return error
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
