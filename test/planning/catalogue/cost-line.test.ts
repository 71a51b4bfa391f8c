import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costLine, lineIn, penceByYear, sumPence, type PriceTerms } from '../../../src/planning/catalogue/cost-line.ts'
import { day } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'

const TERMS: PriceTerms = { vat: 'exclusive', vatBasisPoints: 2000, recoveredBasisPoints: 10_000, upliftBasisPoints: 0 }
const line = (terms: Partial<PriceTerms> = {}, of: { quantity?: number; pricePence?: number; minutes?: number } = {}) =>
  costLine({
    ...{ kind: 'kit', what: 'dome camera', source: 'a quote', asOf: day('2026-11-22') },
    ...{ quantity: of.minutes ?? of.quantity ?? 1, unit: of.minutes === undefined ? 'device' : 'minute' },
    pricePence: of.pricePence ?? 250_000,
    terms: { ...TERMS, ...terms },
  })

describe('VAT', () => {
  it('charges the fund nothing where it is recovered in full, and all of it where none is', () => {
    expect(line()).toMatchObject({ pence: 250_000, vatPence: 0 })
    expect(line({ recoveredBasisPoints: 0 })).toMatchObject({ pence: 300_000, vatPence: 50_000 })
  })
  it('charges what is not recovered of it: 40 % of £500', () => {
    expect(line({ recoveredBasisPoints: 6000 })).toMatchObject({ pence: 270_000, vatPence: 20_000 })
  })
  it('is taken out of a price that includes it: £3,000 with VAT are £2,500 without', () => {
    const price = { pricePence: 300_000 }
    expect(line({ vat: 'inclusive' }, price)).toMatchObject({ pence: 250_000, vatPence: 0 })
    expect(line({ vat: 'inclusive', recoveredBasisPoints: 0 }, price)).toMatchObject({
      pence: 300_000,
      vatPence: 50_000,
    })
  })
  it('is rounded half up, once a line and not once a device', () => {
    // 20 % of 3 × £0.03 is 1.8 pence; device by device it would be 3 × 0.6 pence.
    expect(line({ recoveredBasisPoints: 0 }, { quantity: 3, pricePence: 3 })).toMatchObject({ pence: 11, vatPence: 2 })
    // 12.5 % of £0.20 is half a penny over two.
    const half = { vatBasisPoints: 1250, recoveredBasisPoints: 0 }
    expect(line(half, { pricePence: 20 })).toMatchObject({ pence: 23, vatPence: 3 })
  })
})

describe('labour', () => {
  it('is priced by the hour and counted in minutes, rounded half up', () => {
    expect(line({}, { minutes: 1, pricePence: 6500 }).pence).toBe(108)
    expect(line({}, { minutes: 3, pricePence: 6500 }).pence).toBe(325)
  })
})

describe('the yearly uplift', () => {
  it('is compounded from the year of the start: 2.5 % on £2,500', () => {
    expect(penceByYear(line({ upliftBasisPoints: 250 }), 4)).toEqual([250_000, 256_250, 262_656, 269_223])
  })
  it('leaves one sum for all years where there is none', () => {
    expect(penceByYear(line(), 4)).toBe(250_000)
  })
  it('is of the year in which the line is paid: 31 March or 1 April', () => {
    const risen = line({ upliftBasisPoints: 1000 })
    const startOn = day('2026-11-23')
    expect(lineIn(risen, { startOn, paidOn: day('2027-03-31') }).pence).toBe(250_000)
    expect(lineIn(risen, { startOn, paidOn: day('2027-04-01') }).pence).toBe(275_000)
  })
})

describe('any line', () => {
  const terms = fc.record({
    vat: fc.constantFrom('exclusive' as const, 'inclusive' as const),
    vatBasisPoints: fc.integer({ min: 0, max: 3000 }),
    recoveredBasisPoints: fc.integer({ min: 0, max: 10_000 }),
    upliftBasisPoints: fc.integer({ min: 0, max: 3000 }),
  })
  const of = fc.record({
    quantity: fc.integer({ min: 1, max: 5000 }),
    pricePence: fc.integer({ min: 0, max: 25_000_000 }),
  })
  const property = (holds: (t: PriceTerms, o: { quantity: number; pricePence: number }) => void) =>
    fc.assert(fc.property(terms, of, holds), { seed: 27, numRuns: runs(300, 5000) })

  it('charges whole pence between its net and its gross, and more where less is recovered', () => {
    property((t, o) => {
      const at = (recoveredBasisPoints: number) => line({ ...t, recoveredBasisPoints }, o).pence
      const { pence, vatPence } = line(t, o)
      expect(Number.isSafeInteger(pence) && Number.isSafeInteger(vatPence) && vatPence >= 0).toBe(true)
      expect(at(10_000)).toBeLessThanOrEqual(pence)
      expect(at(0)).toBeGreaterThanOrEqual(pence)
    })
  })
  it('costs its listed price with nothing to recover of an inclusive price, and with all of an exclusive one', () => {
    property((t, o) => {
      const listed = o.quantity * o.pricePence
      expect(line({ ...t, vat: 'inclusive', recoveredBasisPoints: 0 }, o).pence).toBe(listed)
      expect(line({ ...t, vat: 'exclusive', recoveredBasisPoints: 10_000 }, o).pence).toBe(listed)
    })
  })
  it('sums to the same pence year by year as by the lines of the year', () => {
    property((t, o) => {
      const lines = [line(t, o), line({ ...t, vat: 'exclusive' }, o)]
      const years = lines.map((one) => [penceByYear(one, 5)].flat())
      const startOn = day('2026-04-06')
      for (const n of [0, 1, 4]) {
        const paidOn = day(`${2026 + n}-06-01`)
        const ofYear = years.reduce((sum, pence) => sum + (pence[n] ?? pence[0]!), 0)
        expect(sumPence(lines.map((one) => lineIn(one, { startOn, paidOn })))).toBe(ofYear)
      }
    })
  })
})
