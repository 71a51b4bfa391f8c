import { Type, type Static } from 'typebox'
import { exampleOf } from '../http/reference/examples.ts'
import { PageQuery, pageReply } from '../http/paging.ts'
import { AnyJson, closed, InstantText, nullable, oneOf } from '../http/words.ts'
import { JOB_STATES } from '../shared/vocabulary.ts'
import type { Job, PacedProgress } from './job.ts'

export const JobParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const JobsQuery = closed(PageQuery)

export const JobReply = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  state: oneOf(JOB_STATES),
  progress: nullable(
    Type.Object({
      done: Type.Integer(),
      total: nullable(Type.Integer()),
      doing: Type.String(),
      perSecond: nullable(Type.Integer({ description: 'Null until a second of it can be told from.' })),
      secondsLeft: nullable(Type.Integer({ description: 'Of what it is doing now.' })),
    }),
  ),
  result: AnyJson,
  failure: nullable(Type.Object({ code: Type.String(), message: Type.String(), hint: Type.Optional(Type.String()) })),
  attempt: Type.Integer({ description: 'How often it was started.' }),
  notBefore: nullable(
    Type.String({ format: 'date-time', description: 'When it is tried again after a passing fault.' }),
  ),
  cancelRequestedAt: nullable(InstantText),
  createdAt: InstantText,
  finishedAt: nullable(InstantText),
})
export const JobProgress = Type.Pick(JobReply, ['state', 'progress'])
const eventsExample = [
  ['progress', exampleOf(JobProgress)],
  ['end', exampleOf(JobReply)],
].map(([event, data]) => `event: ${String(event)}\ndata: ${JSON.stringify(data)}\n\n`)
export const JobEventsReply = {
  description:
    'Events until the job has ended, for five minutes at most: ask again then. `progress` has state and progress, `end` the job.',
  content: { 'text/event-stream': { schema: Type.String({ examples: [eventsExample.join('')] }) } },
}
/** A result may be long: it is shown with its own job only. */
export const JobsReply = pageReply(Type.Omit(JobReply, ['result']))

export function jobReply(job: Job): Static<typeof JobReply> {
  const { id, kind, state, result, failure, attempt, createdAt, finishedAt } = job
  return {
    id,
    kind,
    state,
    progress: progressReply(job.progress),
    result,
    failure,
    attempt,
    notBefore: job.notBefore?.toISOString() ?? null,
    cancelRequestedAt: job.cancelRequestedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}

export function progressReply(progress: PacedProgress | null): Static<typeof JobProgress>['progress'] {
  return progress && { perSecond: null, secondsLeft: null, ...progress }
}
