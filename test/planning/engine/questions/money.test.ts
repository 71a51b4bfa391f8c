import { describe, expect, it } from 'vitest'
import { compile } from '../../../../src/planning/engine/board/compile.ts'
import { leastTotalFor, leastWhole, openPurse, withMore } from '../../../../src/planning/engine/questions/money.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { financialYear } from '../../../../src/shared/day.ts'
import { budgets, draw, fund, job, problem } from '../build.ts'

const pence = (from: ReturnType<typeof problem>) => from.funds.map((one) => one.budgets.map((budget) => budget.pence))

describe('a purse', () => {
  const jobs = [job('a', { draws: [draw(500)] })]
  const purse = openPurse(problem({ funds: [fund({ budgets: budgets(100, 301) })], jobs }))

  it('scales every budget alike, rounded down to the penny', () => {
    expect(purse.totalPence).toBe(401)
    expect(pence(purse.withTotal(0))).toEqual([[0, 0]])
    expect(pence(purse.withTotal(200))).toEqual([[49, 150]])
    expect(pence(purse.withTotal(401))).toEqual([[100, 301]])
  })

  it('gives no budget more than its fund could be asked for, however large the sum', () => {
    expect(pence(purse.withTotal(Number.MAX_SAFE_INTEGER))).toEqual([[500, 500]])
    expect(pence(purse.richest())).toEqual([[500, 500]])
  })

  it('leaves years without a budget without one, and counts no year beyond the plan', () => {
    const poor = openPurse(problem({ funds: [fund({ budgets: budgets(0, 100, 700) })], jobs }))
    expect(poor.totalPence).toBe(100)
    expect(pence(poor.richest())[0]!.slice(0, 2)).toEqual([0, 500])
  })

  it('has nothing to scale where there is no budget, or no limit', () => {
    for (const funds of [[], [fund({ budgets: [] })], [fund({ unlimited: true })]]) {
      const empty = openPurse(problem({ funds }))
      expect(empty.totalPence).toBe(0)
      expect(pence(empty.withTotal(500))).toEqual(pence(problem({ funds })))
    }
  })

  it('finds the least sum that pays for a plan, money carried over included', () => {
    const funds = [fund({ budgets: budgets(100, 0), carryOver: 'full' })]
    const inApril = problem({ funds, jobs: [job('a', { draws: [draw(90)], releaseOn: '2027-04-05' as never })] })
    const means = { compiled: compile(inApril), purse: openPurse(inApril), most: 1_000 }
    expect(leastTotalFor(solve(inApril), means)).toBe(90)
    expect(leastTotalFor(solve(inApril), { ...means, most: 89 })).toBeNull()
  })
})

describe('more money in one year', () => {
  it('adds to its budget, or makes one', () => {
    const from = problem({ funds: [fund({ budgets: budgets(100) })] })
    const more = (year: number) => withMore(from, { fundId: 'capital', financialYear: financialYear(year), pence: 5 })
    expect(more(2026).funds[0]!.budgets).toEqual(budgets(105))
    expect(more(2027).funds[0]!.budgets).toEqual(budgets(100, 5))
  })
})

describe('the least whole number', () => {
  it('is found at both ends and between them', () => {
    for (const least of [0, 1, 7, 10]) expect(leastWhole(10, (n) => n >= least)).toBe(least)
    expect(leastWhole(10, (n) => n >= 11)).toBeNull()
  })
})
