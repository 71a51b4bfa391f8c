import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOUNDS_HOLD, percentAbove, sayAbove, sayBounds } from '../../../src/planning/outcome/say-bound.ts'

const of = (exposureMillis: number, boundMillis: number | null) => ({ tier: 3, exposureMillis, boundMillis })

describe('how far from the best possible', () => {
  it('is rounded up to a tenth of a per cent, and never away', () => {
    expect(percentAbove(of(1000, 1000))).toBe(0)
    expect(percentAbove(of(1001, 1000))).toBe(0.1)
    expect(percentAbove(of(1_000_001, 1_000_000))).toBe(0.1)
    expect(percentAbove(of(10_011, 10_000))).toBe(0.2)
    expect(percentAbove(of(3000, 1000))).toBe(200)
  })

  it('is nothing for a tier whose exposure is nothing, and unknown beside a bound of nothing', () => {
    expect(percentAbove(of(0, 0))).toBe(0)
    expect(percentAbove(of(1, 0))).toBeNull()
    expect(percentAbove(of(1, null))).toBeNull()
  })

  it('is never less than it is, and by a tenth of a per cent at most more', () => {
    const millis = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
    fc.assert(
      fc.property(millis, millis, (a, b) => {
        const [exposure, bound] = [Math.max(a, b), Math.min(a, b)]
        const tenths = BigInt(Math.round(percentAbove(of(exposure, bound))! * 10))
        fc.pre(tenths < 2n ** 50n)
        expect(tenths * BigInt(bound) >= BigInt(exposure - bound) * 1000n).toBe(true)
        expect((tenths - 1n) * BigInt(bound) < BigInt(exposure - bound) * 1000n || tenths === 0n).toBe(true)
      }),
      { seed: 20_221_124, numRuns: 500 },
    )
  })

  it('is said in words: proven best only where it is', () => {
    expect(sayAbove(of(5, 5))).toBe('proven best for these inputs')
    expect(sayAbove(of(1001, 1000))).toBe('within 0.1 % of the best possible for these inputs')
    expect(sayAbove(of(1, 0))).toBe('how far from the best possible is not known')
  })
})

describe('the bounds of a plan', () => {
  it('are a line for all tiers that are alike, and always with what they rest on', () => {
    const tiers = [
      { tier: 0, exposureMillis: 7000, boundMillis: 7000 },
      { tier: 1, exposureMillis: 0, boundMillis: 0 },
      { tier: 3, exposureMillis: 10_200, boundMillis: 10_000 },
      { tier: 5, exposureMillis: 9, boundMillis: 9 },
    ]
    expect(sayBounds(tiers, 200)).toEqual([
      'Tiers 0, 1 and 5: proven best for these inputs.',
      'Tier 3: within 2.0 % of the best possible for these inputs.',
      BOUNDS_HOLD,
    ])
  })

  it('are nothing for a plan that has none, such as one made before there were any', () => {
    expect(sayBounds([{ tier: 0, exposureMillis: 7000 }], 100)).toEqual([])
    expect(sayBounds([of(7000, null)], 100)).toEqual([])
  })
})
