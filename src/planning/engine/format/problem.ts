// What the planner is asked: `lenscap-problem/1`, plain values, stored beside every plan so that it can be solved again.
//
// job      one piece of work in one week: a leg of a site. It either stands in a week, waits, or is unplaced.
// tier     urgency; 0 is the most urgent. A lower tier is a greater number.
// week     seven days from a Monday, named by that Monday. A job occupies one week and finishes on the next Monday.
// horizon  startOn + 7 × weeks: the first day that is not planned.
// pool     crew minutes a week of one region and vetting level. Nested vetting is a job with several acceptable pools.
// fund     money of one source and class, with a budget for each financial year.
// draw     what a job takes from a fund, in the financial year of the Monday `offsetWeeks` after its week.
// pin      a job that someone already holds: it stays where it is, even over capacity or outside its window.
// frozen   a week so near that jobs keep their previous place in it while that is still possible.
import type { Day, FinancialYear } from '../../../shared/day.ts'

/**
 * A problem as `readProblem` returns it. The JSON (problem.schema.json) may leave out what has a default and may use the
 * shorthands named below; a Problem never does. Order within the arrays never matters, but for `poolIds`.
 */
export interface Problem {
  readonly format: 'lenscap-problem/1'
  /** A Monday: the first week that can be planned. */
  readonly startOn: Day
  /** How many weeks are planned. */
  readonly weeks: number
  /** Where chance starts: the same problem and seed give the same bytes. Default 1. */
  readonly seed: number
  /** How hard to look for a better plan; quick works out no bound. Default standard. */
  readonly effort: Effort
  readonly funds: readonly Fund[]
  readonly pools: readonly Pool[]
  readonly jobs: readonly Job[]
  readonly pinned: readonly Place[]
  /** Jobs whose previous week is one of the first so many stay in it while it is feasible. Default 0. */
  readonly frozenWeeks: number
  /** The plan before this one; a job that is not in it is new. */
  readonly previous: readonly Place[]
  /** Exposure-days per moved job, outside the measures. Default 0. */
  readonly moveCharge: number
}

export type Effort = 'quick' | 'standard' | 'thorough'

export interface Fund {
  readonly id: string
  /** At most one a year, no year negative; a year that is not named has nothing. Default none. */
  readonly budgets: readonly Budget[]
  /** How much of a year's own unspent money the next year may use; carried money is spent first and goes no further. */
  readonly carryOver: 'none' | 'capped' | 'full'
  /** With `capped` only: the most that a year hands on. */
  readonly carryOverCapPence?: number
  /** True: only crews bind; what is drawn is still counted. Default false. */
  readonly unlimited: boolean
}

export interface Budget {
  readonly financialYear: FinancialYear
  readonly pence: number
}

export interface Pool {
  readonly id: string
  /** The same every week, or one number for each of `weeks`. */
  readonly minutesPerWeek: number | readonly number[]
}

export interface Job {
  readonly id: string
  readonly tier: number
  /** Exposure per day while the kit stays: 0 or more, at most three decimals, so that thousandths are exact. */
  readonly weightPerDay: number
  readonly minutes: number
  /** Acceptable pools, preferred first. May be empty for work that takes no minutes. */
  readonly poolIds: readonly string[]
  /** In JSON, `fundId` and `costPence` on the job stand for one draw with offset 0. Default none. */
  readonly draws: readonly Draw[]
  /** The job may stand in a week whose Monday is this day or later. Default startOn. */
  readonly releaseOn: Day
  /** When a scheduled upgrade would take the kit away anyhow. Default null: no such upgrade. */
  readonly upgradeOn: Day | null
  /** Needs upgradeOn. The job is done in time to finish by then, or not at all: it waits for the upgrade. */
  readonly mayWait: boolean
  /** No week that has one of these days. */
  readonly closed: readonly DayRange[]
  /** Jobs of the same or more urgent tiers that stand in earlier weeks. In JSON also one id, or null. */
  readonly after: readonly string[]
}

export interface Draw {
  readonly fundId: string
  /** One sum, or one for each financial year from startOn's (the last one holds from then on). */
  readonly pence: number | readonly number[]
  /** May be negative; a week whose draw would fall before startOn is not allowed. Default 0. */
  readonly offsetWeeks: number
}

export interface DayRange {
  readonly from: Day
  /** Exclusive. */
  readonly until: Day
}

export interface Place {
  readonly jobId: string
  readonly weekOn: Day
  /** Null only for a job that takes no minutes. */
  readonly poolId: string | null
}
