// The third baseline: flagged kit is removed and nothing put in its place. The stored plan's replacements become removals
// (no kit to wait for or to pay, less work), and the problem is solved again. It says what doing without would gain, and
// what the replacements cost in time; it proposes nothing.
import type { Tier } from '../../directive/decision-table.ts'
import type { Day } from '../../shared/day.ts'
import { addDays } from '../../shared/day.ts'
import type { Action } from '../../shared/vocabulary.ts'
import type { Plan } from '../engine/format/plan.ts'
import type { Problem } from '../engine/format/problem.ts'
import { solve } from '../engine/solve.ts'
import { planned, type Baseline, type MeasuredLeg } from '../outcome/baselines.ts'
import { asRemoved, type Removal } from './removals.ts'

/** What an order of the plan says of its job. */
export interface PlannedWork {
  readonly id: string
  readonly action: Action
}

/** What the jobs leave exposed: as the plan has it, and if its replacements were removals. */
export function removeOnly(
  { problem, plan }: { problem: Problem; plan: Plan },
  work: readonly PlannedWork[],
  removals: ReadonlyMap<string, Removal>,
): { readonly planned: Baseline; readonly removed: Baseline } {
  const byLeg = new Map(work.map((one) => [one.id, one]))
  const jobs = problem.jobs.map((job) => asRemoved(job, removals.get(job.id)))
  const measure = (of: Plan): Baseline => planned(legsOf(problem, of, byLeg), problem)
  return { planned: measure(plan), removed: measure(solve({ ...problem, jobs })) }
}

function legsOf({ jobs }: Problem, plan: Plan, work: ReadonlyMap<string, PlannedWork>): MeasuredLeg[] {
  const done = new Map<string, Day>(plan.assigned.map(({ jobId, weekOn }) => [jobId, addDays(weekOn, 7)]))
  for (const { jobId, untilOn } of plan.waiting) done.set(jobId, untilOn)
  return jobs.flatMap(({ id, tier, weightPerDay, upgradeOn }): MeasuredLeg[] => {
    const action = work.get(id)?.action
    if (!action) return []
    const weightMillis = Math.round(weightPerDay * 1000)
    return [{ action, tier: tier as Tier, weightMillis, upgradeOn, doneOn: done.get(id) ?? null }]
  })
}
