// Start 1 March 2027, six weeks (1, 8, 15, 22, 29 March, 5 April), one pool of 600 minutes a week, which either job
// fills. The fund has £1,000 in 2026-27 (Mondays until 29 March) and £500 in 2027-28 (5 April).
//
// A first (as the tiers say):
//   A may not start before 22 March. Standing on 22 March it would draw £800 on the 15th and £300 on the 22nd, £1,100 of
//   the year's £1,000; on 29 March likewise, £800 on the 22nd and £300 on the 29th. On 5 April the £800 falls on
//   29 March, in 2026-27, and the £300 on 5 April, in 2027-28: it fits. It finishes on 12 April: 2 × 42 = 84.
//   B must finish by 20 March, so it may stand on 1 or 8 March only, both in 2026-27, where £1,000 − £800 = £200 is
//   less than its £500. It waits until 20 March: 1 × 19 = 19. Together 103.
// B first:
//   B stands on 1 March and finishes on the 8th: 1 × 7 = 7. It leaves £500 of 2026-27. A's £800 fits in no week of
//   2026-27, and from 12 April on (beyond the horizon of 12 April, and above the £500 of 2027-28) not either. A is
//   unplaced and counts to 12 April + 7 days: 2 × 49 = 98. Together 105.
//
// The plan is the first: tier 3 comes strictly first, and 84 is less than 98. B does not get the £200 of slack nor the
// empty weeks before A, because what it needs, £500 of 2026-27, is what A's kit is bought with.
import { expect, it } from 'vitest'
import { checkPlan } from '../../../src/planning/engine/check/check-plan.ts'
import { explainJob } from '../../../src/planning/engine/explain.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day } from '../../../src/shared/day.ts'
import { budgets, draw, fund, job, problem } from './build.ts'

const a = job('A', {
  tier: 3,
  weightPerDay: 2,
  minutes: 600,
  releaseOn: day('2027-03-22'),
  draws: [draw(80_000, -1), draw(30_000)],
})
const b = job('B', {
  tier: 6,
  weightPerDay: 1,
  minutes: 600,
  draws: [draw(50_000)],
  mayWait: true,
  upgradeOn: day('2027-03-20'),
})
const example = problem({ weeks: 6, funds: [fund({ budgets: budgets(100_000, 50_000) })], jobs: [b, a] })

it('the more urgent job takes the money across the year end, and the other waits for its upgrade', () => {
  const plan = solve(example)
  expect(plan.assigned).toEqual([
    {
      jobId: 'A',
      weekOn: '2027-04-05',
      poolId: 'crew',
      binding: [
        { kind: 'window', ref: null, fromOn: '2027-03-01', untilOn: '2027-03-08' },
        { kind: 'release', ref: null, fromOn: '2027-03-08', untilOn: '2027-03-22' },
        {
          kind: 'budget',
          ref: 'capital:2026-27',
          fromOn: '2027-03-22',
          untilOn: '2027-04-05',
          shortPence: 10_000,
        },
      ],
    },
  ])
  expect(plan.waiting).toEqual([{ jobId: 'B', untilOn: '2027-03-20' }])
  expect(plan.measures).toEqual({
    perTier: [
      { tier: 3, exposureDays: 84, clearOn: '2027-04-12', pence: 110_000, bound: 84 },
      { tier: 6, exposureDays: 19, clearOn: '2027-03-20', pence: 0, bound: 19 },
    ],
    // A alone: 2 × (49 − 42). Waiting is B's baseline.
    avertedExposureDays: 14,
    spend: [
      { fundId: 'capital', financialYear: '2026-27', pence: 80_000 },
      { fundId: 'capital', financialYear: '2027-28', pence: 30_000 },
    ],
  })
  expect(checkPlan(example, plan)).toEqual([])
})

it('B goes first only in the other order, which leaves the more urgent job without money', () => {
  const other = {
    ...example,
    jobs: [
      { ...a, tier: 6 },
      { ...b, tier: 3 },
    ],
  }
  const plan = solve(other)
  expect(plan.assigned.map(({ jobId, weekOn }) => [jobId, weekOn])).toEqual([['B', '2027-03-01']])
  expect(plan.unplaced).toEqual([{ jobId: 'A', reason: 'no-room' }])
  expect(plan.measures.perTier.map(({ exposureDays }) => exposureDays)).toEqual([7, 98])
})

it('£100 more in 2026-27 would bring A forward to its release', () => {
  expect(explainJob(example, solve(example), 'A').reliefs).toEqual([
    { kind: 'budget', ref: 'capital:2026-27', weekOn: '2027-03-22', pence: 10_000 },
  ])
})

it('£300 more in 2026-27 would spare B the wait', () => {
  const { state, weekOn, reliefs } = explainJob(example, solve(example), 'B')
  expect([state, weekOn]).toEqual(['waiting', null])
  expect(reliefs).toEqual([{ kind: 'budget', ref: 'capital:2026-27', weekOn: '2027-03-01', pence: 30_000 }])
})
