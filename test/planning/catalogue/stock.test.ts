import { describe, expect, it } from 'vitest'
import { allotStock, batchSurplus, leadDaysOf, type Kit } from '../../../src/planning/catalogue/stock.ts'
import { day } from '../../../src/shared/day.ts'
import { model } from './make-catalogue.ts'

const need = (quantity: number, of = model({ stock: 5 })) => ({ model: of, quantity, why: 'like for like' })
const kit = (quantity: number, of: Partial<Kit> = {}): Kit => ({ ...need(quantity), fromStock: 0, ...of })

describe('stock', () => {
  it('goes to the most urgent legs first, the last unit included', () => {
    const legs = allotStock([[need(3)], [need(3)], [need(1)]])
    expect(legs.map(([one]) => one?.fromStock)).toEqual([3, 2, 0])
  })
  it('is of one model: another has its own', () => {
    const other = model({ code: 'other', stock: 1 })
    const [first] = allotStock([[need(5), need(2, other)]])
    expect(first?.map(({ fromStock }) => fromStock)).toEqual([5, 1])
  })
})

describe('lead time', () => {
  const slow = model({ leadDays: 70 })
  it('is the longest of the models, with the weeks that they are delivered before the work', () => {
    expect(leadDaysOf([kit(1, { model: slow }), kit(1, { model: model({ leadDays: 14 }) })], 42)).toBe(70)
    expect(leadDaysOf([kit(1, { model: model({ leadDays: 14, deliveredWeeksBefore: 2 }) })], 42)).toBe(28)
  })
  it('is assumed of a model that states none, and of work without kit', () => {
    expect(leadDaysOf([kit(1)], 42)).toBe(42)
    expect(leadDaysOf([], 42)).toBe(42)
  })
  it('does not hold a leg that is wholly from stock, and holds one that lacks a single unit', () => {
    expect(leadDaysOf([kit(3, { model: slow, fromStock: 3 })], 42)).toBe(0)
    expect(leadDaysOf([kit(3, { model: slow, fromStock: 2 })], 42)).toBe(70)
  })
})

describe('full batches', () => {
  const batch = model({ orderBatch: 10 })
  const surplus = (quantity: number, fromStock = 0) =>
    batchSurplus([{ kit: [kit(quantity, { model: batch, fromStock })], weekOn: day('2027-03-01') }])
  it('leave over what no order pays for, in units and pounds: 7 of 10 leave 3 at £500', () => {
    const [warning] = surplus(7)
    expect(warning).toMatchObject({ code: 'batch-surplus' })
    expect(warning?.message).toContain('3 units over, £1,500')
  })
  it('leave nothing over when they come out even, or when all is from stock', () => {
    expect(surplus(20)).toEqual([])
    expect(surplus(3, 3)).toEqual([])
  })
})
