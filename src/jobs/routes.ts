import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { ROLES } from '../access/caller.ts'
import { HEARTBEAT, sendEvents, type ServerEvent } from '../http/events.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { unknownJob, type Job } from './job.ts'
import { JobEventsReply, jobReply, JobParams, JobReply, JobsQuery, JobsReply, progressReply } from './schema.ts'
import { findJob, listJobs } from './store.ts'

/** Answers a request for long work: 202, and where to ask how it goes. The route's reply schema is `{ 202: JobReply }`. */
export function accepted(reply: FastifyReply, job: Job): Static<typeof JobReply> {
  void reply.code(202).header('location', `/api/v1/jobs/${job.id}`)
  return jobReply(job)
}

export const jobRoutes: Routes = async (app, { db, jobs }) => {
  const config = { roles: ROLES }
  const tags = ['jobs']

  app.get(
    '/jobs',
    {
      config,
      schema: { tags, summary: 'Your jobs, newest first', querystring: JobsQuery, response: { 200: JobsReply } },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const { rows, after } = page
      const found = await listJobs(db.read, request.caller.principalId, { rows, ...(after !== undefined && { after }) })
      return page.answer(reply, found.map(jobReply), (job) => job.id)
    },
  )

  app.get(
    '/jobs/:id',
    { config, schema: { tags, summary: 'One of your jobs', params: JobParams, response: { 200: JobReply } } },
    async ({ params, caller }) => {
      const job = await findJob(db.read, params.id, caller.principalId)
      if (!job) throw unknownJob(params.id)
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
      const find = () => findJob(db.read, params.id, caller.principalId)
      if (!(await find())) throw unknownJob(params.id)
      return sendEvents(reply, watchJob(find, closing.signal))
    },
  )

  app.post(
    '/jobs/:id/cancel',
    { config, schema: { tags, summary: 'Ask a job to stop', params: JobParams, response: { 202: JobReply } } },
    async ({ params, caller }, reply) => accepted(reply, await jobs.cancel(caller, params.id)),
  )
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
