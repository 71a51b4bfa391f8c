import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Crews, fundsOf, vettingOf, type Fund } from '../../../src/planning/problem/capacity.ts'
import { readWork } from '../../../src/planning/problem/pack.ts'
import { day, financialYear } from '../../../src/shared/day.ts'

const startOn = day('2026-11-23')
const y26 = financialYear(2026)
const y27 = financialYear(2027)
const fund = (code: string, budgets: Fund['budgets'] = []): Fund => ({
  id: `fun_${code}`,
  code,
  name: code,
  carryOver: 'none',
  carryOverCapPence: null,
  budgets,
})
const approved = (pence: number, financialYear = y26) => ({ financialYear, pence, status: 'approved' as const })

describe('the money of a plan', () => {
  it('is what is approved; what is only indicative or asked for does not count', () => {
    const indicative = { ...approved(7, y27), status: 'indicative' as const }
    const { funds } = fundsOf([fund('A', [approved(100), indicative])], [], startOn)
    expect(funds).toMatchObject([{ id: 'A', budgets: [{ financialYear: y26, pence: 100 }], unlimited: false }])
  })
  it('is replaced year by year by what is given; other years and funds keep theirs', () => {
    const stored = [fund('A', [approved(100), approved(200, y27)]), fund('B', [approved(300)])]
    const { funds } = fundsOf(stored, [{ fund: 'A', financialYear: y27, pence: 5 }], startOn)
    expect(funds.map(({ budgets }) => budgets.map(({ pence }) => pence))).toEqual([[100, 5], [300]])
  })
  it('is nothing for a fund without a budget beside one that has it, and that is said', () => {
    const { funds, warnings } = fundsOf([fund('A', [approved(1)]), fund('B')], [], startOn)
    expect(funds[1]).toMatchObject({ id: 'B', budgets: [], unlimited: false })
    expect(warnings).toMatchObject([{ code: 'no-budget', message: expect.stringContaining('B') }])
  })
  it('does not bind when there is none at all: only crews do, and that is said', () => {
    const { funds, warnings } = fundsOf([fund('A'), fund('B')], [], startOn)
    expect(funds.every(({ unlimited }) => unlimited)).toBe(true)
    expect(warnings).toMatchObject([{ code: 'unconstrained' }])
  })
  it('refuses a fund that does not exist, and lists those that do', () => {
    const ask = () => fundsOf([fund('B'), fund('A')], [{ fund: 'C', financialYear: y26, pence: 1 }], startOn)
    expect(ask).toThrow(expect.objectContaining({ code: 'unknown-fund', hint: 'The funds are: A, B.' }))
  })
})

describe('a budget that is given', () => {
  const give = (...years: (typeof y26)[]) =>
    fundsOf(
      [fund('A')],
      years.map((year) => ({ fund: 'A', financialYear: year, pence: 1 })),
      startOn,
    )
  it('is given once for a fund and year', () => {
    expect(() => give(y26, y26)).toThrow(expect.objectContaining({ code: 'budget-twice' }))
    expect(give(y26, y27).warnings).toEqual([])
  })
  it('of a year before the plan starts is not spent, and that is said', () => {
    expect(give(financialYear(2025)).warnings).toMatchObject([{ code: 'budget-past' }])
  })
})

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
