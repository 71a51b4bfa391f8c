import { describe, expect, it } from 'vitest'
import { decidedAgainst, sayDecidedAgainst } from '../../../src/planning/outcome/decided-against.ts'
import type { LeftSummary } from '../../../src/planning/outcome/plan-summary.ts'

const left = (siteId: string, because: LeftSummary['because'], departsFromK1 = false): LeftSummary => {
  return { siteId, siteCode: siteId, tier: 3, because, devices: 2, untilOn: null, weightMillis: 1500, departsFromK1 }
}

describe('sites decided against', () => {
  it('are counted once each, with their kit, its weight, and those that depart from K1', () => {
    const rows = [
      left('a', 'not', true),
      left('a', 'not', true),
      left('b', 'with-upgrade'),
      left('c', 'isolate-and-keep', true),
    ]
    const counted = decidedAgainst(rows)
    expect(counted).toEqual({ sites: 3, devices: 8, weightMillis: 6000, departing: 2 })
    expect(sayDecidedAgainst(counted)).toEqual([
      '3 sites decided against: 8 flagged devices, weight 6 a day. 2 sites depart from K1 (“all by April 2025”).',
    ])
  })
  it('are not those of which nobody decided, nor those without a model', () => {
    expect(decidedAgainst([left('a', 'undecided'), left('b', 'no-model')]).sites).toBe(0)
    expect(sayDecidedAgainst(decidedAgainst([]))).toEqual([])
  })
})
