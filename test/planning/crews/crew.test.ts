import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minutesByWeek, servesPlace, type Crew } from '../../../src/planning/crews/crew.ts'
import { addDays, day } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'
import { crewOf, holidays } from './make-crew.ts'

const minutes = (over: Partial<Crew>, startOn: string, weeks = 1) =>
  minutesByWeek(crewOf(over), { startOn: day(startOn), weeks, holidays })

describe('the minutes of a crew', () => {
  it('are a fifth for each working day of the week, rounded down', () => {
    // Christmas Day 2026 is a Friday; Monday 28 December is Boxing Day’s substitute, Friday 1 January New Year’s Day.
    expect(minutes({ minutesPerWeek: 2251 }, '2026-12-14', 3)).toEqual([2251, 1800, 1350])
  })
  it('keep the bank holidays of their calendar', () => {
    // 12 July 2027 is a Monday; 2 August 2027 Scotland’s summer holiday, 30 August everyone else’s.
    expect(minutes({ calendar: 'northern-ireland' }, '2027-07-12')).toEqual([1800])
    expect(minutes({ calendar: 'scotland' }, '2027-08-02')).toEqual([1800])
    expect(minutes({ calendar: 'scotland' }, '2027-08-30')).toEqual([2250])
    expect(minutes({}, '2027-08-30')).toEqual([1800])
    expect(minutes({}, '2027-07-12')).toEqual([2250])
  })
  it('are less the days off, until the day after the last; weekends and bank holidays are not taken off twice', () => {
    const daysOff = [{ from: day('2027-03-04'), until: day('2027-03-09') }]
    expect(minutes({ daysOff }, '2027-03-01', 2)).toEqual([1350, 1800])
    const christmas = [{ from: day('2026-12-24'), until: day('2026-12-28') }]
    expect(minutes({ daysOff: christmas }, '2026-12-21')).toEqual([1350])
  })
  it('begin on the first day of its validity, and end before the day on which that ends', () => {
    const validity = { validFrom: day('2027-03-03'), validUntil: day('2027-03-09') }
    expect(minutes(validity, '2027-03-01', 3)).toEqual([1350, 450, 0])
  })
  it('are never more than it has, and nothing in a week that it is not valid in', () => {
    const on = fc.integer({ min: 0, max: 3000 }).map((n) => addDays(day('2026-11-23'), n))
    const crew = fc.record({
      minutesPerWeek: fc.integer({ min: 1, max: 10_080 }),
      calendar: fc.constantFrom('england-and-wales', 'scotland', 'northern-ireland'),
      validFrom: fc.option(on),
      validUntil: fc.option(on),
      daysOff: fc.array(fc.tuple(on, fc.integer({ min: 1, max: 40 })), { maxLength: 3 }),
    })
    const startOn = day('2026-11-23')
    fc.assert(
      fc.property(crew, ({ daysOff, ...rest }) => {
        const off = daysOff.map(([from, days]) => ({ from, until: addDays(from, days) }))
        const found = minutesByWeek(crewOf({ ...rest, daysOff: off }), { startOn, weeks: 120, holidays })
        for (const [week, n] of found.entries()) {
          const [monday, saturday] = [addDays(startOn, 7 * week), addDays(startOn, 7 * week + 5)]
          expect(n).toBeLessThanOrEqual(rest.minutesPerWeek)
          if (rest.validUntil !== null && rest.validUntil <= monday) expect(n).toBe(0)
          if (rest.validFrom !== null && rest.validFrom >= saturday) expect(n).toBe(0)
          if (off.some(({ from, until }) => from <= monday && until >= saturday)) expect(n).toBe(0)
        }
      }),
      { seed: 6, numRuns: runs(40, 2000) },
    )
  })
})

describe('a crew', () => {
  const place = { organisationId: 'org_1', region: 'London', vetting: 'sc', action: 'replace' } as const

  it('may do what it does, where it works, at its level of vetting or below', () => {
    expect(servesPlace(crewOf(), place)).toBe(true)
    expect(servesPlace(crewOf(), { ...place, vetting: 'bpss' })).toBe(true)
    expect(servesPlace(crewOf(), { ...place, vetting: 'dv' })).toBe(false)
    expect(servesPlace(crewOf(), { ...place, action: 'survey' })).toBe(false)
    expect(servesPlace(crewOf(), { ...place, region: 'Wales' })).toBe(false)
  })
  it('works for the organisations that it names, or for whichever', () => {
    const organisations = [{ id: 'org_2', name: 'Geese' }]
    expect(servesPlace(crewOf({ organisations }), place)).toBe(false)
    expect(servesPlace(crewOf({ organisations }), { ...place, organisationId: 'org_2' })).toBe(true)
  })
  it('serves sites without a region only if it says so', () => {
    expect(servesPlace(crewOf(), { ...place, region: null })).toBe(false)
    expect(servesPlace(crewOf({ regions: ['Unknown region'] }), { ...place, region: null })).toBe(true)
  })
})
