import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareLedger } from '../../../src/planning/funds/ledger/import-ledger.ts'
import { amountFault, usedByYear, type LedgerLine } from '../../../src/planning/funds/ledger/ledger.ts'
import { positionOf, positionsByClass, positionsOf } from '../../../src/planning/funds/ledger/position.ts'
import { financialYear, type FinancialYear } from '../../../src/shared/day.ts'
import { LEDGER_KINDS } from '../../../src/shared/vocabulary.ts'
import { runs } from '../../support/runs.ts'

const [y26, y27, y28] = [financialYear(2026), financialYear(2027), financialYear(2028)]
const doc = (kind: LedgerLine['kind'], pence: number, more: Partial<LedgerLine> = {}): LedgerLine => ({
  ...{ kind, pence, reference: `${kind} ${pence}`, supplier: 'Acme Ltd', financialYear: y26 },
  ...{ purchaseOrder: null, orderRef: null },
  ...more,
})
const order = (pence: number, reference = 'PO1', more: Partial<LedgerLine> = {}) =>
  doc('purchase-order', pence, { reference, ...more })
const used = (entries: readonly LedgerLine[], year: FinancialYear = y26) => {
  const found = usedByYear(entries, (ref) => ref === 'leg-1').get(year)
  return found && [found.actualPence, found.accruedPence, found.committedOutsidePence, found.committedInPlanPence]
}
const on = { purchaseOrder: 'PO1' }

describe('what a ledger comes to', () => {
  it('is committed when it is ordered, accrued when it is received, actual when it is invoiced, and once in all', () => {
    expect(used([order(100)])).toEqual([0, 0, 100, 0])
    expect(used([order(100), doc('goods-received', 60, on)])).toEqual([0, 60, 40, 0])
    expect(used([order(100), doc('goods-received', 60, on), doc('invoice', 50, on)])).toEqual([50, 10, 40, 0])
    const all = [order(100), doc('goods-received', 100, on), doc('invoice', 100, on)]
    expect(used(all)).toEqual([100, 0, 0, 0])
  })
  it('counts what is invoiced above the order, and what is invoiced before anyone wrote down that it came', () => {
    expect(used([order(100), doc('invoice', 130, on)])).toEqual([130, 0, 0, 0])
    expect(used([order(100), doc('goods-received', 20, on), doc('invoice', 70, on)])).toEqual([70, 0, 30, 0])
  })
  it('is less by what a credit note gives back, and by what is taken back of an order', () => {
    expect(used([doc('invoice', 100), doc('credit-note', -30)])).toEqual([70, 0, 0, 0])
    expect(used([doc('credit-note', -30)])).toEqual([-30, 0, 0, 0])
    expect(used([order(100), order(-40, 'PO1/2', on)])).toEqual([0, 0, 60, 0])
  })
  it('matches documents that name no order by supplier, and never one supplier’s with another’s', () => {
    expect(used([order(100), doc('invoice', 30)])).toEqual([30, 0, 70, 0])
    expect(used([order(100), doc('invoice', 30, { supplier: 'Other plc' })])).toEqual([30, 0, 100, 0])
    expect(used([order(100), doc('invoice', 30, { supplier: ' ACME  ltd' })])).toEqual([30, 0, 70, 0])
  })
  it('moves with the goods into the year in which they come', () => {
    const entries = [order(100), doc('goods-received', 80, { ...on, financialYear: y27 })]
    expect([used(entries), used(entries, y27)]).toEqual([
      [0, 0, 20, 0],
      [0, 80, 0, 0],
    ])
  })
  it('settles the earliest order first', () => {
    const entries = [order(100), order(50, 'PO2', { financialYear: y27 }), doc('goods-received', 120)]
    expect([used(entries), used(entries, y27)]).toEqual([
      [0, 120, 0, 0],
      [0, 0, 30, 0],
    ])
  })
  it('keeps apart what is committed to work of the plan', () => {
    expect(used([order(100, 'PO1', { orderRef: 'leg-1' }), order(7, 'PO2', { orderRef: 'leg-2' })])).toEqual([
      0, 0, 7, 100,
    ])
  })
  it('never loses a penny: all years and parts add up to the most of ordered, received and invoiced', () => {
    const entries = fc.array(
      fc.record({
        kind: fc.constantFrom('purchase-order', 'goods-received', 'invoice'),
        pence: fc.integer({ min: 1, max: 1_000_000 }),
        financialYear: fc.constantFrom(y26, y27, y28),
      }),
      { maxLength: 20 },
    )
    const property = fc.property(entries, (some) => {
      const all = some.map(({ kind, pence, ...more }) => doc(kind as LedgerLine['kind'], pence, more))
      const sum = (kind: string) => all.filter((one) => one.kind === kind).reduce((pence, one) => pence + one.pence, 0)
      const parts = [...usedByYear(all, () => false).values()].flatMap((year) => Object.values(year) as number[])
      expect(parts.reduce((pence, part) => pence + part, 0)).toBe(
        Math.max(sum('purchase-order'), sum('goods-received'), sum('invoice')),
      )
      expect(parts.every((part) => part >= 0)).toBe(true)
    })
    fc.assert(property, { seed: 1, numRuns: runs(300, 10_000) })
  })
})

describe('the amount of a document', () => {
  it('has a sign that fits what it is', () => {
    const fits = LEDGER_KINDS.map((kind) => [1, 0, -1].map((pence) => amountFault(doc(kind, pence)) === undefined))
    expect(fits).toEqual([
      [true, false, false],
      [true, false, false],
      [true, false, false],
      [false, false, true],
    ])
    expect(amountFault(order(-1, 'PO2', on))).toBeUndefined()
    expect(amountFault(doc('invoice', -1, on))).toContain('credit note')
  })
})

describe('an extract that is taken again', () => {
  const row = (n: number, pence: number, more: object = {}) => {
    return { ...doc('invoice', pence, { reference: 'I1' }), fund: 'A', row: n, ...more }
  }
  const record = (pence: number, fund = 'A') => {
    const keys = { supplierKey: 'acme ltd', referenceKey: 'i1' }
    return { kind: 'invoice', ...keys, fund, financialYear: y26, pence }
  }
  const outcome = (rows: ReturnType<typeof row>[], stored: ReturnType<typeof record>[]) => {
    const { fresh, complaints, unchanged, repeated } = compareLedger(rows, stored)
    return { fresh: fresh.length, unchanged, repeated, complaints: complaints.map(({ row: at }) => at) }
  }
  it('changes nothing', () => {
    expect(outcome([row(2, 100)], [])).toEqual({ fresh: 1, unchanged: 0, repeated: 0, complaints: [] })
    expect(outcome([row(2, 100)], [record(100)])).toEqual({ fresh: 0, unchanged: 1, repeated: 0, complaints: [] })
  })
  it('is refused where it says another amount, fund or year of a document', () => {
    expect(outcome([row(2, 101)], [record(100)]).complaints).toEqual([2])
    expect(outcome([row(2, 100, { fund: 'B' })], [record(100)]).complaints).toEqual([2])
    expect(outcome([row(2, 100, { financialYear: y27 })], [record(100)]).complaints).toEqual([2])
  })
  it('may charge one document to several funds, and counts a row that stands twice once', () => {
    expect(outcome([row(2, 100), row(3, 50, { fund: 'B' })], [])).toMatchObject({ fresh: 2, complaints: [] })
    expect(outcome([row(2, 100), row(3, 100)], [])).toMatchObject({ fresh: 1, repeated: 1, complaints: [] })
    expect(outcome([row(2, 100), row(3, 99)], []).complaints).toEqual([3])
  })
})

describe('where a fund stands', () => {
  const budget = (pence: number, year: FinancialYear, status: 'approved' | 'indicative' | 'asked-for' = 'approved') => {
    return { financialYear: year, status, pence }
  }
  const plain = { budgets: [budget(1000, y26), budget(500, y27)], carryOver: 'none', carryOverCapPence: null } as const
  const nothing = { ledger: [], planned: new Map<FinancialYear, number>(), isInPlan: () => false }

  it('is what it was given, less what is paid, promised and planned', () => {
    const ledger = [order(400), doc('goods-received', 300, on), doc('invoice', 100, on)]
    const position = positionOf(plain, y26, { ...nothing, ledger, planned: new Map([[y26, 250]]) })
    expect(position).toMatchObject({ approvedPence: 1000, actualPence: 100, accruedPence: 200, committedPence: 100 })
    expect(position).toMatchObject({ plannedPence: 250, leftPence: 350, overspentPence: 0, surrenderedPence: 350 })
  })
  it('counts what is committed to planned work once', () => {
    const ledger = [order(400, 'PO1', { orderRef: 'leg-1' })]
    const of = (planned: number) =>
      positionOf(plain, y26, { ledger, planned: new Map([[y26, planned]]), isInPlan: () => true })
    expect(of(600)).toMatchObject({ committedPence: 400, plannedPence: 200, leftPence: 400 })
    expect(of(300)).toMatchObject({ committedPence: 400, plannedPence: 0, leftPence: 600 })
  })
  it('is an overspend from the first penny on, which no year makes good', () => {
    const of = (pence: number) => positionsOf(plain, { ...nothing, ledger: [doc('invoice', pence)] })
    expect(of(1000)[0]).toMatchObject({ leftPence: 0, overspentPence: 0 })
    expect(of(1001)[0]).toMatchObject({ leftPence: -1, overspentPence: 1, surrenderedPence: 0 })
    expect(of(1001)[1]).toMatchObject({ leftPence: 500 })
  })
  it('hands on what was agreed, to the next year only; the rest is surrendered', () => {
    const agreed = { ...plain, carryOver: 'agreed', carryOverCapPence: 200 } as const
    const budgets = [...plain.budgets, budget(0, y28, 'asked-for')]
    const [first, second, third] = positionsOf({ ...agreed, budgets }, nothing)
    expect(first).toMatchObject({ leftPence: 1000, carriedOutPence: 200, surrenderedPence: 800 })
    expect(second).toMatchObject({ carriedInPence: 200, leftPence: 700, carriedOutPence: 200, surrenderedPence: 500 })
    expect(third).toMatchObject({ carriedInPence: 200, leftPence: 200, carriedOutPence: 0, surrenderedPence: 200 })
    const requested = positionsOf({ ...plain, carryOver: 'requested' }, nothing)
    expect(requested.map(({ surrenderedPence }) => surrenderedPence)).toEqual([1000, 500])
  })
  it('says what is only indicative or asked for, and counts none of it', () => {
    const budgets = [budget(7, y26, 'indicative'), budget(9, y26, 'asked-for')]
    expect(positionOf({ ...plain, budgets }, y26, nothing)).toMatchObject({
      ...{ approvedPence: 0, indicativePence: 7, askedForPence: 9, leftPence: 0 },
    })
    expect(positionOf(plain, financialYear(2040), nothing)).toMatchObject({ approvedPence: 0, leftPence: 0 })
    expect(positionsOf({ ...plain, budgets: [] }, nothing)).toEqual([])
  })
  it('adds up by class and year', () => {
    const of = (funds: Parameters<typeof positionsByClass>[0]) =>
      positionsByClass(funds).map((p) => [p.financialYear, p.class, p.leftPence])
    const positions = positionsOf(plain, nothing)
    expect(
      of([
        { class: 'revenue', positions },
        { class: 'capital', positions },
        { class: 'capital', positions },
      ]),
    ).toEqual([
      [y26, 'capital', 2000],
      [y26, 'revenue', 1000],
      [y27, 'capital', 1000],
      [y27, 'revenue', 500],
    ])
  })
})
