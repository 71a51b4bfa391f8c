import { describe, expect, it } from 'vitest'
import { solve } from '../../../../src/planning/engine/solve.ts'
import type { Plan } from '../../../../src/planning/engine/format/plan.ts'
import type { Job, Problem } from '../../../../src/planning/engine/format/problem.ts'
import { countReasons, differencesOf, type Side } from '../../../../src/planning/scenarios/comparison/differences.ts'
import type { LegFacts } from '../../../../src/planning/scenarios/snapshot/snapshot.ts'
import { addDays, day } from '../../../../src/shared/day.ts'
import { job, leg, problem, START, YEAR } from '../build.ts'

const versions = { register: 'r1', directive: 'd1', catalogue: 'c1' }
/** A plan with job `a` in the nth week. */
const planOf = (of: Problem, week: number): Plan => {
  const weekOn = addDays(START, 7 * week)
  return { ...solve(of), assigned: [{ jobId: 'a', weekOn, poolId: 'Wales / sc', binding: [] }], unplaced: [] }
}
const side = (of: Partial<Job> = {}, facts: Partial<LegFacts> = {}, over: Partial<Side> = {}): Side => {
  const asked = problem([job('a', of)])
  return {
    kind: 'budget-limited',
    problem: asked,
    plan: planOf(asked, 0),
    legs: [leg('a', facts)],
    versions,
    extended: new Set(),
    ...over,
  }
}
const later = (of: Side): Side => ({ ...of, plan: planOf(of.problem, 3) })
const reason = (to: Side) => differencesOf(side(), later(to)).map((one) => one.reason)
const money = (pence: number): Problem => {
  const asked = problem([job('a')])
  return { ...asked, funds: [{ ...asked.funds[0]!, budgets: [{ financialYear: YEAR, pence }] }, asked.funds[1]!] }
}

describe('the reason that an order differs', () => {
  it.each<[string, Side]>([
    ['decision', side({}, { tier: 6, clause: 'C4' })],
    ['decision', side({}, { choice: null, state: 'proposed' })],
    // A call-off ran out, and the site is open later: nobody decided otherwise.
    ['date', side({ releaseOn: day('2026-12-14') }, { state: 'proposed' })],
    ['rule', side({}, {}, { kind: 'remove-only' })],
    ['rule', side({ weightPerDay: 2 }, {}, { versions: { ...versions, directive: 'd2' } })],
    ['rule', side({ after: ['b'] })],
    ['device', side({}, { devicesHash: 'other', devices: 2 })],
    ['device', side({ weightPerDay: 2 })],
    ['register', side({}, { devicesHash: 'other' }, { versions: { ...versions, register: 'r2' } })],
    ['price', side({ draws: [{ fundId: 'MAIN', pence: 1, offsetWeeks: 0 }] })],
    ['price', side({ minutes: 90 }, {}, { versions: { ...versions, catalogue: 'c2' } })],
    ['money', side({ draws: [{ fundId: 'FREE', pence: 100_000, offsetWeeks: 0 }] })],
    ['date', side({ releaseOn: day('2026-12-14') })],
    ['date', side({ upgradeOn: day('2027-06-01') })],
    ['date', side({ closed: [{ from: day('2026-12-07'), until: day('2026-12-08') }] })],
    ['capacity', side({ poolIds: ['Wales / sc', 'Wales / dv'] })],
    ['capacity', side({}, {}, { problem: problem([job('a')], { pools: [{ id: 'Wales / sc', minutesPerWeek: 1 }] }) })],
    ['money', side({}, {}, { problem: money(1) })],
    ['search', side()],
  ])('is %s', (expected, to) => {
    expect(reason(to)).toEqual([expected])
  })

  it('is what stands in its way where all that it was given is the same', () => {
    const other = job('b', { draws: [{ fundId: 'MAIN', pence: 7, offsetWeeks: 0 }] })
    const [from, to] = [problem([job('a'), job('b')]), problem([job('a'), other])]
    const binding = [{ kind: 'budget', ref: 'MAIN:2026-27', fromOn: START, untilOn: addDays(START, 21) }] as const
    const late = planOf(to, 3)
    const plan = { ...late, assigned: late.assigned.map((place) => ({ ...place, binding })) }
    const found = differencesOf({ ...side(), problem: from, plan: planOf(from, 0) }, { ...side(), problem: to, plan })
    expect(found.map(({ legId, reason: why }) => [legId, why])).toEqual([['a', 'money']])
  })

  it('of work that only one of them has is the kind, the extension of C4, the register or the devices', () => {
    const none = side({}, {}, { problem: problem([]), plan: solve(problem([])) })
    const bare = { ...none, legs: [] }
    const of = (to: Side) => differencesOf(side(), to).map((one) => [one.to.state, one.reason])
    expect(of(none)).toEqual([['left-out', 'rule']])
    expect(of({ ...bare, extended: new Set(['site-a']) })).toEqual([['left-out', 'decision']])
    expect(of({ ...bare, versions: { ...versions, register: 'r2' } })).toEqual([['left-out', 'register']])
    expect(of(bare)).toEqual([['left-out', 'device']])
  })
})

describe('differences', () => {
  it('are none between a run and itself', () => {
    expect(differencesOf(side(), side())).toEqual([])
  })

  it('are counted by reason, in the order of the reasons', () => {
    const some = (['money', 'price', 'money'] as const).map((why) => ({ reason: why }))
    expect(countReasons(some)).toEqual([
      { reason: 'price', orders: 1 },
      { reason: 'money', orders: 2 },
    ])
  })
})
