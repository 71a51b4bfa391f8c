import { describe, expect, it } from 'vitest'
import { stageOf, valueBandOf, isContactOverdue } from '../../../src/orders/claims/contractor-view.ts'
import { shownRegions, keyOfCell, type Cell } from '../../../src/orders/claims/open/cells.ts'
import { ORDER_STATES } from '../../../src/shared/vocabulary.ts'
import { reference } from '../../support/estate.ts'

const { valueBandsPence: bands } = reference.claims
const cell = (region: string, orders: number, over: Partial<Cell> = {}): Cell => ({
  ...{ region, action: 'replace', vetting: 'sc', valueBand: 'under £1,000', month: '2027-01', orders },
  ...over,
})
const shown = (...cells: Cell[]) => {
  const regions = shownRegions(cells, 5)
  return cells.map((one) => regions.get(keyOfCell(one)))
}

describe('the stage of an order, for a company', () => {
  it('is none for every order of another company, or of nobody', () => {
    for (const state of ORDER_STATES) {
      expect(stageOf({ state, companyId: 'con_2' }, 'con_1', true)).toBe(null)
      expect(stageOf({ state, companyId: null }, 'con_1', true)).toBe(null)
    }
  })

  it('is none before the offer, and none after the work is accepted, cancelled or closed', () => {
    const none = ORDER_STATES.filter((state) => stageOf({ state, companyId: 'con_1' }, 'con_1', true) === null)
    expect(none).toEqual(['proposed', 'ready', 'accepted', 'verified', 'closed-incomplete', 'cancelled'])
  })

  it('shows what stands there only while a visit is booked or under way', () => {
    const booked = ORDER_STATES.filter((state) => stageOf({ state, companyId: 'con_1' }, 'con_1', true) === 'booked')
    expect(booked).toEqual(['scheduled', 'in-progress'])
    expect(stageOf({ state: 'scheduled', companyId: 'con_1' }, 'con_1', false)).toBe('held')
  })
})

describe('cells of open orders', () => {
  it('of five are shown as they are, of four for a wider region with others like them', () => {
    expect(shown(cell('London', 5))).toEqual(['London'])
    expect(shown(cell('London', 4))).toEqual([null])
    expect(shown(cell('London', 4), cell('South East', 1))).toEqual(['England', 'England'])
    expect(shown(cell('London', 5), cell('South East', 1))).toEqual(['London', null])
    expect(shown(cell('London', 2), cell('Wales', 2), cell('Scotland', 1))).toEqual([
      'Anywhere',
      'Anywhere',
      'Anywhere',
    ])
    expect(shown(cell('London', 2), cell('Wales', 2))).toEqual([null, null])
  })

  it('join nothing that differs in what is shown', () => {
    expect(shown(cell('London', 4), cell('London', 4, { month: '2027-02' }))).toEqual([null, null])
    expect(shown(cell('London', 4), cell('London', 4, { vetting: 'dv' }))).toEqual([null, null])
  })
})

describe('a value band', () => {
  it.each([
    [0, 'under £1,000'],
    [99_999, 'under £1,000'],
    [100_000, '£1,000 to £5,000'],
    [9_999_999, '£25,000 to £100,000'],
    [10_000_000, '£100,000 and more'],
  ])('of %i pence is %s', (pence, band) => expect(valueBandOf(pence, bands)).toBe(band))
})

it('silence is made good by a later day on which the company must be heard of', () => {
  const [one, two] = [new Date(1000), new Date(2000)]
  expect(isContactOverdue({ contactDueAt: one, contactOverdueAt: two })).toBe(true)
  expect(isContactOverdue({ contactDueAt: two, contactOverdueAt: one })).toBe(false)
  expect(isContactOverdue({ contactDueAt: two, contactOverdueAt: null })).toBe(false)
  expect(isContactOverdue({ contactDueAt: null, contactOverdueAt: one })).toBe(false)
})
