import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawAhead } from '../../src/shared/chance.ts'
import { runs } from '../support/runs.ts'

describe('bytes drawn ahead', () => {
  /** Counts in bytes of two, so that each pair is there once. */
  const counting = () => {
    let next = 0
    return (n: number) => new Uint8Array(Uint16Array.from({ length: Math.ceil(n / 2) }, () => next++).buffer, 0, n)
  }
  it('are as many as were asked for, and none is given twice', () => {
    const sizes = fc.array(
      fc.integer({ min: 1, max: 3000 }).map((n) => n * 2),
      { minLength: 1, maxLength: 20 },
    )
    const property = fc.property(sizes, (asked) => {
      const bytes = drawAhead(counting())
      const given = asked.map((n) => bytes(n))
      expect(given.map(({ length }) => length)).toEqual(asked)
      const pairs = given.flatMap((one) => [...new Uint16Array(one.slice().buffer)])
      expect(new Set(pairs).size).toBe(pairs.length)
    })
    fc.assert(property, { seed: 1, numRuns: runs(50, 1000) })
  })
  it('may be changed by whoever has them', () => {
    const bytes = drawAhead((n) => new Uint8Array(n).fill(7))
    bytes(8).fill(0)
    expect([...bytes(2)]).toEqual([7, 7])
  })
})
