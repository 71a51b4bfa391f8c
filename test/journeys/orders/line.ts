// How a journey speaks to the service: every act over HTTP. In one process the clock is set, and long work is done as it is
// asked for; a server of its own has the clock of the machine and does its work by itself.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { openKeyring } from '../../../src/access/keyring.ts'
import type { Role } from '../../../src/access/caller.ts'
import { getCaller } from '../../../src/access/principals.ts'
import type { Scope } from '../../../src/access/scope.ts'
import { makeSealer } from '../../../src/access/sealing.ts'
import { insertToken, makeToken } from '../../../src/access/tokens.ts'
import type { Database } from '../../../src/db/database.ts'
import { JOB_KINDS, jobHandlersWith } from '../../../src/features.ts'
import type { JobHandlers } from '../../../src/jobs/job.ts'
import { claimJob, finishJob } from '../../../src/jobs/store.ts'
import { buildTestApp } from '../../support/app.ts'
import { countingIds } from '../../support/clock.ts'
import { openAgain, openTestDatabase } from '../../support/dialects.ts'
import { jobContext, reference } from '../../support/estate.ts'
import { lenscapHome } from '../../support/server.ts'

export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly token: string
  /** JSON; a text is CSV. */
  readonly body?: object | string
  /** What If-Match names. */
  readonly version?: number
}

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, never>>
}

export interface Line {
  /** For what no journey does: introducing people, and counting what is cleared, which no address answers yet. */
  readonly db: Database
  send(sent: Sent): Promise<Answer>
  now(): Date
  /** Time passes; on a real server by itself. */
  pass(hours: number): void
  /** Until the job is done; returns its result. */
  finish(jobId: string, token: string): Promise<Answer['body']>
}

const MS_PER_HOUR = 3_600_000

function requestOf({ method, path, token, body, version }: Sent) {
  const type = typeof body === 'string' ? 'text/csv' : 'application/json'
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': type }),
    ...(version !== undefined && { 'if-match': `"${version}"` }),
  }
  return { method, url: `/api/v1${path}`, headers }
}

const answerOf = (status: number, text: string): Answer => {
  return { status, body: (text === '' ? null : JSON.parse(text)) as Answer['body'] }
}

/** With its clock, which stands until a journey sets it. */
export async function lineInProcess(db: Database): Promise<Line & { setClock(to: string): void }> {
  const { app, deps, clock, uploads } = await buildTestApp(db)
  const handlers: JobHandlers = jobHandlersWith(reference, uploads)
  const send = async (sent: Sent) => {
    const payload = sent.body === undefined ? {} : { payload: sent.body }
    const { statusCode, body } = await app.inject({ ...requestOf(sent), ...payload })
    return answerOf(statusCode, body)
  }
  return {
    db,
    now: () => clock.now(),
    pass: (hours) => clock.advance(hours * MS_PER_HOUR),
    setClock: (to) => clock.set(to),
    send,
    async finish(jobId, token) {
      const lease = { holder: 'journey', now: clock.now(), expiresAt: clock.now() }
      const job = (await db.write((q) => claimJob(q, lease, { kinds: JOB_KINDS, id: jobId })))!
      const caller = await getCaller(db.read, job.createdBy, jobId)
      const result = await handlers[job.kind]!(deps, job.input as never, { ...jobContext, jobId, caller })
      await db.write((q) => finishJob(q, jobId, { ...lease, outcome: { state: 'done', result } }))
      return resultOf(await send({ method: 'GET', path: `/jobs/${jobId}`, token }))
    },
  }
}

function resultOf({ body }: Answer): Answer['body'] {
  expect([body['state'], body['failure']]).toEqual(['done', null])
  return body['result']!
}

/** A real `lenscap serve` on PostgreSQL. `close` ends it. */
export async function lineToServer(): Promise<Line & { close(): Promise<void> }> {
  const database = await openTestDatabase('postgres')
  const home = lenscapHome({ DATABASE_URL: database.source })
  const { url } = await home.serve()
  const place = { dataFolder: home.dataFolder, keyFile: undefined, keyCommand: undefined, production: false }
  const db = openAgain(database.source, makeSealer(openKeyring(place, (n) => new Uint8Array(n))))
  const send = async (sent: Sent): Promise<Answer> => {
    const { url: path, ...request } = requestOf(sent)
    const body = typeof sent.body === 'object' ? JSON.stringify(sent.body) : sent.body
    const answer = await fetch(url + path, body === undefined ? request : { ...request, body })
    return answerOf(answer.status, await answer.text())
  }
  return {
    db,
    send,
    now: () => new Date(),
    pass: () => {},
    async finish(jobId, token) {
      const job = () => send({ method: 'GET', path: `/jobs/${jobId}`, token })
      const ended = async () => ['done', 'failed'].includes((await job()).body['state']!)
      await expect.poll(ended, { timeout: 50_000, interval: 50 }).toBe(true)
      return resultOf(await job())
    },
    async close() {
      await db.close()
      await home.close()
      await database.close()
    },
  }
}

export interface Somebody {
  readonly id: string
  readonly roles: readonly Role[]
  readonly scope?: Scope
  readonly companyId?: string
}

/** Returns their token. */
export async function introduce({ db, now }: Line, { id, roles, scope = 'everything', companyId }: Somebody) {
  let drawn = 0
  const secret = () => createHash('sha256').update(`${id} ${drawn++}`).digest('hex').slice(0, 32)
  const createdAt = now()
  const { token, row } = makeToken({ ...countingIds(), next: () => `tok_${id}`, secret }, id, createdAt)
  await db.write(async (q) => {
    await q.insert(q.t.principals).values({
      ...{ id, version: 1, name: id, kind: companyId ? 'machine' : 'person', roles: [...roles], scope },
      ...{ disabled: false, createdAt, companyId: companyId ?? null },
    })
    await insertToken(q, row)
  })
  return token
}
