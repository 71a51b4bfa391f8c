// What a kind of scenario makes of its inputs, before any override: which work there is, and whether money binds.
import type { Action } from '../../../shared/vocabulary.ts'
import { count } from '../../../shared/text.ts'
import { asRemoved, type Removal } from '../../questions/removals.ts'
import type { ScenarioKind } from '../scenario.ts'
import type { Inputs, LegFacts } from '../snapshot/snapshot.ts'

export interface Asked<T extends Inputs> {
  readonly inputs: T
  /** Empty where the kind changes nothing. */
  readonly did: readonly string[]
}

export function applyKind<T extends Inputs>(inputs: T, kind: ScenarioKind): Asked<T> {
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
      return removeOnly(inputs)
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

function removeOnly<T extends Inputs>(inputs: T): Asked<T> {
  const { problem, legs } = inputs
  const removals = new Map(legs.flatMap(({ id, removal }) => (removal ? [[id, removal] as const] : [])))
  const facts = (leg: LegFacts): LegFacts => {
    const removal = removals.get(leg.id)
    return removal ? { ...leg, action: 'remove', cost: { kitPence: 0, otherPence: firstYearPence(removal) } } : leg
  }
  const jobs = problem.jobs.map((job) => asRemoved(job, removals.get(job.id)))
  const { size } = removals
  return {
    inputs: { ...withProblem(inputs, { jobs }), legs: legs.map(facts) },
    did: [`${count(size, 'replacement')} made ${size === 1 ? 'a removal' : 'removals'}: no kit to wait for or to pay`],
  }
}

function firstYearPence({ draws }: Removal): number {
  return draws.reduce((sum, { pence }) => sum + (typeof pence === 'number' ? pence : pence[0]!), 0)
}

function withProblem<T extends Inputs>(inputs: T, changes: Partial<Inputs['problem']>): T {
  return { ...inputs, problem: { ...inputs.problem, ...changes } }
}
