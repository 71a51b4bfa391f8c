import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePounds, sayPence } from '../../src/shared/money.ts'
import { runs } from '../support/runs.ts'

describe('pounds', () => {
  it.each([
    ['1500', 150_000],
    ['1,500', 150_000],
    ['£1500.5', 150_050],
    ['1500.05', 150_005],
    ['0', 0],
    ['-12.34', -1234],
  ])('%s are %d pence', (text, pence) => expect(parsePounds(text)).toBe(pence))

  it.each(['', 'abc', '1.234', '1,50', '1e6', '12 000', '99999999999999999999'])('"%s" are refused', (text) => {
    expect(() => parsePounds(text)).toThrow(expect.objectContaining({ code: 'not-money' }))
  })
  it('are read back as they are said', () => {
    const property = fc.property(fc.integer({ min: -1e12, max: 1e12 }), (pence) => {
      expect(parsePounds(sayPence(pence).replace('-£', '-'))).toBe(pence)
    })
    fc.assert(property, { seed: 1, numRuns: runs(500, 20_000) })
  })
  it('are said with thousands, and with pence only if there are any', () => {
    expect(sayPence(123_456_700)).toBe('£1,234,567')
    expect(sayPence(-5)).toBe('-£0.05')
  })
})
