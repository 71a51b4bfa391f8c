// The third baseline: flagged kit is removed and nothing put in its place. The stored plan's replacements become removals
// (no kit to wait for or to pay, less work), and the problem is solved again. It says what doing without would gain, and
// what the replacements cost in time; it proposes nothing.
import type { Tier } from '../../directive/decision-table.ts'
import type { Day } from '../../shared/day.ts'
import { addDays } from '../../shared/day.ts'
import type { Action } from '../../shared/vocabulary.ts'
import { costLines } from '../catalogue/cost-leg.ts'
import { sumPence } from '../catalogue/cost-line.ts'
import type { Plan } from '../engine/format/plan.ts'
import type { Job, Problem } from '../engine/format/problem.ts'
import { solve } from '../engine/solve.ts'
import { planned, type Baseline, type MeasuredLeg } from '../outcome/baselines.ts'
import type { PlanningReference } from '../problem/build-problem.ts'

/** What an order of the plan says of its job. */
export interface PlannedWork {
  readonly legId: string
  readonly action: Action
  readonly deviceCount: number
}

/** What the jobs leave exposed: as the plan has it, and if its replacements were removals. */
export function removeOnly(
  { problem, plan }: { problem: Problem; plan: Plan },
  work: readonly PlannedWork[],
  reference: Pick<PlanningReference, 'work' | 'catalogue'>,
): { readonly planned: Baseline; readonly removed: Baseline } {
  const byLeg = new Map(work.map((one) => [one.legId, one]))
  const jobs = problem.jobs.map((job) => {
    const order = byLeg.get(job.id)
    return order?.action === 'replace' ? removal(job, order, { ...reference, startOn: problem.startOn }) : job
  })
  const measure = (of: Plan): Baseline => planned(legsOf(problem, of, byLeg), problem)
  return { planned: measure(plan), removed: measure(solve({ ...problem, jobs })) }
}

/** The job as a removal: no kit to wait for or to pay, less work. */
export function removal(
  job: Job,
  { deviceCount }: PlannedWork,
  { work, catalogue, startOn }: Pick<PlanningReference, 'work' | 'catalogue'> & { readonly startOn: Day },
): Job {
  const { device, visit } = work.minutes.remove
  const minutes = visit + device * deviceCount
  // Whose media they are is not kept with the order: disposal at the rate of most devices.
  const disposals = Array.from({ length: deviceCount }, () => 'none' as const)
  const pence = sumPence(costLines(catalogue, { action: 'remove', organisation: null, kit: [], disposals, minutes }))
  return {
    ...job,
    minutes,
    releaseOn: startOn,
    draws: job.draws.slice(0, 1).map((draw) => ({ ...draw, pence, offsetWeeks: 0 })),
  }
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
