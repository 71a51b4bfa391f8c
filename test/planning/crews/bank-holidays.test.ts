import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  bankHolidaysIn,
  calendarOf,
  isWeekend,
  projectedHolidays,
  readBankHolidays,
} from '../../../src/planning/crews/bank-holidays.ts'
import { CALENDARS } from '../../../src/shared/vocabulary.ts'

const published = readBankHolidays(readFileSync('data/bank-holidays.json', 'utf8'))
const YEARS = [2022, 2023, 2024, 2025, 2026, 2027]

describe('bank holidays', () => {
  it('follow by rule as they were published, but for what was proclaimed for once', () => {
    const differences = YEARS.flatMap((year) =>
      CALENDARS.flatMap((calendar) => {
        const [said, ruled] = [bankHolidaysIn(year, calendar, published), projectedHolidays(year, calendar)]
        const more = said.filter((on) => !ruled.includes(on)).map((on) => `${calendar} +${on}`)
        const less = ruled.filter((on) => !said.includes(on)).map((on) => `${calendar} -${on}`)
        return [...more, ...less]
      }),
    )
    const everywhere = (...changes: string[]) => CALENDARS.flatMap((c) => changes.map((change) => `${c} ${change}`))
    expect(differences).toEqual([
      // The spring holiday was moved to the Platinum Jubilee of 2022; in September was the Queen's funeral.
      ...everywhere('+2022-06-02', '+2022-06-03', '+2022-09-19', '-2022-05-30'),
      // The coronation.
      ...everywhere('+2023-05-08'),
      // Scotland at the World Cup.
      'scotland +2026-06-15',
    ])
  })

  it('are projected for years that nobody has published: 2028 begins on a Saturday', () => {
    expect(bankHolidaysIn(2028, 'england-and-wales', published)).toEqual([
      ...['2028-01-03', '2028-04-14', '2028-04-17', '2028-05-01', '2028-05-29', '2028-08-28'],
      ...['2028-12-25', '2028-12-26'],
    ])
    expect(bankHolidaysIn(2028, 'scotland', published)).toEqual([
      ...['2028-01-03', '2028-01-04', '2028-04-14', '2028-05-01', '2028-05-29', '2028-08-07', '2028-11-30'],
      ...['2028-12-25', '2028-12-26'],
    ])
    expect(bankHolidaysIn(2028, 'northern-ireland', published)).toEqual([
      ...['2028-01-03', '2028-03-17', '2028-04-14', '2028-04-17', '2028-05-01', '2028-05-29', '2028-07-12'],
      ...['2028-08-28', '2028-12-25', '2028-12-26'],
    ])
  })

  it('fall on weekdays, one each, for a century: eight in England and Wales, nine in Scotland, ten in Northern Ireland', () => {
    for (let year = 2000; year < 2100; year += 1) {
      for (const [i, calendar] of CALENDARS.entries()) {
        const days = projectedHolidays(year, calendar)
        expect([year, new Set(days).size]).toEqual([year, 8 + i])
        expect(days.filter(isWeekend)).toEqual([])
      }
    }
  })

  it('are those of the region', () => {
    expect(['London', 'Wales', 'Scotland', 'Northern Ireland', 'Overseas', 'Somewhere'].map(calendarOf)).toEqual([
      ...['england-and-wales', 'england-and-wales', 'scotland', 'northern-ireland'],
      ...['england-and-wales', 'england-and-wales'],
    ])
  })

  it('that are no days are refused', () => {
    const file = { ...published, days: { ...published.days, scotland: ['2027-02-30'] } }
    expect(() => readBankHolidays(JSON.stringify(file))).toThrow(expect.objectContaining({ code: 'bad-policy-file' }))
  })
})
