import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { costLines, readCatalogue, type CostedLeg } from '../../../src/planning/problem/costing.ts'
import { KINDS } from '../../../src/shared/vocabulary.ts'

const catalogue = readCatalogue(readFileSync('data/catalogue.json', 'utf8'))
const leg = (facts: Partial<CostedLeg> = {}): CostedLeg => ({
  action: 'replace',
  sector: 'central-government',
  withoutRecorder: false,
  newKit: ['camera'],
  disposals: 1,
  minutes: 195,
  ...facts,
})
const sum = (facts: Partial<CostedLeg>) =>
  costLines(catalogue, leg(facts)).reduce((pence, line) => pence + line.pence, 0)

describe('the cost of a replacement', () => {
  it('is kit, crew, mobilisation and disposal: £2,500 + 195 minutes at £65 an hour + £180 + £15', () => {
    const lines = costLines(catalogue, leg()).map(({ pence }) => pence)
    // 195 × 6,500 ÷ 60 = 21,125 pence.
    expect(lines).toEqual([250_000, 21_125, 18_000, 1_500])
  })
  it('has a source and a date on every line', () => {
    for (const line of costLines(catalogue, leg({ newKit: [...KINDS] }))) {
      expect(line.source).not.toBe('')
      expect(line.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    }
  })
  it('takes the school price in schools, the street price for council cameras at sites without a recorder', () => {
    const kit = (facts: Partial<CostedLeg>) => costLines(catalogue, leg(facts))[0]?.pence
    expect(kit({ sector: 'school' })).toBe(37_500)
    expect(kit({ sector: 'council', withoutRecorder: true })).toBe(860_000)
    expect(kit({ sector: 'council' })).toBe(250_000)
    expect(kit({ sector: null })).toBe(250_000)
    expect(kit({ newKit: ['recorder'] })).toBe(180_000)
  })
  it('counts equal kit together', () => {
    const [cameras, recorders] = costLines(catalogue, leg({ newKit: ['camera', 'recorder', 'camera'] }))
    expect([cameras?.quantity, cameras?.pence, recorders?.quantity]).toEqual([2, 500_000, 1])
  })
  it('rounds labour half up to the penny', () => {
    // One minute is 108⅓ pence; three are exactly 325.
    expect(costLines(catalogue, leg({ newKit: [], minutes: 1 }))[0]?.pence).toBe(108)
    expect(costLines(catalogue, leg({ newKit: [], minutes: 3 }))[0]?.pence).toBe(325)
  })
})

describe('other work', () => {
  it('costs nothing at the desk or by the own network team', () => {
    for (const action of ['cancel-deployment', 'assess', 'disconnect'] as const) expect(sum({ action })).toBe(0)
  })
  it('costs a survey its crew and mobilisation, and no kit', () => {
    expect(
      costLines(catalogue, leg({ action: 'survey', newKit: [], disposals: 0, minutes: 60 })).map((l) => l.pence),
    ).toEqual([6_500, 18_000])
  })
})

describe('readCatalogue', () => {
  it('refuses a price without a source, and names it', () => {
    const broken = JSON.stringify({ ...catalogue, kit: [{ ...catalogue.kit[0], source: '' }] })
    expect(() => readCatalogue(broken)).toThrow('commercial camera')
  })
})
