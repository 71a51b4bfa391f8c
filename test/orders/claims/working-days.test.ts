import { describe, expect, it } from 'vitest'
import { endOfWorkingDays } from '../../../src/orders/claims/working-days.ts'
import { dayOf, startOfDay, day } from '../../../src/shared/day.ts'
import { reference } from '../../support/estate.ts'

const { bankHolidays: holidays } = reference
const end = (from: string, region: string | null = 'London', n = 3): string =>
  endOfWorkingDays(new Date(from), n, { region, holidays }).toISOString()

describe('three working days', () => {
  it.each([
    ['from a Monday end with Thursday', '2026-11-23T09:00:00Z', '2026-11-27T00:00:00.000Z'],
    ['from a Friday end with Wednesday', '2026-11-27T17:00:00Z', '2026-12-03T00:00:00.000Z'],
    ['from a Saturday end with Wednesday too', '2026-11-28T09:00:00Z', '2026-12-03T00:00:00.000Z'],
    ['from the last second of a Monday', '2026-11-23T23:59:59.999Z', '2026-11-27T00:00:00.000Z'],
    ['from the first of the Tuesday after it', '2026-11-24T00:00:00Z', '2026-11-28T00:00:00.000Z'],
    // Christmas 2026: Friday the 25th, and Monday the 28th for Boxing Day.
    ['before Christmas go over it', '2026-12-23T12:00:00Z', '2026-12-31T00:00:00.000Z'],
    // Easter 2027: Friday 26 and Monday 29 March; the clocks go forward on Sunday the 28th.
    ['before Easter go over it, into summer time', '2027-03-25T12:00:00Z', '2027-04-01T23:00:00.000Z'],
    [
      'over the October clock change end at midnight as London has it',
      '2026-10-23T12:00:00Z',
      '2026-10-29T00:00:00.000Z',
    ],
    ['in summer count from the day in London', '2026-06-08T23:30:00Z', '2026-06-12T23:00:00.000Z'],
  ])('%s', (_, from, until) => expect(end(from)).toBe(until))

  it('keep the bank holidays of the region', () => {
    const beforeNewYear = '2026-12-31T12:00:00Z'
    expect(end(beforeNewYear, 'London', 1)).toBe('2027-01-05T00:00:00.000Z')
    // 2 January 2027 is a Saturday: Scotland keeps Monday the 4th.
    expect(end(beforeNewYear, 'Scotland', 1)).toBe('2027-01-06T00:00:00.000Z')
    expect(end('2027-07-09T12:00:00Z', 'Northern Ireland', 1)).toBe('2027-07-13T23:00:00.000Z')
    expect(end('2027-07-09T12:00:00Z', null, 1)).toBe('2027-07-12T23:00:00.000Z')
  })

  it('end with a midnight that begins the next day', () => {
    for (const on of ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26'].map(day)) {
      const start = startOfDay(on)
      expect([dayOf(start), dayOf(new Date(start.getTime() - 1)) < on]).toEqual([on, true])
    }
  })
})
