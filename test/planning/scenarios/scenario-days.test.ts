import { describe, expect, it } from 'vitest'
import { checkDays, type Settings } from '../../../src/planning/scenarios/scenario.ts'
import { day } from '../../../src/shared/day.ts'

const startOn = day('2027-03-01')
const settings = (over: Partial<Settings>): Settings => ({
  kind: 'budget-limited',
  clearBy: null,
  overrides: [],
  ...over,
})
const laterStart = (on: string) => settings({ overrides: [{ kind: 'later-start', startOn: day(on) }] })

describe('the days of a scenario', () => {
  it.each([
    [
      settings({ kind: 'deadline-target', clearBy: day('2027-03-01') }),
      /is not after the plan's start on 1 March 2027/,
    ],
    [settings({ kind: 'deadline-target', clearBy: day('2020-01-01') }), /1 January 2020, is not after/],
    [laterStart('2027-03-09'), /9 March 2027 is no Monday/],
    [laterStart('2027-03-01'), /is not later than the plan's own/],
  ])('are refused when no plan could have them', (wrong, words) => {
    expect(() => checkDays(wrong, startOn)).toThrow(words)
  })

  it.each([settings({ kind: 'deadline-target', clearBy: day('2027-03-02') }), laterStart('2027-03-08')])(
    'are taken from the first day that could be',
    (right) => {
      expect(() => checkDays(right, startOn)).not.toThrow()
    },
  )
})
