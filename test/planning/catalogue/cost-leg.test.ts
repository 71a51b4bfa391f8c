import { describe, expect, it } from 'vitest'
import { dataClassOf, readCatalogue } from '../../../src/planning/catalogue/catalogue.ts'
import { costLines, type CostedLeg } from '../../../src/planning/catalogue/cost-leg.ts'
import { sumPence } from '../../../src/planning/catalogue/cost-line.ts'
import type { Kit } from '../../../src/planning/catalogue/stock.ts'
import { catalogue, model, rate, rates, shipped } from './make-catalogue.ts'

const camera = shipped.models.find(({ code }) => code === 'camera')!
const kit = (of: Partial<Kit> = {}): Kit => ({ model: camera, quantity: 1, fromStock: 0, why: 'like for like', ...of })
const leg = (facts: Partial<CostedLeg> = {}): CostedLeg => ({
  ...{ action: 'replace', organisation: 'Harbour Authority', kit: [kit()], disposals: ['none'], minutes: 195 },
  ...facts,
})
const pence = (facts: Partial<CostedLeg>, of = shipped) => costLines(of, leg(facts)).map((line) => line.pence)

describe('the cost of a replacement', () => {
  it('is kit, crew, mobilisation and disposal: £2,500 + 195 minutes at £65 an hour + £180 + £15', () => {
    // 195 × 6,500 ÷ 60 = 21,125 pence.
    expect(pence({})).toEqual([250_000, 21_125, 18_000, 1_500])
    expect(costLines(shipped, leg()).map(({ kind }) => kind)).toEqual(['kit', 'labour', 'mobilisation', 'disposal'])
  })
  it('has a source and a day on every line', () => {
    for (const line of costLines(shipped, leg({ kit: shipped.models.map((one) => kit({ model: one })) }))) {
      expect(line.source).not.toBe('')
      expect(line.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    }
  })
  it('rounds labour half up to the penny', () => {
    // One minute is 108⅓ pence; three are exactly 325.
    expect(pence({ kit: [], minutes: 1 })[0]).toBe(108)
    expect(pence({ kit: [], minutes: 3 })[0]).toBe(325)
  })
  it('adds work at height and civils for the models that take them, a device', () => {
    const street = kit({ model: model({ height: true, civils: true }), quantity: 3 })
    const lines = costLines(catalogue(), leg({ kit: [street, kit({ model: model({ code: 'indoor' }) })] }))
    const of = (kind: string) => lines.find((line) => line.kind === kind)
    expect(of('height')).toMatchObject({ quantity: 3, pence: 36_000 })
    expect(of('civils')).toMatchObject({ quantity: 3, pence: 1_050_000 })
  })
  it('pays kit when it is delivered, and work when it is done', () => {
    const early = kit({ model: model({ deliveredWeeksBefore: 3 }) })
    const lines = costLines(catalogue(), leg({ kit: [early] }))
    expect(lines.map(({ kind, offsetWeeks }) => [kind, offsetWeeks])).toEqual([
      ['kit', -3],
      ['labour', 0],
      ['mobilisation', 0],
      ['disposal', 0],
    ])
  })
  it('charges nothing for kit from stock, and says so on a line of its own', () => {
    const [bought, there] = costLines(shipped, leg({ kit: [kit({ quantity: 5, fromStock: 2 })] }))
    expect(bought).toMatchObject({ quantity: 3, pence: 750_000 })
    expect(there).toMatchObject({ quantity: 2, pence: 0, what: 'commercial camera, from stock, paid before' })
  })
})

describe('disposal', () => {
  const classed = catalogue({
    rates: [...rates, rate({ kind: 'disposal', dataClass: 'sensitive', pricePence: 22_500, says: 'destruction' })],
  })
  it('is priced by what the media may hold, and by the rate for all where the class has none', () => {
    const lines = costLines(classed, leg({ kit: [], disposals: ['none', 'sensitive', 'official', 'sensitive'] }))
    const disposals = lines.filter(({ kind }) => kind === 'disposal')
    expect(disposals.map(({ what, quantity, pence }) => [what, quantity, pence])).toEqual([
      ['disposal', 2, 3000],
      ['destruction', 2, 45_000],
    ])
  })
  it('takes the class from what holds media by its nature, and from the urgency of its site', () => {
    expect(dataClassOf('camera', 'sensitive')).toBe('none')
    expect(dataClassOf('recorder', 'sensitive')).toBe('sensitive')
    expect(dataClassOf('recorder', 'unassessed')).toBe('official')
    expect(dataClassOf('body-worn', 'other')).toBe('official')
  })
})

describe('VAT that an organisation does not recover', () => {
  const charging = catalogue({
    'vat-recovery': [
      { organisation: 'Harbour  AUTHORITY', kinds: [], recoveredBasisPoints: 10_000 },
      { organisation: 'Harbour Authority', kinds: ['kit'], recoveredBasisPoints: 0 },
    ],
  })
  it('charges the fund by the kind of line, whatever the spelling of the name', () => {
    const [bought, labour] = costLines(charging, leg({ kit: [kit({ model: model() })] }))
    expect(bought).toMatchObject({ pence: 60_000, vatPence: 10_000 })
    expect(labour).toMatchObject({ vatPence: 0 })
  })
  it('charges nothing to another, of whom nothing is recorded', () => {
    const lines = costLines(charging, leg({ organisation: 'Ducks' }))
    expect(lines.every(({ vatPence }) => vatPence === 0)).toBe(true)
  })
})

describe('other work', () => {
  it('costs nothing at the desk or by the own network team', () => {
    for (const action of ['cancel-deployment', 'assess', 'disconnect'] as const) {
      expect(sumPence(costLines(shipped, leg({ action })))).toBe(0)
    }
  })
  it('costs a survey its crew and mobilisation, and no kit', () => {
    expect(pence({ action: 'survey', kit: [], disposals: [], minutes: 60 })).toEqual([6_500, 18_000])
  })
})

describe('readCatalogue', () => {
  it('refuses a price without a source, and names it', () => {
    const broken = JSON.stringify({ ...shipped, models: [{ ...camera, source: '' }] })
    expect(() => readCatalogue(broken)).toThrow('commercial camera')
  })
  it('refuses a catalogue without a rate that every job needs', () => {
    const broken = JSON.stringify({ ...shipped, rates: shipped.rates.filter(({ kind }) => kind !== 'labour') })
    expect(() => readCatalogue(broken)).toThrow('no rate for labour')
  })
  it('names a catalogue by the day that it is valid from and by what is in it', () => {
    expect(shipped.version).toMatch(/^catalogue-2026-11-22\.[0-9a-f]{12}$/)
    expect(catalogue().version).toBe(catalogue().version)
    expect(catalogue({ models: [model({ pricePence: 50_001 })] }).version).not.toBe(catalogue().version)
  })
})
