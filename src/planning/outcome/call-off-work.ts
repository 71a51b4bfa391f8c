// What a plan asks of call-offs: its legs in delivery sequence, as ordered in plan-orders.ts, with what each costs in its
// week without VAT.
import type { PlannedWork } from '../contracts/call-offs.ts'
import type { Plan } from '../engine/format/plan.ts'
import type { BuiltProblem } from '../problem/build-problem.ts'
import { byRank } from '../problem/rank.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { linesAt } from './plan-orders.ts'

/** Legs that are not planned come first; each is costed when it is asked for. */
export function* workInSequence({ legs, problem }: BuiltProblem, plan: Plan): Generator<PlannedWork, void> {
  const weeks = new Map(plan.assigned.map(({ jobId, weekOn }) => [jobId, weekOn]))
  const draws = new Map(problem.jobs.map((job) => [job.id, job.draws]))
  const bySequence = [...legs].sort((a, b) => byCodeUnit(weeks.get(a.id) ?? '', weeks.get(b.id) ?? '') || byRank(a, b))
  for (const leg of bySequence) {
    const { id: legId, action, organisation, site } = leg
    const on = weeks.get(legId)
    const lines = linesAt(leg, on, problem.startOn)
    yield {
      ...{ legId, action, organisationId: organisation.id, organisation: organisation.name, region: site.region },
      on: on ?? null,
      exVatPence: lines.reduce((sum, { pence, vatPence }) => sum + pence - vatPence, 0),
      funds: [...new Set((draws.get(legId) ?? []).map(({ fundId }) => fundId))].sort(byCodeUnit),
    }
  }
}
