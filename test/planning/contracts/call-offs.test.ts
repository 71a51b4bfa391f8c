import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCallOffs, type PlannedWork } from '../../../src/planning/contracts/call-offs.ts'
import type { ContractBook } from '../../../src/planning/contracts/contract.ts'
import { day } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'
import { bookOf, contractOf, legOf, purchaseOrderOf } from './make-book.ts'

const legs = (...parts: readonly Partial<PlannedWork>[]) =>
  parts.map((part, i) => legOf({ legId: `leg-${i + 1}`, ...part }))
/** What each leg has: call-off and purchase order, or the gate that is unmet. */
const takes = (work: readonly PlannedWork[], book: ContractBook = bookOf()) => {
  const { byLeg } = checkCallOffs(work, book)
  return work.map(({ legId }) => {
    const facts = byLeg.get(legId)
    if (!facts) return 'not asked'
    const unmet = facts.unmet.map(({ gate }) => gate)
    return [facts.callOff, facts.purchaseOrder, ...unmet].filter((part) => part !== null).join(' ')
  })
}
const warnings = (work: readonly PlannedWork[], book: ContractBook) => checkCallOffs(work, book).warnings

describe('a ceiling', () => {
  it.each([
    ['exactly spent is kept', 60_000, 'CO-1 PO-1'],
    ['is broken by one penny', 60_001, 'needs-call-off'],
  ])('%s', (_, exVatPence, second) => {
    expect(takes(legs({}, { exVatPence }))).toEqual(['CO-1 PO-1', second])
  })
  it('that one leg would break still has room for a smaller one after it', () => {
    expect(takes(legs({ exVatPence: 70_000 }, { exVatPence: 40_000 }, { exVatPence: 30_000 }))).toEqual([
      ...['CO-1 PO-1', 'needs-call-off', 'CO-1 PO-1'],
    ])
  })
  it('of a purchase order is kept likewise, and the call-off is taken all the same', () => {
    const book = bookOf({ purchaseOrders: [purchaseOrderOf({ ceilingPence: 79_999 })] })
    expect(takes(legs({}, {}), book)).toEqual(['CO-1 PO-1', 'CO-1 needs-purchase-order'])
    const exact = bookOf({ purchaseOrders: [purchaseOrderOf({ ceilingPence: 80_000 })] })
    expect(takes(legs({}, {}), exact)).toEqual(['CO-1 PO-1', 'CO-1 PO-1'])
  })
})

describe('a call-off', () => {
  it.each([
    ['the day before it starts', '2027-01-03', 'needs-call-off'],
    ['its first day', '2027-01-04', 'CO-1 PO-1'],
    ['its last day', '2027-06-28', 'CO-1 PO-1'],
    ['the day after it expires', '2027-06-29', 'needs-call-off'],
  ])('on %s', (_, on, taken) => {
    const contract = contractOf({ startsOn: day('2027-01-04'), expiresOn: day('2027-06-28') })
    expect(takes([legOf({ on: day(on) })], bookOf({ contracts: [contract] }))).toEqual([taken])
  })
  it('serves the organisations, regions and actions that it names', () => {
    const contract = contractOf({
      organisations: [{ id: 'org_1', name: 'Ducks' }],
      regions: ['London'],
      actions: ['replace'],
    })
    const book = bookOf({ contracts: [contract], usedBy: new Set(['org_1', 'org_2']) })
    const others = [{ organisationId: 'org_2' }, { region: 'Wales' }, { region: null }, { action: 'survey' as const }]
    expect(takes(legs({}, ...others), book)).toEqual(['CO-1 PO-1', ...others.map(() => 'needs-call-off')])
  })
  it('that expires first is used first, then the next one', () => {
    const sooner = contractOf({ reference: 'CO-2', expiresOn: day('2027-03-31'), ceilingPence: 40_000 })
    const book = bookOf({
      contracts: [contractOf(), sooner],
      purchaseOrders: [purchaseOrderOf(), purchaseOrderOf({ number: 'PO-2', contractId: 'ctr_CO-2' })],
    })
    expect(takes(legs({}, {}), book)).toEqual(['CO-2 PO-2', 'CO-1 PO-1'])
  })
  it('with a purchase order goes before one without', () => {
    const sooner = contractOf({ reference: 'CO-2', expiresOn: day('2027-03-31') })
    expect(takes(legs({}), bookOf({ contracts: [contractOf(), sooner] }))).toEqual(['CO-1 PO-1'])
  })
  it('is not asked for where the organisation uses none, nor for work that costs nothing', () => {
    expect(takes(legs({ organisationId: 'org_2' }, { exVatPence: 0 }))).toEqual(['not asked', 'not asked'])
  })
  it('is lacking for what is not planned, which is no warning', () => {
    expect(takes([legOf({ on: null })])).toEqual(['needs-call-off'])
    expect(warnings([legOf({ on: null })], bookOf())).toEqual([])
  })
})

describe('a purchase order', () => {
  it('pays from the day that it is raised on', () => {
    const book = bookOf({ purchaseOrders: [purchaseOrderOf({ raisedOn: day('2027-01-11') })] })
    const work = legs({ on: day('2027-01-10') }, { on: day('2027-01-11') })
    expect(takes(work, book)).toEqual(['CO-1 needs-purchase-order', 'CO-1 PO-1'])
  })
  it('pays from its own fund', () => {
    const book = bookOf({ purchaseOrders: [purchaseOrderOf({ fundCode: 'REVENUE' })] })
    expect(takes(legs({}, { funds: ['CAPITAL', 'REVENUE'] }), book)).toEqual(['CO-1 needs-purchase-order', 'CO-1 PO-1'])
  })
})

describe('the warnings', () => {
  it('say which call-off runs out, when, for how many orders and how much', () => {
    const work = legs({}, {}, { on: day('2027-02-01') }, { on: day('2027-01-18'), exVatPence: 40_050 })
    expect(warnings(work, bookOf())).toEqual([
      {
        code: 'call-off-runs-out',
        message:
          'Call-off CO-1 runs out: its ceiling of £1,000 leaves no room. 2 orders from the week of 18 January 2027 need another, £800.50 without VAT.',
      },
    ])
  })
  it('say which expires, which starts later, and that there is none', () => {
    const work = legs(
      { on: day('2027-07-05') },
      { on: day('2026-12-28') },
      { organisationId: 'org_2', organisation: 'Geese', region: null },
    )
    const contracts = [contractOf({ organisations: [{ id: 'org_1', name: 'Ducks' }] })]
    const said = warnings(work, bookOf({ contracts, usedBy: new Set(['org_1', 'org_2']) }))
    expect(said.map(({ message }) => message)).toEqual([
      'Call-off CO-1 expires on 30 June 2027, before the work. 1 order from the week of 5 July 2027 needs another, £400 without VAT.',
      'Call-off CO-1 starts on 1 January 2027, after the work. 1 order from the week of 28 December 2026 needs another, £400 without VAT.',
      'No call-off of Geese is for replace in an unknown region. 1 order from the week of 4 January 2027 needs one, £400 without VAT.',
    ])
  })
  it('say the same of purchase orders', () => {
    const none = warnings(legs({}), bookOf({ purchaseOrders: [] }))
    const short = warnings(legs({}), bookOf({ purchaseOrders: [purchaseOrderOf({ ceilingPence: 1 })] }))
    expect([...none, ...short].map(({ code }) => code)).toEqual(['no-purchase-order', 'purchase-order-runs-out'])
  })
})

it('no call-off and no purchase order ever gives more than its ceiling, whatever is asked of them', () => {
  const leg = fc.record({
    exVatPence: fc.integer({ min: 1, max: 60_000 }),
    region: fc.constantFrom('London', 'Wales', null),
    on: fc.constantFrom(day('2026-12-28'), day('2027-01-04'), day('2027-06-28'), day('2027-07-05')),
  })
  const contracts = [contractOf(), contractOf({ reference: 'CO-2', regions: ['Wales'], expiresOn: day('2027-12-31') })]
  const purchaseOrders = [
    purchaseOrderOf({ ceilingPence: 60_000 }),
    purchaseOrderOf({ number: 'PO-2', contractId: 'ctr_CO-2' }),
  ]
  fc.assert(
    fc.property(fc.array(leg, { maxLength: 20 }), (parts) => {
      const work = legs(...parts)
      const { byLeg } = checkCallOffs(work, bookOf({ contracts, purchaseOrders }))
      const taken = (by: 'callOff' | 'purchaseOrder', name: string) =>
        work.filter(({ legId }) => byLeg.get(legId)?.[by] === name).reduce((sum, one) => sum + one.exVatPence, 0)
      for (const { reference, ceilingPence } of contracts)
        expect(taken('callOff', reference)).toBeLessThanOrEqual(ceilingPence)
      for (const { number, ceilingPence } of purchaseOrders)
        expect(taken('purchaseOrder', number)).toBeLessThanOrEqual(ceilingPence)
    }),
    { seed: 6, numRuns: runs(100, 5000) },
  )
})
