// How the rest of Lenscap hands in long work.
import type { Caller } from '../access/caller.ts'
import type { Job } from './store.ts'

export interface JobQueue {
  /** Stores the job and returns at once; it starts when its turn comes. `input` is plain JSON. */
  submit(caller: Caller, kind: string, input: unknown): Promise<Job>
  /** Asks the caller's own job to stop. Throws `unknown-job`. */
  cancel(caller: Caller, id: string): Promise<Job>
}
