import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  COST_KINDS,
  costLine,
  penceByYear,
  type CostKind,
  type CostLine,
} from '../../../src/planning/catalogue/cost-line.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { readProblem } from '../../../src/planning/engine/format/read-problem.ts'
import { drawsOf, faultOf, payersBy, WHOLE, type FundShare } from '../../../src/planning/funds/shares.ts'
import { sharePence } from '../../../src/shared/money.ts'
import { day } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'

const line = (kind: CostKind, pounds: number, more: { uplift?: number; offsetWeeks?: number } = {}): CostLine =>
  costLine({
    ...{ kind, what: kind, quantity: 1, unit: 'device', pricePence: pounds, source: 's', asOf: day('2026-01-01') },
    terms: {
      ...{ vat: 'exclusive', vatBasisPoints: 2000, recoveredBasisPoints: 10_000 },
      upliftBasisPoints: more.uplift ?? 0,
    },
    offsetWeeks: more.offsetWeeks ?? 0,
  })

describe('a sum that is shared out', () => {
  it('goes by largest remainder, of equal ones to the earlier', () => {
    expect(sharePence(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(sharePence(100, [1, 2, 3])).toEqual([17, 33, 50])
    expect(sharePence(1, [5000, 5000])).toEqual([1, 0])
    expect(sharePence(0, [1, 9999])).toEqual([0, 0])
  })
  it('is whole again when its parts are added, whatever it is, and no part is off by a penny', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: WHOLE }), { minLength: 1, maxLength: 6 })
      .filter((all) => all.some(Boolean))
    const property = fc.property(fc.integer({ min: 0, max: 1e13 }), weights, (pence, all) => {
      const parts = sharePence(pence, all)
      const whole = all.reduce((sum, weight) => sum + weight, 0)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(pence)
      parts.forEach((part, i) => {
        const [exact, off] = [BigInt(pence) * BigInt(all[i]!), BigInt(whole)]
        expect(BigInt(part) * off - exact < off && exact - BigInt(part) * off < off).toBe(true)
      })
    })
    fc.assert(property, { seed: 1, numRuns: runs(200, 5000) })
  })
})

describe('who pays', () => {
  const share = (fund: string, siteId: string | null, kind: CostKind) => {
    return { organisationId: 'org', siteId, kind, fund, basisPoints: WHOLE }
  }
  const payers = payersBy([share('CAPITAL', null, 'kit'), share('SITE', 's1', 'kit'), share('OTHER', 's1', 'civils')])
  it('is what is recorded for the site, else for its organisation, else the default fund', () => {
    const of = (siteId: string, kind: CostKind) =>
      payers({ id: siteId, organisationId: 'org' }, 'DEFAULT')(kind).map(({ fund }) => fund)
    expect([of('s1', 'kit'), of('s2', 'kit'), of('s1', 'civils'), of('s2', 'civils'), of('s1', 'labour')]).toEqual([
      ['SITE'],
      ['CAPITAL'],
      ['OTHER'],
      ['DEFAULT'],
      ['DEFAULT'],
    ])
  })
  it('must make up the whole, each fund once', () => {
    const of = (...points: number[]) => faultOf(points.map((basisPoints, i) => ({ fund: `F${i}`, basisPoints })))
    expect(of(WHOLE)).toBeUndefined()
    expect(of(3333, 3333, 3334)).toBeUndefined()
    expect(of(5000, 4999)).toBe('The shares add up to 99.99 %, and have to make 100 %.')
    expect(of(5000, 5001)).toContain('100.01 %')
    const twice = [1, 2].map(() => ({ fund: 'F', basisPoints: 5000 }))
    expect(faultOf(twice)).toBe('Fund F has two shares of it.')
  })
})

describe('the draws of a leg', () => {
  const all = (fund: string) => () => [{ fund, basisPoints: WHOLE }]
  it('are one for each fund and week of payment: kit when it is delivered, labour when it is done', () => {
    const lines = [line('kit', 250_000, { offsetWeeks: -2 }), line('labour', 8_125), line('disposal', 1_500)]
    const capital = (kind: CostKind): FundShare[] =>
      kind === 'kit'
        ? [
            { fund: 'CAPITAL', basisPoints: 8000 },
            { fund: 'BUILDING', basisPoints: 2000 },
          ]
        : all('REVENUE')()
    expect(drawsOf(lines, capital, 3)).toEqual([
      { fundId: 'BUILDING', offsetWeeks: -2, pence: 50_000 },
      { fundId: 'CAPITAL', offsetWeeks: -2, pence: 200_000 },
      { fundId: 'REVENUE', offsetWeeks: 0, pence: 9_625 },
    ])
  })
  it('are sums by year where prices rise, and none for what costs nothing', () => {
    expect(drawsOf([line('kit', 10_000, { uplift: 250 }), line('labour', 0)], all('A'), 3)).toEqual([
      { fundId: 'A', offsetWeeks: 0, pence: [10_000, 10_250, 10_506] },
    ])
    expect(drawsOf([line('labour', 0)], all('A'), 3)).toEqual([])
  })
  it('add up to the lines in every year, to the penny', () => {
    const lines = fc.array(
      fc.record({
        kind: fc.constantFrom(...COST_KINDS),
        pence: fc.integer({ min: 0, max: 10_000_000 }),
        uplift: fc.constantFrom(0, 250, 333),
        offsetWeeks: fc.constantFrom(-4, 0),
      }),
      { maxLength: 8 },
    )
    const points = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 3 })
    const property = fc.property(lines, points, (drawn, parts) => {
      const rest = WHOLE - parts.slice(1).reduce((sum, part) => sum + part, 0)
      const shares = parts.map((part, i) => ({ fund: `F${i}`, basisPoints: i === 0 ? rest : part }))
      const made = drawn.map(({ kind, pence, ...more }) => line(kind, pence, more))
      const draws = drawsOf(made, () => shares, 4)
      const inYear = (pence: number | readonly number[], year: number) =>
        typeof pence === 'number' ? pence : pence[year]!
      for (let year = 0; year < 4; year++) {
        const ofDraws = draws.reduce((sum, { pence }) => sum + inYear(pence, year), 0)
        expect(ofDraws).toBe(made.reduce((sum, one) => sum + inYear(penceByYear(one, 4), year), 0))
      }
    })
    fc.assert(property, { seed: 1, numRuns: runs(200, 5000) })
  })
})

describe('a job across 31 March', () => {
  /** Work in the only week that is not closed; kit a week before. */
  const spendOf = (startOn: string, weekOn: string) => {
    const draws = drawsOf(
      [line('kit', 100, { offsetWeeks: -1 }), line('labour', 10)],
      () => [{ fund: 'A', basisPoints: WHOLE }],
      2,
    )
    const budgets = ['2026-27', '2027-28'].map((financialYear) => ({ financialYear, pence: 1000 }))
    const problem = readProblem({
      ...{ format: 'lenscap-problem/1', startOn, weeks: 6 },
      funds: [{ id: 'A', budgets }],
      pools: [{ id: 'p', minutesPerWeek: 60 }],
      jobs: [{ id: 'j', tier: 3, weightPerDay: 1, minutes: 60, poolIds: ['p'], draws, releaseOn: weekOn }],
    })
    return solve(problem).measures.spend.map(({ financialYear, pence }) => `${financialYear} ${pence}`)
  }
  it('buys in the old year and works in the new: each draw falls in the year of its own Monday', () => {
    // 29 March 2027 is the last Monday of 2026-27, 5 April the first of 2027-28.
    expect(spendOf('2027-03-01', '2027-03-29')).toEqual(['2026-27 110'])
    expect(spendOf('2027-03-01', '2027-04-05')).toEqual(['2026-27 100', '2027-28 10'])
    expect(spendOf('2027-03-22', '2027-04-12')).toEqual(['2027-28 110'])
  })
  it('is in the new year on 1 April itself, and in the old one on 31 March', () => {
    // 1 April 2030 and 31 March 2031 are Mondays.
    expect(day('2030-04-01') > day('2030-03-31')).toBe(true)
    const years = (startOn: string, weekOn: string) => {
      const problem = readProblem({
        ...{ format: 'lenscap-problem/1', startOn, weeks: 4 },
        funds: [{ id: 'A', unlimited: true }],
        pools: [],
        jobs: [
          {
            ...{ id: 'j', tier: 3, weightPerDay: 1, minutes: 0, poolIds: [], releaseOn: weekOn },
            draws: [
              { fundId: 'A', pence: 7, offsetWeeks: -1 },
              { fundId: 'A', pence: 5, offsetWeeks: 0 },
            ],
          },
        ],
      })
      return solve(problem).measures.spend.map(({ financialYear, pence }) => `${financialYear} ${pence}`)
    }
    expect(years('2030-03-18', '2030-04-01')).toEqual(['2029-30 7', '2030-31 5'])
    expect(years('2031-03-17', '2031-03-31')).toEqual(['2030-31 12'])
  })
})
