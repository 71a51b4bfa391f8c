// Whether a plan still is about what there is: the problem it was made of against the same question asked now. A plan whose
// ground has moved is not adopted, and what moved is listed.
import type { Job, Problem } from '../../planning/engine/format/problem.ts'
import { byCodeUnit } from '../../shared/text.ts'

export interface Moved {
  readonly what: 'leg' | 'fund' | 'pool' | 'start'
  readonly id: string
  readonly says: string
}

/**
 * In the order of what and id. `atWork`: legs whose orders somebody has had since: their own work moves them, and no plan is
 * refused for it. What orders ask of a plan (pins, previous weeks) changes with every claim, and is not looked at.
 */
export function movedBetween(then: Problem, now: Problem, atWork: ReadonlySet<string>): Moved[] {
  const legs = diff(then.jobs, now.jobs, sayJob).filter(({ id }) => !atWork.has(id))
  const funds = diff(then.funds, now.funds, () => 'its money')
  const pools = diff(then.pools, now.pools, () => 'its minutes')
  const start =
    then.startOn === now.startOn && then.weeks === now.weeks ? [] : [{ id: now.startOn, says: 'The weeks differ.' }]
  return [
    ...legs.map((one): Moved => ({ what: 'leg', ...one })),
    ...funds.map((one): Moved => ({ what: 'fund', ...one })),
    ...pools.map((one): Moved => ({ what: 'pool', ...one })),
    ...start.map((one): Moved => ({ what: 'start', ...one })),
  ]
}

function diff<T extends { readonly id: string }>(
  then: readonly T[],
  now: readonly T[],
  sayChange: (a: T, b: T) => string,
): { id: string; says: string }[] {
  const before = new Map(then.map((one) => [one.id, one]))
  const after = new Map(now.map((one) => [one.id, one]))
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort(byCodeUnit)
  return ids.flatMap((id) => {
    const [a, b] = [before.get(id), after.get(id)]
    if (!a) return [{ id, says: 'It was not there when the plan was made.' }]
    if (!b) return [{ id, says: 'It is there no more.' }]
    return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ id, says: `It changed: ${sayChange(a, b)}.` }]
  })
}

const FIELDS: readonly [keyof Job, string][] = [
  ['tier', 'its tier'],
  ['weightPerDay', 'its weight'],
  ['minutes', 'its hours'],
  ['poolIds', 'who may do it'],
  ['draws', 'its cost'],
  ['releaseOn', 'when it can start'],
  ['upgradeOn', 'its upgrade'],
  ['mayWait', 'whether it may wait'],
  ['closed', 'when the site is closed'],
  ['after', 'what it comes after'],
]

function sayJob(a: Job, b: Job): string {
  const changed = FIELDS.filter(([field]) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
  return changed.map(([, words]) => words).join(', ')
}
