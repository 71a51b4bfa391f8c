import { describe, expect, it } from 'vitest'
import { makeIds } from '../../src/shared/ids.ts'

const noise = (n: number) => new Uint8Array(n).fill(255)

describe('ids', () => {
  it('sort by the time of their making, also within a millisecond and when the clock goes back', () => {
    const times = [5, 5, 5, 4, 1_000_000]
    const ids = makeIds(() => times.shift()!, noise)
    const made = Array.from({ length: 5 }, () => ids.next('dev'))
    expect([...made].sort()).toEqual(made)
    expect(new Set(made).size).toBe(5)
  })
  it('are lower case and digits, with the kind in front', () => {
    expect(makeIds(() => 1_795_338_000_000, noise).next('site')).toMatch(/^site_[0-9a-hjkmnp-tv-z]{22}$/)
  })
  it('hold secrets of 160 bits', () => {
    expect(makeIds(() => 0, noise).secret()).toMatch(/^[0-9a-z]{32}$/)
  })
})
