import { describe, expect, it } from 'vitest'
import type { Budget, Fund } from '../../../src/planning/funds/fund.ts'
import type { LedgerEntry } from '../../../src/planning/funds/ledger/ledger.ts'
import { countYears, fundsOf, type PlanMoney } from '../../../src/planning/funds/plan-funds.ts'
import { day, financialYear } from '../../../src/shared/day.ts'

const startOn = day('2026-11-23')
const frame = { startOn, weeks: 260, isInPlan: (ref: string) => ref === 'leg-1' }
const [y25, y26, y27] = [financialYear(2025), financialYear(2026), financialYear(2027)]

const fund = (code: string, budgets: Fund['budgets'] = [], more: Partial<Fund> = {}): Fund => ({
  ...{ id: `fun_${code}`, version: 1, code, name: code, source: null, class: 'unstated', organisationId: null },
  ...{ carryOver: 'none', carryOverCapPence: null, defaultOf: [], budgets },
  ...more,
})
const approved = (pence: number, year = y26): Budget => ({ financialYear: year, pence, status: 'approved' })
const document = (kind: LedgerEntry['kind'], pence: number, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ id: `led_${kind}_${pence}`, fundId: 'fun_A', kind, pence, reference: `${kind}-${pence}`, supplier: 'Acme Ltd' },
  ...{ financialYear: y26, purchaseOrder: null, orderRef: null, recordedAt: new Date(0), recordedBy: 'p' },
  ...more,
})
const reckon = (money: Partial<PlanMoney>) => fundsOf({ funds: [], shares: [], ledger: [], given: [], ...money }, frame)
const codes = ({ warnings }: ReturnType<typeof reckon>) => warnings.map(({ code }) => code)

describe('the money of a plan', () => {
  it('is what is approved; what is only indicative or asked for does not count', () => {
    const indicative = { ...approved(7, y27), status: 'indicative' as const }
    const { funds } = reckon({ funds: [fund('A', [approved(100), indicative])] })
    expect(funds).toEqual([
      { id: 'A', budgets: [{ financialYear: y26, pence: 100 }], carryOver: 'none', unlimited: false },
    ])
  })
  it('counts what is indicative where it is asked to, in years that have no approved money', () => {
    const indicative = [100, 200].map((pence, n) => {
      return { financialYear: financialYear(2026 + n), pence, status: 'indicative' as const }
    })
    const { funds } = reckon({ funds: [fund('A', [approved(7), ...indicative])], countIndicative: true })
    expect(funds[0]!.budgets.map(({ pence }) => pence)).toEqual([7, 200])
  })
  it('is replaced year by year by what is given; other years and funds keep theirs', () => {
    const stored = [fund('A', [approved(100), approved(200, y27)]), fund('B', [approved(300)])]
    const { funds } = reckon({ funds: stored, given: [{ fund: 'A', financialYear: y27, pence: 5 }] })
    expect(funds.map(({ budgets }) => budgets.map(({ pence }) => pence))).toEqual([[100, 5], [300]])
  })
  it('is nothing for a fund without a budget beside one that has it, and that is said', () => {
    const { funds, warnings } = reckon({ funds: [fund('A', [approved(1)]), fund('B')] })
    expect(funds[1]).toMatchObject({ id: 'B', budgets: [], unlimited: false })
    expect(warnings).toMatchObject([{ code: 'no-budget', message: expect.stringContaining('B') }])
  })
  it('names each of several funds without a budget', () => {
    const { warnings } = reckon({ funds: [fund('A', [approved(1)]), fund('C'), fund('B')] })
    const says = '2 funds have no approved budget, £0 in every year: C; B.'
    expect(warnings).toEqual([{ code: 'no-budget', message: says }])
  })
  it('does not bind when there is none at all: only crews do, and that is said', () => {
    const { funds, warnings } = reckon({ funds: [fund('A'), fund('B')] })
    expect(funds.every(({ unlimited }) => unlimited)).toBe(true)
    expect(warnings).toMatchObject([{ code: 'unconstrained' }])
  })
  it('is refused for a fund that does not exist, listing those that do', () => {
    const ask = () => reckon({ funds: [fund('B'), fund('A')], given: [{ fund: 'C', financialYear: y26, pence: 1 }] })
    expect(ask).toThrow(expect.objectContaining({ code: 'unknown-fund', details: { funds: ['A', 'B'] } }))
  })
  it('is refused when it is given twice, is less than nothing, or is no sum that anybody has', () => {
    const given = (...sums: number[]) =>
      reckon({ funds: [fund('A')], given: sums.map((pence) => ({ fund: 'A', financialYear: y26, pence })) })
    expect(() => given(1, 2)).toThrow(expect.objectContaining({ code: 'budget-twice' }))
    for (const pence of [-1, 10_000_000_000_001, 0.5, NaN]) {
      expect(() => given(pence)).toThrow(expect.objectContaining({ code: 'absurd-amount' }))
    }
    expect(given(10_000_000_000_000).warnings).toEqual([])
  })
  it('of years outside the plan is not spent, and that is said', () => {
    const of = (...years: number[]) =>
      codes(
        reckon({
          funds: [fund('A')],
          given: years.map((year) => ({ fund: 'A', financialYear: financialYear(year), pence: 1 })),
        }),
      )
    // 260 weeks from 23 November 2026: the last begins on 10 November 2031.
    expect(of(2026, 2031)).toEqual([])
    expect(of(2025)).toEqual(['budget-past'])
    expect(of(2032)).toEqual(['budget-beyond'])
  })
})

describe('what was spent before the plan', () => {
  it('leaves less of the year that it fell in: invoices, what was received, and what is ordered for other work', () => {
    const ledger = [
      document('purchase-order', 500, { reference: 'PO1' }),
      document('goods-received', 300, { purchaseOrder: 'PO1' }),
      document('invoice', 100, { purchaseOrder: 'PO1' }),
      document('purchase-order', 40, { reference: 'PO2', supplier: 'Other', orderRef: 'leg-1' }),
    ]
    const found = reckon({ funds: [fund('A', [approved(1000), approved(1000, y27)])], ledger })
    expect(found.funds[0]!.budgets).toEqual([
      { financialYear: y26, pence: 500 },
      { financialYear: y27, pence: 1000 },
    ])
    expect(found.warnings).toEqual([
      {
        code: 'committed-outside',
        message:
          'Committed outside the plan: £2 of A. A purchase order for work in the plan must name its leg or its work order.',
      },
    ])
  })
  it('to the last penny leaves nothing, which is no overspend; one penny more is, by its amount', () => {
    const spend = (pence: number) =>
      reckon({ funds: [fund('A', [approved(1000)])], ledger: [document('invoice', pence)] })
    expect(spend(1000)).toMatchObject({ funds: [{ budgets: [{ pence: 0 }] }], warnings: [] })
    const over = spend(1001)
    expect(over.funds[0]!.budgets).toEqual([{ financialYear: y26, pence: 0 }])
    expect(over.warnings).toEqual([
      { code: 'overspent', message: 'Overspent before the plan: A in 2026-27 by £0.01. £0 is left there.' },
    ])
  })
  it('in a year without a budget is an overspend too', () => {
    expect(
      reckon({ funds: [fund('A', [approved(1)])], ledger: [document('invoice', 9, { financialYear: y27 })] }),
    ).toMatchObject({
      funds: [{ budgets: [{ pence: 1 }, { financialYear: y27, pence: 0 }] }],
      warnings: [{ code: 'overspent' }],
    })
  })
})

describe('money carried over', () => {
  const agreed = { carryOver: 'agreed', carryOverCapPence: 60 } as const
  it('is what was agreed; what is only requested is not counted', () => {
    const of = (more: Partial<Fund>) => reckon({ funds: [fund('A', [approved(100)], more)] }).funds[0]
    expect(of(agreed)).toMatchObject({ carryOver: 'capped', carryOverCapPence: 60 })
    expect(of({ carryOver: 'requested' })).toMatchObject({ carryOver: 'none' })
    expect(of({ carryOver: 'requested' })).not.toHaveProperty('carryOverCapPence')
  })
  it('into the first year of the plan is what the year before left, at most what was agreed', () => {
    const of = (spent: number, more: Partial<Fund> = agreed) =>
      reckon({
        funds: [fund('A', [approved(100, y25), approved(1000)], more)],
        ledger: [document('invoice', spent, { financialYear: y25 })],
      }).funds[0]!.budgets.find((budget) => budget.financialYear === y26)!.pence
    expect([of(39), of(40), of(41), of(100), of(101)]).toEqual([1060, 1060, 1059, 1000, 1000])
    expect(of(10, { carryOver: 'requested' })).toBe(1000)
  })
  it('does not pay a debt of a later year: where there is one, the agreement is not counted, and that is said', () => {
    const { funds, warnings } = reckon({
      funds: [fund('A', [approved(100), approved(10, y27)], agreed)],
      ledger: [document('purchase-order', 30, { financialYear: y27 })],
    })
    expect(funds[0]).toMatchObject({ carryOver: 'none', budgets: [{ pence: 100 }, { pence: 0 }] })
    expect(warnings[0]).toMatchObject({
      code: 'overspent',
      message: expect.stringContaining('carry-over is not counted'),
    })
  })
})

describe('the years of a plan', () => {
  it('are those of its Mondays: a week of 31 March belongs to the year in which it begins', () => {
    const years = (start: string, weeks: number, later = 0) => countYears({ startOn: day(start), weeks }, later)
    expect(years('2027-03-29', 1)).toBe(1)
    expect(years('2027-03-29', 2)).toBe(2)
    expect(years('2027-03-29', 1, 1)).toBe(2)
    expect(years('2026-11-23', 260)).toBe(6)
  })
})
