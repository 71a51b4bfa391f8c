import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { recordRead } from '../access/audit/record-read.ts'
import { ROLES, type Caller } from '../access/caller.ts'
import { getCaller } from '../access/principals.ts'
import type { Deps } from '../deps.ts'
import { HEARTBEAT, sendEvents, type ServerEvent } from '../http/events.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { unknownJob, type Job, type JobRoles } from './job.ts'
import { JobEventsReply, jobReply, JobParams, JobReply, JobsQuery, JobsReply, progressReply } from './schema.ts'
import { findJob, listJobs, type JobViewer } from './store.ts'

/** Answers a request for long work: 202, and where to ask how it goes. The route's reply schema is `{ 202: JobReply }`. */
export function accepted(reply: FastifyReply, job: Job): Static<typeof JobReply> {
  void reply.code(202).header('location', `/api/v1/jobs/${job.id}`)
  return jobReply(job)
}

/** Of every kind of job: who may start it. */
export function jobRoutesWith(rolesOf: JobRoles): Routes {
  const viewerOf = ({ principalId, roles, scope }: Caller): JobViewer => {
    const kinds = Object.keys(rolesOf).filter((kind) => rolesOf[kind]!.some((role) => roles.includes(role)))
    return { principalId, kinds, scope }
  }
  return async (app, { jobs, ...deps }) => {
    const { db } = deps
    const config = { roles: ROLES }
    const tags = ['jobs']
    const find = (caller: Caller, id: string) => findJob(db.read, id, viewerOf(caller))

    app.get(
      '/jobs',
      {
        config,
        schema: { tags, summary: 'Your jobs, newest first', querystring: JobsQuery, response: { 200: JobsReply } },
      },
      async (request, reply) => {
        const page = pageOf<string>(request, db.read.sealer)
        const found = await listJobs(db.read, viewerOf(request.caller), page)
        await recordLook(
          deps,
          request.caller,
          found.filter(({ failure }) => failure !== null),
        )
        return page.answer(reply, found.map(jobReply), (job) => job.id)
      },
    )

    app.get(
      '/jobs/:id',
      { config, schema: { tags, summary: 'One of your jobs', params: JobParams, response: { 200: JobReply } } },
      async ({ params, caller }) => {
        const job = await find(caller, params.id)
        if (!job) throw unknownJob(params.id)
        await recordLook(deps, caller, [job])
        return jobReply(job)
      },
    )

    const closing = new AbortController()
    app.addHook('preClose', async () => closing.abort())
    app.get(
      '/jobs/:id/events',
      {
        config,
        handlerTimeout: 2 * STREAM_MS,
        exposeHeadRoute: false,
        schema: {
          tags,
          summary: 'How one of your jobs goes, as server-sent events: progress, and end with the job',
          params: JobParams,
          response: { 200: JobEventsReply },
        },
      },
      async ({ params, caller }, reply) => {
        if (!(await find(caller, params.id))) throw unknownJob(params.id)
        const look = async () => {
          const job = await find(caller, params.id)
          if (!job?.finishedAt) return job
          // What it came to is for whoever may see it now, which may be less than when they began to watch.
          const now = await getCaller(db.read, caller.principalId, caller.requestId).catch(() => undefined)
          const shown = now && (await find(now, params.id))
          if (shown) await recordLook(deps, caller, [shown])
          return shown
        }
        return sendEvents(reply, watchJob(look, closing.signal))
      },
    )

    app.post(
      '/jobs/:id/cancel',
      { config, schema: { tags, summary: 'Ask a job to stop', params: JobParams, response: { 202: JobReply } } },
      async ({ params, caller }, reply) => {
        if (!(await find(caller, params.id))) throw unknownJob(params.id)
        const job = await jobs.cancel(caller, params.id)
        await recordLook(deps, caller, [job])
        return accepted(reply, job)
      },
    )
  }
}

/** What a job came to may name sites and quote rows: looking at it is on record, and looking how it goes is not. */
async function recordLook(deps: Deps, caller: Caller, jobs: readonly Job[]): Promise<void> {
  const ended = jobs.filter(({ result, failure }) => result !== null || failure !== null)
  const act = { act: 'job.opened', subjectKind: 'job' }
  await Promise.all(ended.map(({ id: subjectId }) => recordRead(deps, caller, { ...act, subjectId })))
}

/** Twice a second looks alive; four hundred watchers cost what four hundred reads of one row a second cost. */
const LOOK_EVERY_MS = 500
const LOOKS_A_HEARTBEAT = 30
/** Then the client asks again, and with it whether it still may. */
const STREAM_MS = 300_000

async function* watchJob(
  find: () => Promise<Job | undefined>,
  closing: AbortSignal,
): AsyncGenerator<ServerEvent | typeof HEARTBEAT> {
  let shown = 'null'
  for (let looks = 1; looks * LOOK_EVERY_MS <= STREAM_MS && !closing.aborted; looks++) {
    const job = await find()
    if (!job) return
    const progress = JSON.stringify(job.progress)
    if (progress !== shown)
      yield { event: 'progress', data: { state: job.state, progress: progressReply(job.progress) } }
    shown = progress
    if (job.finishedAt) return yield { event: 'end', data: jobReply(job) }
    if (looks % LOOKS_A_HEARTBEAT === 0) yield HEARTBEAT
    await sleep(LOOK_EVERY_MS, undefined, { signal: closing }).catch(() => {})
  }
}
