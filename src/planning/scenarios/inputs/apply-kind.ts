// What a kind of scenario makes of its inputs, before any override: which work there is, and whether money binds.
import type { Action } from '../../../shared/vocabulary.ts'
import { count } from '../../../shared/text.ts'
import type { Job } from '../../engine/format/problem.ts'
import type { PlanningReference } from '../../problem/build-problem.ts'
import { removal } from '../../questions/remove-only.ts'
import type { ScenarioKind } from '../scenario.ts'
import type { Inputs, LegFacts } from '../snapshot/snapshot.ts'

export interface Asked<T extends Inputs> {
  readonly inputs: T
  /** Empty where the kind changes nothing. */
  readonly did: readonly string[]
}

export function applyKind<T extends Inputs>(
  inputs: T,
  kind: ScenarioKind,
  reference: Pick<PlanningReference, 'work' | 'catalogue'>,
): Asked<T> {
  switch (kind) {
    case 'budget-limited':
    case 'deadline-target':
      return { inputs, did: [] }
    case 'unconstrained':
      return {
        inputs: withProblem(inputs, { funds: inputs.problem.funds.map((fund) => ({ ...fund, unlimited: true })) }),
        did: ['no fund has a limit: only crews bind'],
      }
    case 'disconnect-only':
      return disconnectOnly(inputs)
    case 'remove-only':
      return removeOnly(inputs, reference)
  }
}

const TAKES_AWAY: readonly Action[] = ['replace', 'remove']

/** Kit stays until its funded upgrade: what would take it away is no work of this scenario. */
function disconnectOnly<T extends Inputs>(inputs: T): Asked<T> {
  const gone = new Set(inputs.legs.filter(({ action }) => TAKES_AWAY.includes(action)).map(({ id }) => id))
  const jobs = inputs.problem.jobs
    .filter(({ id }) => !gone.has(id))
    .map((job) => ({ ...job, after: job.after.filter((id) => !gone.has(id)) }))
  const isLeft = ({ jobId }: { jobId: string }): boolean => !gone.has(jobId)
  const { pinned, previous } = inputs.problem
  return {
    inputs: withProblem(inputs, { jobs, pinned: pinned.filter(isLeft), previous: previous.filter(isLeft) }),
    did: [
      `${count(inputs.problem.jobs.length - jobs.length, 'replacement or removal', 'replacements and removals')} left out`,
    ],
  }
}

function removeOnly<T extends Inputs>(inputs: T, reference: Pick<PlanningReference, 'work' | 'catalogue'>): Asked<T> {
  const { problem } = inputs
  const jobs = new Map<string, Job>()
  const replaced = new Map(inputs.legs.filter(({ action }) => action === 'replace').map((leg) => [leg.id, leg]))
  for (const job of problem.jobs) {
    const leg = replaced.get(job.id)
    if (!leg) continue
    jobs.set(
      job.id,
      removal(job, { ...leg, legId: leg.id, deviceCount: leg.devices }, { ...reference, startOn: problem.startOn }),
    )
  }
  const asRemoved = (leg: LegFacts): LegFacts => {
    const job = jobs.get(leg.id)
    if (!job) return leg
    const pence = job.draws.reduce(
      (sum, draw) => sum + (typeof draw.pence === 'number' ? draw.pence : draw.pence[0]!),
      0,
    )
    return { ...leg, action: 'remove', cost: { kitPence: 0, otherPence: pence } }
  }
  const changed = withProblem(inputs, { jobs: problem.jobs.map((job) => jobs.get(job.id) ?? job) })
  return {
    inputs: { ...changed, legs: inputs.legs.map(asRemoved) },
    did: [
      `${count(jobs.size, 'replacement')} made ${jobs.size === 1 ? 'a removal' : 'removals'}: no kit to wait for or to pay`,
    ],
  }
}

function withProblem<T extends Inputs>(inputs: T, changes: Partial<Inputs['problem']>): T {
  return { ...inputs, problem: { ...inputs.problem, ...changes } }
}
