// Long work. A job is a row (jobs/store.ts) that says what to do and how far it has come; whoever runs it holds a lease
// on it. What to do is a handler, one per kind, that the features provide and main.ts lists.
import type { Caller, Role } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'
import type { JobState } from '../shared/vocabulary.ts'

export interface Progress {
  readonly done: number
  /** Null while nobody can know. */
  readonly total: number | null
  /** `reading`, `saving`: for a person. */
  readonly doing: string
}

/** With how fast it goes; left out or null until a second of the same work lies behind it: a rate over less is noise. */
export interface PacedProgress extends Progress {
  readonly perSecond?: number | null
  /** Of what it is doing now; null where no total is known. */
  readonly secondsLeft?: number | null
}

const PACE_AFTER_MS = 1000

/** Watches one job: call it with each progress and the time. What the job turns to next has a pace of its own. */
export function makePace(): (progress: Progress, now: Date) => PacedProgress {
  let from: { doing: string; done: number; at: number } | undefined
  let before = 0
  return (progress, now) => {
    const { done, total, doing } = progress
    const at = now.getTime()
    if (from?.doing !== doing || done < before) from = { doing, done, at }
    before = done
    const ms = at - from.at
    const rate = ms < PACE_AFTER_MS ? 0 : ((done - from.done) * 1000) / ms
    const secondsLeft = rate === 0 || total === null ? null : Math.ceil((total - done) / rate)
    return { ...progress, perSecond: rate === 0 ? null : Math.round(rate), secondsLeft }
  }
}

export interface JobContext {
  readonly jobId: string
  readonly caller: Caller
  /** Cheap: call it as often as you like; it is stored and shown a few times a second. */
  report(progress: Progress): void
  /** Whether the job is started again when this is what its handler throws: then it must find all that it needs. */
  willRetry(error: unknown): boolean
  /** Aborted when someone cancels the job. A handler looks at it between chunks, and before it writes. */
  readonly signal: AbortSignal
}

/**
 * Does the work and returns the result, plain JSON. It either writes all or nothing (one `db.write`), because it may be
 * started again from the beginning after a kill.
 */
export type JobHandler<Input, Result> = (deps: Deps, input: Input, context: JobContext) => Promise<Result>

/** The handlers by kind. A kind is stored with the job, so that a renamed one no longer finds its handler. */
export type JobHandlers = Readonly<Record<string, JobHandler<never, unknown>>>

/** Who may start each kind, and look at what became of theirs. */
export type JobRoles = Readonly<Record<string, readonly Role[]>>

/** What a person is told of a job that failed. */
export interface JobFailure {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly details?: Readonly<Record<string, unknown>>
}

export type Outcome =
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'failed'; readonly failure: JobFailure }
  | { readonly state: 'cancelled' }

export interface Job {
  readonly id: string
  readonly kind: string
  readonly state: JobState
  readonly progress: PacedProgress | null
  /** Plain JSON; null unless done. */
  readonly result: unknown
  readonly failure: JobFailure | null
  /** How often it was started. */
  readonly attempt: number
  /** When it is tried again after a fault that passes; null: at once. */
  readonly notBefore: Date | null
  readonly cancelRequestedAt: Date | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** How the rest of Lenscap hands in long work. */
export interface JobQueue {
  /** Stores the job and returns at once; it starts when its turn comes. `input` is plain JSON. */
  submit(caller: Caller, kind: string, input: unknown): Promise<Job>
  /** Asks the caller's own job to stop. Throws `unknown-job`. */
  cancel(caller: Caller, id: string): Promise<Job>
}

/** A job that takes its process down with it, or never finds the database free, would do so for ever. */
export const ATTEMPTS = 3
/** Faults that pass by themselves: another process held the database for a while. */
const PASSING = ['database-busy']

/** A handler writes all or nothing, so that what failed by a fault that passes may simply be started again. */
export function willRetry(code: string, attempt: number): boolean {
  return attempt < ATTEMPTS && PASSING.includes(code)
}

/** The hint names the job, under which the log says more. */
export function internalFailure(jobId: string): JobFailure {
  return {
    code: 'internal',
    message: 'The work met a defect of Lenscap and was not done.',
    hint: `Nothing was changed. Tell the operator the reference ${jobId}: the log says more under it.`,
  }
}

/** Somebody else's job too: who may not know of it hears the same. */
export function unknownJob(id: string): Failure {
  return new Failure('unknown-job', `There is no job ${id}.`, 'GET /api/v1/jobs lists yours.')
}
