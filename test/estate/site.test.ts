import { describe, expect, it } from 'vitest'
import { placeText } from '../../src/estate/device.ts'
import { compareSensitivity, reviewDay } from '../../src/estate/site.ts'
import { day } from '../../src/shared/day.ts'
import { SENSITIVITIES } from '../../src/shared/vocabulary.ts'

describe('sensitivity', () => {
  it('falls from sensitive by extended and other to unassessed', () => {
    expect([...SENSITIVITIES].reverse().toSorted((a, b) => compareSensitivity(b, a))).toEqual([...SENSITIVITIES])
  })
})

describe('the review of a designation from a file', () => {
  it('is due twelve months after the day that the file describes', () => {
    expect(reviewDay(day('2026-11-22'))).toBe('2027-11-22')
    expect(reviewDay(day('2028-02-29'))).toBe('2029-02-28')
  })
})

describe('the text of a place', () => {
  it('is the same for numbers that differ by a writer’s rounding', () => {
    const place = { location: 'Chester Road', lat: 53.461151, lon: -2.288022 }
    expect(placeText({ ...place, lon: -2.2880219999999998 })).toBe(placeText(place))
    expect(placeText({ ...place, lon: -2.288023 })).not.toBe(placeText(place))
  })
  it('is null when nothing is known', () => {
    expect(placeText({ location: null, lat: null, lon: null })).toBeNull()
  })
})
