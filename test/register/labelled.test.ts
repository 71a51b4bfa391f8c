import { describe, expect, it } from 'vitest'
import { labelledDevices } from '../../bench/labelled.ts'
import { recognise } from '../../src/register/recognise.ts'
import { macIn, shipped } from './shipped.ts'

describe('the labelled set', () => {
  const labelled = labelledDevices(shipped).map((one) => ({ ...one, state: recognise(shipped, one.facts).state }))

  it('has no innocent device that is flagged', () => {
    expect(labelled.filter(({ truth, state }) => truth === 'innocent' && state === 'flagged')).toEqual([])
  })

  it('has by every rule at least 97 % of the suspect devices flagged or for review, and 99 % by all', () => {
    const suspects = labelled.filter(({ truth }) => truth === 'suspect')
    const recall = (all: typeof labelled) =>
      all.filter(({ state }) => state === 'flagged' || state === 'review').length / all.length
    expect(recall(suspects)).toBeGreaterThanOrEqual(0.99)
    const poor = [...Map.groupBy(suspects, ({ rule }) => rule)].filter(([, all]) => recall(all) < 0.97)
    expect(poor.map(([rule]) => rule)).toEqual([])
  })
})

describe('what was said before', () => {
  it('is not taken for what is said now: every fact tells devices apart, and of an address its block', () => {
    const base = { manufacturer: 'Axis', model: 'P3245', firmware: '1', kind: 'camera' } as const
    const facts = [
      base,
      { ...base, manufacturer: 'Hikvision' },
      { ...base, model: 'DS-2CD2042' },
      { ...base, firmware: 'DNVRS-Webs' },
      { ...base, mac: macIn('4419B6') },
      { ...base, mac: macIn('00408C') },
      { ...base, inspectedManufacturer: 'Hikvision' },
      { manufacturer: 'Huawei', kind: 'camera' as const },
      { manufacturer: 'Huawei', kind: 'other' as const },
      { manufacturer: 'ABUS' },
      { manufacturer: 'ABUS', mac: macIn('00005E') },
    ]
    const said = facts.map((one) => JSON.stringify(recognise(shipped, one)))
    expect(new Set(said).size).toBe(facts.length)
    expect(facts.toReversed().map((one) => JSON.stringify(recognise(shipped, one)))).toEqual(said.toReversed())
  })
})
