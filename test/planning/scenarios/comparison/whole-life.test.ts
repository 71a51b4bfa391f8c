import { describe, expect, it } from 'vitest'
import { lifeCost, presentPence } from '../../../../src/planning/scenarios/comparison/whole-life.ts'
import { day } from '../../../../src/shared/day.ts'
import { leg, START } from '../build.ts'

const facts = leg('a')
const cost = (over: Partial<Parameters<typeof lifeCost>[0][number]>) => {
  return lifeCost([{ facts, as: facts, weekOn: START, ...over }], START)
}

describe('the cost over seven years', () => {
  it('buys kit anew after six years, and takes off what it is worth at the end', () => {
    // Bought in the first year and again in the seventh, one of whose six years is used: 5/6 of £600 is left.
    expect(cost({})).toEqual({ yearPence: [100_000, 0, 0, 0, 0, 0, 100_000], residualPence: 50_000, neverReplaced: 0 })
  })

  it('pays for the upgrade where the scenario does not replace, and for nothing where there is none', () => {
    const upgraded = leg('a', { upgradeOn: day('2029-05-01') })
    const waiting = cost({ facts: upgraded, as: undefined, weekOn: null })
    // In the fourth year, with two of six years left at the end of the seventh: 2029-30 to 2032-33 are used.
    expect(waiting).toEqual({ yearPence: [0, 0, 0, 100_000, 0, 0, 0], residualPence: 20_000, neverReplaced: 0 })
    expect(cost({ as: undefined, weekOn: null })).toEqual({
      yearPence: [0, 0, 0, 0, 0, 0, 0],
      residualPence: 0,
      neverReplaced: 1,
    })
  })

  it('pays for a removal once, and for no kit', () => {
    const removed = { action: 'remove', cost: { kitPence: 0, otherPence: 7_000 } } as const
    expect(cost({ as: removed })).toEqual({ yearPence: [7_000, 0, 0, 0, 0, 0, 0], residualPence: 0, neverReplaced: 0 })
  })

  it('counts the first year in full and each later one at the rate less, rounded half up', () => {
    const flow = { yearPence: [100, 0, 100_000], residualPence: 0, neverReplaced: 0 }
    // 100,000 ÷ 1.035² = 93,351.07
    expect(presentPence(flow, 350)).toBe(100 + 93_351)
    expect(presentPence(flow, 0)).toBe(100_100)
    // 1,000 ÷ 1.035⁷ = 785.99
    expect(presentPence({ yearPence: [], residualPence: 1_000, neverReplaced: 0 }, 350)).toBe(-786)
  })
})
