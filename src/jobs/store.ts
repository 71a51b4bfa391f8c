import { and, desc, eq, inArray, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import { askedWithin, keepAskedScope, type Scope } from '../access/scope.ts'
import type { Reads, Writes } from '../db/database.ts'
import type { Sealed } from '../shared/sealed.ts'
import { JOB_STATES, type JobState } from '../shared/vocabulary.ts'
import type { Job, JobFailure, Outcome, PacedProgress } from './job.ts'

export interface NewJob {
  readonly id: string
  readonly kind: string
  readonly input: unknown
  /** Someone waits for its end in front of a terminal: if that ends first, nobody wants it done later. */
  readonly attended: boolean
  readonly createdBy: string
  /** Of whoever asks. */
  readonly scope: Scope
  readonly createdAt: Date
}

/** Who looks at jobs: at their own, of the kinds that they may still start, asked for within what they may still know. */
export interface JobViewer {
  readonly principalId: string
  readonly kinds: readonly string[]
  readonly scope: Scope
}

/** A job that is now the taker's. */
export interface ClaimedJob extends Job {
  readonly input: unknown
  readonly attended: boolean
  /** From a holder that gave no sign of life. */
  readonly takenOver: boolean
}

/** Who asks to work on a job, and until when the job is theirs without another sign of life. */
export interface Lease {
  readonly holder: string
  readonly now: Date
  readonly expiresAt: Date
}

// Input, result and failure repeat what was imported or planned, addresses included: they are sealed like the rows
// themselves.
const inputOf = (id: string) => `jobs.input:${id}`
const resultOf = (id: string) => `jobs.result:${id}`
const failureOf = (id: string) => `jobs.failure:${id}`

export async function insertJob(q: Writes, job: NewJob): Promise<void> {
  const { id, kind, input, attended, createdBy, scope, createdAt } = job
  const sealed = q.sealer.seal(JSON.stringify({ input, attended }), inputOf(id))
  await q.insert(q.t.jobs).values({ id, kind, state: 'queued', input: sealed, attempt: 0, createdBy, createdAt })
  await keepAskedScope(q, id, scope)
}

/** How many there are in each state; nought where there is none. */
export async function countJobs(q: Reads): Promise<Record<JobState, number>> {
  const { jobs } = q.t
  const found = await q
    .select({ state: jobs.state, count: sql`count(*)`.mapWith(Number) })
    .from(jobs)
    .groupBy(jobs.state)
  const counts = Object.fromEntries(JOB_STATES.map((state) => [state, 0])) as Record<JobState, number>
  for (const { state, count } of found) counts[state] = count
  return counts
}

/** Anyone's where no viewer is given. */
export async function findJob(q: Reads, id: string, viewer?: JobViewer): Promise<Job | undefined> {
  const own = viewer && visibleTo(q, viewer)
  const [row] = await q
    .select()
    .from(q.t.jobs)
    .where(and(eq(q.t.jobs.id, id), own))
  return row && asJob(q, row)
}

/** Newest first; `after` is the id of the last one already shown. */
export async function listJobs(
  q: Reads,
  viewer: JobViewer,
  page: { after?: string | undefined; rows: number },
): Promise<Job[]> {
  const { jobs } = q.t
  const rows = await q
    .select()
    .from(jobs)
    .where(and(visibleTo(q, viewer), page.after === undefined ? undefined : lt(jobs.id, page.after)))
    .orderBy(desc(jobs.id))
    .limit(page.rows)
  return rows.map((row) => asJob(q, row))
}

/**
 * Takes the oldest job of these kinds that waits, or whose holder has given no sign of life; or only job `id`. The
 * condition stands in the update too: whoever comes second changes nothing and gets undefined.
 */
export async function claimJob(
  q: Writes,
  { holder, now, expiresAt }: Lease,
  which: { kinds: readonly string[]; id?: string },
): Promise<ClaimedJob | undefined> {
  const { jobs } = q.t
  const due = or(isNull(jobs.notBefore), lte(jobs.notBefore, now))
  const free = or(and(eq(jobs.state, 'queued'), due), and(eq(jobs.state, 'running'), lte(jobs.leaseExpiresAt, now)))
  const one = which.id === undefined ? undefined : eq(jobs.id, which.id)
  const [next] = await q
    .select({ id: jobs.id, state: jobs.state })
    .from(jobs)
    .where(and(free, inArray(jobs.kind, [...which.kinds]), one))
    .orderBy(jobs.id)
    .limit(1)
  if (!next) return undefined
  const [row] = await q
    .update(jobs)
    .set({ state: 'running', holder, leaseExpiresAt: expiresAt, heartbeatAt: now, attempt: sql`${jobs.attempt} + 1` })
    .where(and(eq(jobs.id, next.id), free))
    .returning()
  if (!row) return undefined
  const asked = open(q, row.input, inputOf(row.id)) as Pick<NewJob, 'input' | 'attended'>
  return { ...asJob(q, row), ...asked, takenOver: next.state === 'running' }
}

/** A sign of life. Undefined: the job is no longer the holder's, who must stop. */
export async function renewJob(
  q: Writes,
  id: string,
  { holder, now, expiresAt, progress }: Lease & { progress?: PacedProgress },
): Promise<{ cancelRequested: boolean } | undefined> {
  const [row] = await q
    .update(q.t.jobs)
    .set({ heartbeatAt: now, leaseExpiresAt: expiresAt, ...(progress && { progress }) })
    .where(heldBy(q, id, holder))
    .returning({ cancelRequestedAt: q.t.jobs.cancelRequestedAt })
  return row && { cancelRequested: row.cancelRequestedAt !== null }
}

/** Says whether the outcome counts: not if someone else has taken the job over meanwhile. */
export async function finishJob(
  q: Writes,
  id: string,
  { holder, now, outcome }: { holder: string; now: Date; outcome: Outcome },
): Promise<boolean> {
  const result = outcome.state === 'done' ? q.sealer.seal(JSON.stringify(outcome.result ?? null), resultOf(id)) : null
  const failure = outcome.state === 'failed' ? q.sealer.seal(JSON.stringify(outcome.failure), failureOf(id)) : null
  const finished = await q
    .update(q.t.jobs)
    .set({ state: outcome.state, result, failure, finishedAt: now, holder: null, leaseExpiresAt: null })
    .where(heldBy(q, id, holder))
    .returning({ id: q.t.jobs.id })
  return finished.length > 0
}

/** Gives the job back unfinished, for the next to take at once; a stop of the process is no failed attempt. */
export async function releaseJob(q: Writes, id: string, holder: string): Promise<void> {
  await q
    .update(q.t.jobs)
    .set({ state: 'queued', holder: null, leaseExpiresAt: null, attempt: sql`${q.t.jobs.attempt} - 1` })
    .where(heldBy(q, id, holder))
}

/** Puts the job back after a fault that passes: it is not started again before then. */
export async function postponeJob(
  q: Writes,
  id: string,
  { holder, notBefore }: { holder: string; notBefore: Date },
): Promise<void> {
  await q
    .update(q.t.jobs)
    .set({ state: 'queued', holder: null, leaseExpiresAt: null, notBefore })
    .where(heldBy(q, id, holder))
}

/** A job that waits is cancelled; one that runs is asked to stop; one that has finished stays as it is. */
export async function requestCancel(q: Writes, id: string, now: Date): Promise<void> {
  const { jobs } = q.t
  const inState = (state: JobState) => and(eq(jobs.id, id), eq(jobs.state, state))
  await q.update(jobs).set({ state: 'cancelled', cancelRequestedAt: now, finishedAt: now }).where(inState('queued'))
  await q.update(jobs).set({ cancelRequestedAt: now }).where(inState('running'))
}

function visibleTo(q: Reads, { principalId, kinds, scope }: JobViewer): SQL | undefined {
  const { jobs } = q.t
  return and(eq(jobs.createdBy, principalId), inArray(jobs.kind, [...kinds]), askedWithin(q, scope, jobs.id))
}

function heldBy(q: Reads, id: string, holder: string): SQL | undefined {
  return and(eq(q.t.jobs.id, id), eq(q.t.jobs.state, 'running'), eq(q.t.jobs.holder, holder))
}

function asJob(q: Reads, row: Reads['t']['jobs']['$inferSelect']): Job {
  const { id, kind, state, progress, attempt, cancelRequestedAt, createdBy, createdAt, finishedAt } = row
  const { notBefore } = row
  const result = row.result === null ? null : open(q, row.result, resultOf(id))
  const failure = row.failure === null ? null : (open(q, row.failure, failureOf(id)) as JobFailure)
  const fixed = { id, kind, createdBy, createdAt }
  return { ...fixed, state, progress, result, failure, attempt, notBefore, cancelRequestedAt, finishedAt }
}

function open(q: Reads, sealed: Sealed, context: string): unknown {
  return JSON.parse(q.sealer.unseal(sealed, context))
}
