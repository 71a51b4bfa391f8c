import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../../../src/planning/engine/check/check-plan.ts'
import type { Problem } from '../../../../src/planning/engine/format/problem.ts'
import { leastBudget } from '../../../../src/planning/engine/questions/least-budget.ts'
import { openPurse } from '../../../../src/planning/engine/questions/money.ts'
import { answer, isClearBy } from '../../../../src/planning/engine/questions/replan.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { addDays, day, type Day } from '../../../../src/shared/day.ts'
import { runs } from '../../../support/runs.ts'
import { START, budgets, draw, fund, job, place, pool, problem } from '../build.ts'
import { randomProblem } from '../random-problem.ts'

const ask = (from: Problem, by: Day, tier = 3) => answer(leastBudget(from, solve(from), { tier, by }))
const WEEK = addDays(START, 7)

describe('the least budget', () => {
  it('is found to the penny: with it the work is done in time, and a penny less is proved not to do', () => {
    const jobs = ['a', 'b'].map((id) => job(id, { draws: [draw(10_000)] }))
    for (const now of [1, 15_000, 20_000, 90_000]) {
      expect(ask(problem({ funds: [fund({ budgets: budgets(now) })], jobs }), WEEK)).toMatchObject({
        outcome: 'found',
        leastPence: 20_000,
        impossibleBelow: { pence: 20_000, obstacle: { kind: 'money', neededPence: 20_000, pence: 19_999 } },
      })
    }
  })

  it('needs nothing for work that costs nothing, and none for no work', () => {
    expect(ask(problem({ jobs: [job('a')] }), WEEK)).toMatchObject({ leastPence: 0, impossibleBelow: null })
    expect(ask(problem(), day('2020-01-01'))).toMatchObject({ outcome: 'found', leastPence: 0 })
    expect(ask(problem({ funds: [], jobs: [job('a')] }), WEEK)).toMatchObject({ leastPence: 0 })
    expect(ask(problem({ jobs: [job('a', { tier: 4 })] }), day('2020-01-01'))).toMatchObject({ leastPence: 0 })
  })

  it.each([
    ['a release that is too late', { jobs: [job('a', { releaseOn: WEEK })] }, { kind: 'job', endOn: '2027-03-15' }],
    ['a chain that is too long', { jobs: [job('a'), job('b', { after: ['a'] })] }, { kind: 'job', jobId: 'b' }],
    ['a pin', { jobs: [job('a')], pinned: [place('a', WEEK)] }, { kind: 'job', binding: [{ kind: 'pin' }] }],
    ['no crew', { jobs: [job('a', { poolIds: [] })] }, { kind: 'job', endOn: null }],
    [
      'a year without a budget',
      { funds: [fund({ budgets: [] })], jobs: [job('a', { draws: [draw(1)] })] },
      { kind: 'job' },
    ],
    [
      'nested crews',
      {
        pools: [pool({ id: 'dv', minutesPerWeek: 60 }), pool({ id: 'sc' })],
        jobs: ['a', 'b'].map((id) => job(id, { poolIds: ['dv'] })),
      },
      { kind: 'crews', poolIds: ['dv'], neededMinutes: 120, minutes: 60, fromOn: START, untilOn: WEEK },
    ],
  ])('is impossible with %s, whatever is spent', (_, changes, obstacle) => {
    expect(ask(problem(changes), WEEK)).toMatchObject({ outcome: 'impossible', obstacle })
  })

  it('names only what stands in the way until the day', () => {
    const jobs = [job('a', { draws: [draw(1)], releaseOn: WEEK })]
    expect(ask(problem({ weeks: 120, funds: [fund({ budgets: [] })], jobs }), day('2027-04-30'))).toMatchObject({
      obstacle: { endOn: null, binding: [{ kind: 'release' }, { ref: 'capital:2026-27' }, { ref: 'capital:2027-28' }] },
    })
  })

  it('is impossible where a cap on carried money stands in the way, with the sums', () => {
    const funds = [fund({ budgets: budgets(1_000, 0), carryOver: 'capped', carryOverCapPence: 150 })]
    const jobs = ['a', 'b'].map((id) => job(id, { draws: [draw(100)], releaseOn: day('2027-04-05') }))
    expect(ask(problem({ funds, jobs }), day('2027-04-12'))).toMatchObject({
      outcome: 'impossible',
      obstacle: { kind: 'money', firstYear: '2027-28', lastYear: '2027-28', neededPence: 200, pence: 150 },
    })
  })

  it('says that none was found, and not that there is none, where no condition by itself fails', () => {
    // 2 × 60 minutes fit into 130 + 30 in sum, and no two of them into a week, nor any into the second.
    const pools = [pool({ minutesPerWeek: [70, 50, ...Array<number>(10).fill(600)] })]
    const jobs = ['a', 'b'].map((id) => job(id))
    expect(ask(problem({ pools, jobs }), addDays(START, 14))).toMatchObject({ outcome: 'none-found' })
  })

  it('comes with a plan that keeps every rule and is in time; and where it is impossible no money helps', () => {
    fc.assert(
      fc.property(crowded, fc.nat(2), fc.constantFrom(3, 7), (from, sooner, tier) => {
        const purse = openPurse(from)
        const by = addDays(clearWhenRich(purse.richest(), tier), -7 * sooner)
        const found = ask(from, by, tier)
        if (found.outcome === 'found') {
          expect(isClearBy(found.plan, { tier, by })).toBe(true)
          expect(checkPlan(found.problem, found.plan)).toEqual([])
          if (!found.impossibleBelow) return
          expect(found.impossibleBelow.pence).toBeLessThanOrEqual(found.leastPence)
          const poor = purse.withTotal(found.impossibleBelow.pence - 1)
          expect(isClearBy(solve(poor, found.plan), { tier, by })).toBe(false)
        } else {
          const rich = found.outcome === 'impossible' ? [purse.richest(), purse.withTotal(10 ** 9)] : []
          for (const tried of [from, ...rich]) expect(isClearBy(solve(tried), { tier, by })).toBe(false)
        }
      }),
      { seed: 33, numRuns: runs(80, 600) },
    )
  })
})

/** Work that could all be done if money and crews were there: what is asked is then when, and with how much. */
const crowded = randomProblem.map((from): Problem => ({
  ...from,
  startOn: START,
  weeks: 60,
  pinned: [],
  previous: [],
  funds: from.funds.map((one) => ({ ...one, unlimited: false, budgets: budgets(300, 200, 100) })),
  pools: from.pools.map(({ id }, i) => ({ id, minutesPerWeek: 300 + i })),
  jobs: from.jobs.map((one) => ({
    ...one,
    minutes: 100 + (one.minutes % 200),
    poolIds: one.poolIds.length === 0 ? [from.pools[0]!.id] : one.poolIds,
    draws: one.draws.map((sum) => ({ ...sum, offsetWeeks: 0 })),
    releaseOn: START,
    closed: [],
    mayWait: false,
  })),
}))

/** The last clear date of the tiers up to this one; the end of the horizon if one has none. */
function clearWhenRich(rich: Problem, tier: number): Day {
  const ends = solve(rich)
    .measures.perTier.filter((measure) => measure.tier <= tier)
    .map(({ clearOn }) => clearOn ?? addDays(rich.startOn, 7 * rich.weeks))
  return ends.reduce((a, b) => (b > a ? b : a), rich.startOn)
}
