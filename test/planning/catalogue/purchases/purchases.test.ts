import { expect, describe, it } from 'vitest'
import { purchasesOf } from '../../../../src/planning/catalogue/purchases/purchases.ts'
import { costLines } from '../../../../src/planning/catalogue/cost-leg.ts'
import type { Kit } from '../../../../src/planning/catalogue/stock.ts'
import { day } from '../../../../src/shared/day.ts'
import { eachDialect } from '../../../support/dialects.ts'
import { buildTestApp } from '../../../support/app.ts'
import { importText, makePlan } from '../../../support/estate.ts'
import { catalogue, model } from '../make-catalogue.ts'

const plain = model({ code: 'plain' })
const early = model({ code: 'early', deliveredWeeksBefore: 1 })
const prices = catalogue({ models: [plain, early] })
const order = (kit: Partial<Kit>, weekOn: string | null) => ({
  weekOn: weekOn === null ? null : day(weekOn),
  costLines: costLines(prices, {
    ...{ action: 'replace' as const, organisation: null, disposals: [], minutes: 75 },
    kit: [{ model: plain, why: 'like for like', quantity: 1, fromStock: 0, ...kit }],
  }),
})

describe('the purchasing list', () => {
  it('has models by month of delivery, without what is not planned, and adds up to the kit of the orders', () => {
    const orders = [
      order({ quantity: 2 }, '2027-03-29'),
      // Delivered a week before 5 April.
      order({ model: early }, '2027-04-05'),
      order({ quantity: 3, fromStock: 1 }, '2027-03-01'),
      order({ quantity: 9 }, null),
    ]
    const rows = purchasesOf(orders, prices)
    expect(rows.map((row) => [row.code, row.deliveryMonth, row.quantity, row.fromStock, row.chargedPence])).toEqual([
      ['early', '2027-03', 1, 0, 50_000],
      ['plain', '2027-03', 5, 1, 200_000],
    ])
  })
  it('is empty where nothing is replaced', () => {
    expect(purchasesOf([], prices)).toEqual([])
  })
})

eachDialect('the purchases of a plan', (open) => {
  it('are read by whoever pays, with the prices that the plan was made with', async () => {
    const { request, deps } = await buildTestApp(await open())
    const inventory = `organisation,standing,sector,site,sensitivity,device,kind,manufacturer
Harbour Authority,department,central-government,HQ,sensitive,1,camera,Hikvision
`
    await importText(deps, 'harbour.csv', inventory)
    const { planId } = await makePlan(deps, { budgets: [] })
    const answer = await request({ method: 'GET', url: `/api/v1/plans/${planId}/purchases` })
    // Ordered on 23 November 2026, there after six weeks.
    expect(answer.json().items).toMatchObject([
      {
        deliveryMonth: '2027-01',
        code: 'camera',
        quantity: 1,
        fromStock: 0,
        pricePence: 250_000,
        chargedPence: 250_000,
      },
    ])
  })
})
