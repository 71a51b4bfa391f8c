import { describe, expect, it } from 'vitest'
import { readProblem } from '../../src/planning/engine/format/read-problem.ts'
import { solve } from '../../src/planning/engine/solve.ts'
import { gainFrom } from '../../src/reports/more-money.ts'
import { financialYear } from '../../src/shared/day.ts'

const problem = readProblem({
  format: 'lenscap-problem/1',
  startOn: '2026-11-23',
  weeks: 60,
  funds: [
    {
      id: 'F',
      budgets: [
        { financialYear: '2026-27', pence: 100 },
        { financialYear: '2027-28', pence: 100 },
      ],
    },
  ],
  pools: [{ id: 'P', minutesPerWeek: 1000 }],
  jobs: ['a', 'b'].map((id) => ({
    id,
    tier: 3,
    weightPerDay: 1,
    minutes: 100,
    poolIds: ['P'],
    draws: [{ fundId: 'F', pence: 100 }],
    releaseOn: '2026-11-23',
  })),
})
const extra = (pence: number) => ({ fundId: 'F', financialYear: financialYear(2026), pence })

describe('what more money would do', () => {
  it('brings forward what waited for the next year, if it is enough to the penny', () => {
    const plan = solve(problem)
    expect(gainFrom(problem, plan, extra(99))).toEqual([])
    expect(gainFrom(problem, plan, extra(100))).toMatchObject([
      { tier: 3, clearOn: '2027-04-12', clearOnWithMore: '2026-11-30' },
    ])
  })
})
