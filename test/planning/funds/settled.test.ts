import { beforeAll, describe, expect, it } from 'vitest'
import { adoptPlanWith } from '../../../src/orders/adopt/adopt-plan.ts'
import { LOCAL_ADMIN } from '../../../src/access/principals.ts'
import { importLedger } from '../../../src/planning/funds/ledger/import-ledger.ts'
import type { LedgerLine } from '../../../src/planning/funds/ledger/ledger.ts'
import { drawsLeft, settledByLeg } from '../../../src/planning/funds/ledger/settled.ts'
import { takeBudgets } from '../../../src/planning/funds/lists.ts'
import { readPositions } from '../../../src/planning/funds/read-money.ts'
import { day, financialYear } from '../../../src/shared/day.ts'
import { fakeClock } from '../../support/clock.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { depsOf, importText, jobContext, makePlan, operator, reference } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'

const doc = (kind: LedgerLine['kind'], pence: number, more: Partial<LedgerLine> = {}): LedgerLine => ({
  ...{ kind, pence, reference: `${kind} ${pence}`, supplier: 'Acme', financialYear: financialYear(2026) },
  ...{ purchaseOrder: null, orderRef: null },
  ...more,
})
const order = (pence: number, orderRef: string | null, reference = 'PO1') =>
  doc('purchase-order', pence, { reference, orderRef })
const on = { purchaseOrder: 'PO1' }

describe('what is settled of the work of a plan', () => {
  it('is the most of what was received and invoiced, for the leg that the order names', () => {
    expect(settledByLeg([order(100, 'a')])).toEqual(new Map([['a', 0]]))
    const both = [order(100, 'a'), doc('goods-received', 60, on), doc('invoice', 50, on)]
    expect(settledByLeg(both)).toEqual(new Map([['a', 60]]))
    expect(settledByLeg([doc('invoice', 50)])).toEqual(new Map())
  })
  it('is once what a document says itself and its order says too', () => {
    const named = [order(100, 'a'), doc('goods-received', 60, { ...on, orderRef: 'a' }), doc('invoice', 60, on)]
    expect(settledByLeg(named)).toEqual(new Map([['a', 60]]))
    expect(settledByLeg([doc('invoice', 60, { orderRef: 'a' })])).toEqual(new Map([['a', 60]]))
  })
  it('is less by what a credit note gives back', () => {
    expect(settledByLeg([order(100, 'a'), doc('invoice', 60, on), doc('credit-note', -20, on)]).get('a')).toBe(40)
  })
  it('goes to the earliest order of a supplier first, also past orders that are for no leg', () => {
    const entries = [order(100, null, 'PO1'), order(50, 'a', 'PO2'), doc('invoice', 120)]
    expect(settledByLeg(entries)).toEqual(new Map([['a', 20]]))
  })
})

describe('what a job still draws', () => {
  const kit = { fundId: 'F', pence: 1000, offsetWeeks: -2 }
  const labour = { fundId: 'F', pence: [300, 330], offsetWeeks: 0 }
  it('is without what is settled: of what is paid first, and of that fund', () => {
    const left = (pence: number) => drawsLeft([labour, kit], (fund) => (fund === 'F' ? pence : 0))
    expect(left(0)).toEqual([labour, kit])
    expect(left(400)).toEqual([labour, { ...kit, pence: 600 }])
    expect(left(1000)).toEqual([labour])
    expect(left(1100)).toEqual([{ ...labour, pence: [200, 230] }])
    expect(left(5000)).toEqual([])
    expect(drawsLeft([kit], (fund) => (fund === 'F' ? 0 : 9))).toEqual([kit])
  })
})

describe('an order under way', () => {
  const clock = fakeClock()
  let deps: ReturnType<typeof depsOf>
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    deps = { ...depsOf(db), clock }
    const estate = csv(
      'organisation,standing,site,region,sensitivity,network,device,kind,manufacturer,model',
      'Ducks,department,POND,Wales,sensitive,isolated,C1,camera,Hikvision,DS-2CD2042',
    )
    await importText(deps, 'list.csv', estate)
    const budgets = csv('fund,financial_year,status,budget_pounds', 'DUCKS,2026-27,approved,3500')
    await takeBudgets(deps, operator, { bytes: Buffer.from(budgets), name: 'budgets.csv' })
    return close
  })
  const plan = () => makePlan(deps, { startOn: day('2026-11-30'), weeks: 52, budgets: [] })
  const standing = async () => {
    const { funds } = await deps.db.snapshot((q) => readPositions(q, 'everything'))
    const { actualPence, plannedPence, leftPence } = funds[0]!.positions[0]!
    return [actualPence, plannedPence, leftPence]
  }

  // Kit £2,500, crew £211.25, mobilisation £180 and disposal £15: £2,906.25 of £3,500.
  it('whose kit is invoiced by its reference is counted once, in the plan that stands and in the next', async () => {
    const { planId } = await plan()
    const caller = { ...operator, principalId: LOCAL_ADMIN }
    await adoptPlanWith(reference)(deps, { planId }, { ...jobContext, caller })
    expect(await standing()).toEqual([0, 290_625, 59_375])
    const [order] = await deps.db.read.select().from(deps.db.read.t.orders)
    const ledger = csv(
      'document,reference,supplier,fund,financial_year,amount_pounds,purchase_order,order',
      `invoice,IN1,Acme,DUCKS,2026-27,2500,,${order!.ref}`,
    )
    clock.advance(1000)
    await importLedger(deps, operator, { bytes: Buffer.from(ledger), name: 'ledger.csv' })
    expect(await standing()).toEqual([250_000, 40_625, 59_375])
    // Of £3,500 less £2,500 the labour is £406.25: counted twice, the kit would find no money.
    const { summary } = await plan()
    expect(summary.unplaced).toEqual([])
    expect(summary.money).toMatchObject([{ financialYear: '2026-27', budgetPence: 100_000, spentPence: 40_625 }])
  })
})
