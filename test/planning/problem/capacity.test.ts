import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Crews, vettingOf } from '../../../src/planning/problem/capacity.ts'
import { readWork } from '../../../src/planning/problem/pack.ts'

describe('crews', () => {
  const work = readWork(readFileSync('data/work.json', 'utf8'))

  it('may be vetted higher than a job needs, and the lowest sufficient crew is preferred', () => {
    const crews = new Crews(work)
    for (const level of ['dv', 'none', 'sc'] as const) crews.need('London', level)
    crews.need('Wales', 'none')
    expect(crews.poolIds('London', 'none')).toEqual(['London / none', 'London / sc', 'London / dv'])
    expect(crews.poolIds('London', 'ctc')).toEqual(['London / sc', 'London / dv'])
    expect(crews.poolIds('Wales', 'none')).toEqual(['Wales / none'])
  })
  it('exist for each region and level that some site needs, and an unknown region is one of its own', () => {
    const crews = new Crews(work)
    crews.need(null, 'none')
    crews.need('Wales', 'sc')
    crews.networkTeam('Harbour Authority')
    const { pools, warnings } = crews.pools()
    expect(pools).toEqual([
      { id: 'Unknown region / none', minutesPerWeek: 2250 },
      { id: 'Wales / sc', minutesPerWeek: 2250 },
      { id: 'network team / Harbour Authority', minutesPerWeek: 450 },
    ])
    expect(warnings.map(({ code }) => code)).toEqual(['assumed-crews', 'assumed-network-teams'])
  })
  it('are assumed vetted to SC at sensitive sites where nothing is stated, and not at all elsewhere', () => {
    expect(vettingOf({ vetting: null, sensitivity: 'sensitive' })).toBe('sc')
    expect(vettingOf({ vetting: null, sensitivity: 'extended' })).toBe('none')
    expect(vettingOf({ vetting: 'none', sensitivity: 'sensitive' })).toBe('none')
  })
})
