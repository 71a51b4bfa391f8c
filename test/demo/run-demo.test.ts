import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lenscapHome } from '../support/server.ts'

describe('the demo', () => {
  let home: ReturnType<typeof lenscapHome>
  let screen: string
  beforeAll(() => {
    home = lenscapHome()
    const { exit, out, err } = home.run('demo', '--once', '--start', '2026-11-23')
    expect(exit, err).toBe(0)
    screen = out
  }, 120_000)
  afterAll(() => home.close())

  it('says where the estate stands, when it is clear, what it costs and what is to be decided', () => {
    for (const part of ['WHERE WE STAND', 'WHEN EACH TIER IS CLEAR', 'MONEY', 'OUTSTANDING DECISIONS']) {
      expect(screen).toContain(part)
    }
    expect(screen).toMatch(/60 sensitive sites: \d+ with flagged kit/)
    expect(screen).toMatch(/sensitive sites not cleared \d+ days after the commitment of 30 April 2025/)
    expect(screen).toMatch(/PROGRAMME {2}2026-27 +£1,500,000 /)
    expect(screen).toContain('provisional: 25 sites unassessed')
  })
  it('lists the first twenty orders, all at sensitive sites', () => {
    const [, orders = ''] = screen.split('THE FIRST 20 ORDERS\n')
    const rows = orders.split('\n').slice(1, 21)
    expect(rows.map((row) => Number(row.trim().split(/ +/)[0]))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(rows.every((row) => Number(row.trim().split(/ +/)[2]) <= 3)).toBe(true)
  })
  it('says for every tier how far the plan is from the best possible, and what that rests on', () => {
    const [, tiers = ''] = screen.split('WHEN EACH TIER IS CLEAR')
    const said = /^Tiers? ([\d, and]+): (?:proven best|within \d+\.\d % of the best possible) for these inputs\.$/gm
    const numbers = [...tiers.matchAll(said)].flatMap(([, some]) => some!.match(/\d/g)!)
    expect(numbers.toSorted().join('')).toBe('01234567')
    expect(tiers).toContain('Only the first tier’s bound is unconditional')
  })
  it('explains the last work at a sensitive site in full, never as an order of the direction, and what £500,000 more would do', () => {
    expect(screen).toContain('C3, advised to consider: “they should consider')
    expect(screen).not.toMatch(/C3, instructed|C4, instructed/)
    expect(screen).toMatch(/^(What|Nothing by itself) would bring it forward/m)
    expect(screen).toMatch(/£500,000 more in 2026-27 would give:/)
  })
})
