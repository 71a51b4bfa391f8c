import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  day,
  dayOf,
  daysBetween,
  epochDay,
  financialYear,
  financialYearOf,
  fromEpochDay,
  isMonday,
  nextMonday,
  parseDay,
  parseFinancialYear,
  sayDay,
  startYearOf,
} from '../../src/shared/day.ts'
import { runs } from '../support/runs.ts'

describe('a day', () => {
  it('exists in the calendar, and is written one way', () => {
    expect(parseDay('2028-02-29')).toBe('2028-02-29')
    for (const text of ['2027-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-04-01', '2026-4-1', '']) {
      expect(parseDay(text)).toBeUndefined()
    }
    expect(() => day('30/04/2025')).toThrow('"30/04/2025" is not a calendar day.')
  })
  it('is counted across leap days and clock changes without losing one', () => {
    expect(addDays(day('2028-02-28'), 2)).toBe('2028-03-01')
    // The clocks go forward on 28 March 2027 and back on 31 October.
    expect(daysBetween(day('2027-03-27'), day('2027-03-29'))).toBe(2)
    expect(daysBetween(day('2027-11-01'), day('2027-10-30'))).toBe(-2)
  })
  it('is said as people write it', () => {
    expect(sayDay(day('2027-03-02'))).toBe('2 March 2027')
  })
  it('of an instant is the one that London saw', () => {
    expect(dayOf(new Date('2026-07-01T23:30:00Z'))).toBe('2026-07-02')
    expect(dayOf(new Date('2026-12-31T23:30:00Z'))).toBe('2026-12-31')
  })
  it('agrees with itself, counted from 1970', () => {
    const days = fc.integer({ min: -20_000, max: 50_000 })
    const property = fc.property(days, fc.integer({ min: -4000, max: 4000 }), (n, step) => {
      const from = fromEpochDay(n)
      expect(epochDay(from)).toBe(n)
      expect(addDays(from, step)).toBe(fromEpochDay(n + step))
      expect(daysBetween(from, addDays(from, step))).toBe(step)
    })
    fc.assert(property, { seed: 1, numRuns: runs(500, 20_000) })
  })
})

describe('a week', () => {
  it('starts on a Monday, and the next one is never the day itself', () => {
    expect(isMonday(day('2026-11-23'))).toBe(true)
    expect(nextMonday(day('2026-11-22'))).toBe('2026-11-23')
    expect(nextMonday(day('2026-11-23'))).toBe('2026-11-30')
  })
})

describe('a financial year', () => {
  it('ends on 31 March and begins on 1 April', () => {
    expect(financialYearOf(day('2027-03-31'))).toBe('2026-27')
    expect(financialYearOf(day('2027-04-01'))).toBe('2027-28')
  })
  it('is written with both its years, over the turn of the century too', () => {
    expect(financialYear(2099)).toBe('2099-00')
    expect(parseFinancialYear('2026-27')).toBe('2026-27')
    expect(parseFinancialYear('2026-28')).toBeUndefined()
    expect(parseFinancialYear('2026/27')).toBeUndefined()
    expect(startYearOf(financialYear(2026))).toBe(2026)
  })
})
