import type { Day } from '../../../shared/day.ts'

/** One thing that is wrong with a plan. */
export interface Breach {
  readonly code: BreachCode
  readonly jobId: string | null
  /** In a sentence. */
  readonly message: string
  /** queue-jump, and a job that is held without need: the earlier week that it could have. */
  readonly weekOn?: Day
  /** queue-jump: the pool that would do it there; null for work that takes no minutes. */
  readonly poolId?: string | null
  /** queue-jump: the jobs of lower tiers that have the minutes or money it lacks there, the most urgent first. */
  readonly heldBy?: readonly string[]
}

export type BreachCode =
  | 'census'
  | 'place'
  | 'pin'
  | 'held'
  | 'waiting'
  | 'unplaced'
  | 'release'
  | 'closed'
  | 'after'
  | 'window'
  | 'pool'
  | 'budget'
  | 'inherited'
  | 'measures'
  | 'bound'
  | 'queue-jump'
