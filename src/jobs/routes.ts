import type { FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { ROLES } from '../access/caller.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { unknownJob, type Job } from './job.ts'
import { jobReply, JobParams, JobReply, JobsQuery, JobsReply } from './schema.ts'
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

  app.post(
    '/jobs/:id/cancel',
    { config, schema: { tags, summary: 'Ask a job to stop', params: JobParams, response: { 202: JobReply } } },
    async ({ params, caller }, reply) => accepted(reply, await jobs.cancel(caller, params.id)),
  )
}
