// The same money, added up in every way there is: orders and their lines, draws, funds and years, the forecast, positions,
// and the workbook as it was written and read again.
import { expect, it } from 'vitest'
import { listOrders } from '../../../src/orders/planned/store.ts'
import { importLedger } from '../../../src/planning/funds/ledger/import-ledger.ts'
import { takeBudgets, takeFunds, takeShares } from '../../../src/planning/funds/lists.ts'
import { readPositions } from '../../../src/planning/funds/read-money.ts'
import { recordList } from '../../../src/estate/lists/record-list.ts'
import { contractorList } from '../../../src/planning/contracts/record-contractors.ts'
import { contractList } from '../../../src/planning/contracts/record-contracts.ts'
import { recordVersion } from '../../../src/planning/catalogue/versions/record-version.ts'
import { readForecast } from '../../../src/reports/forecast/read-forecast.ts'
import { openWorkbook } from '../../../src/reports/workbook/open-workbook.ts'
import { day } from '../../../src/shared/day.ts'
import { parsePounds } from '../../../src/shared/money.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, importText, makePlan, operator, reference } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { bytesOf, readBack, sumsOf } from './read-back.ts'

const list = (...lines: string[]) => ({ bytes: Buffer.from(csv(...lines)), name: 'list.csv' })

/** 40 sites of two organisations, 3 cameras and a recorder each: some £700,000 over three years, more than there is. */
const sites = Array.from({ length: 40 }, (_, n) => {
  const where = `${n % 3 === 0 ? 'Geese' : 'Ducks'},${n % 3 === 0 ? 'voluntary' : 'department'},S${n},Wales`
  const of = (device: string, kind: string) =>
    `${where},${n % 2 === 0 ? 'sensitive' : 'extended'},core,${device},${kind},Hikvision,DS-2CD2042`
  return [...['C1', 'C2', 'C3'].map((device) => of(device, 'camera')), of('R1', 'recorder')]
})

async function estate(deps: ReturnType<typeof depsOf>) {
  const header = 'organisation,standing,site,region,sensitivity,network,device,kind,manufacturer,model'
  await importText(deps, 'list.csv', csv(header, ...sites.flat()))
  await takeFunds(
    deps,
    operator,
    list(
      'fund,name,class,carry_over,agreed_carry_over_pounds',
      'WORKS,Works,capital,agreed,1000.01',
      'RUN,Running,revenue,,',
    ),
  )
  const years = ['2026-27', '2027-28', '2028-29']
  const budgets = years.flatMap((year) => [
    `WORKS,${year},approved,90000.33`,
    `RUN,${year},approved,60000.07`,
    `DUCKS,${year},approved,20000`,
  ])
  await takeBudgets(deps, operator, list('fund,financial_year,status,budget_pounds', ...budgets))
  const kinds = ['kit', 'labour', 'mobilisation', 'disposal']
  const shares = kinds.flatMap((kind) => [
    ...[`Ducks,${kind},WORKS,33.33`, `Ducks,${kind},RUN,33.34`, `Ducks,${kind},DUCKS,33.33`],
    ...[`Geese,${kind},WORKS,12.5`, `Geese,${kind},RUN,87.5`],
  ])
  await takeShares(deps, operator, list('organisation,line_kind,fund,share_percent', ...shares))
  const lists = { 'vat-recovery': list('organisation,cost,recovered_percent', 'Ducks,,33.33', 'Geese,kit,71.77') }
  await recordVersion(deps, reference, { caller: operator, change: { lists, settings: { upliftBasisPoints: 333 } } })
  // Its rates end with 2027-28, and the catalogue's follow, risen.
  await recordList(deps, operator, { kind: contractorList, ...list('contractor', 'Fitters') })
  const contracts = list(
    'call_off,framework,contractors,organisations,ceiling_pounds,starts_on,expires_on,rates',
    'CO-1,RM6000,Fitters,Ducks,500000,2026-12-01,2028-03-31,crew hour = 71.37; mobilisation = 199.99',
  )
  await recordList(deps, operator, { kind: contractList, ...contracts })
  const ledger = [
    'purchase-order,PO1,Acme,WORKS,2026-27,5000.01,,',
    'goods-received,GR1,Acme,WORKS,2026-27,3000,PO1,',
    'invoice,IN1,Acme,WORKS,2026-27,1234.56,PO1,',
    'invoice,IN2,Bolt,RUN,2026-27,777.77,,',
  ]
  await importLedger(
    deps,
    operator,
    list('document,reference,supplier,fund,financial_year,amount_pounds,purchase_order,order', ...ledger),
  )
}

const sum = (pence: readonly number[]) => pence.reduce((all, one) => all + one, 0)

eachDialect('money', (open) => {
  it('agrees to the penny from cost line to workbook, with shares, VAT, uplift, carry-over and a ledger', async () => {
    const deps = depsOf(await open())
    await estate(deps)
    const { planId, summary } = await makePlan(deps, { startOn: day('2027-02-01'), weeks: 110, budgets: [] })
    const { db } = deps
    const orders = await listOrders(db.read, 'everything', { planId, rows: 10_000 })
    const placed = orders.filter(({ weekOn }) => weekOn !== null)
    expect(placed.length).toBeLessThan(orders.length)
    for (const { costPence, facts } of orders) expect(sum(facts.costLines.map(({ pence }) => pence))).toBe(costPence)
    const total = sum(placed.map(({ costPence }) => costPence))
    expect(total % 100).not.toBe(0)
    expect(sum(summary.money.map(({ spentPence }) => spentPence))).toBe(total)
    expect(sum(summary.tiers.map(({ pence }) => pence))).toBe(total)
    expect(summary.unplacedPence).toBe(
      sum(orders.filter(({ weekOn }) => weekOn === null).map(({ costPence }) => costPence)),
    )

    const { spend, curve } = await db.snapshot((q) => readForecast(q, 'everything', { planId, grain: 'month' }))
    for (const part of [spend.months, spend.quarters, spend.years, spend.byFund])
      expect(sum(part.map(({ pence }) => pence))).toBe(total)
    expect(curve.months.at(-1)?.plannedPence).toBe(total)
    expect(new Set(spend.byFund.map(({ financialYear }) => financialYear)).size).toBe(3)
    expect(spend.byFund).toEqual(
      spend.byFund.map(({ fund, financialYear: year, ...row }) => {
        const said = summary.money.find((one) => one.fund === fund && one.financialYear === year)
        return { fund, financialYear: year, ...row, pence: said?.spentPence }
      }),
    )
    const { funds } = await db.snapshot((q) => readPositions(q, 'everything'))
    const positions = funds.flatMap((fund) => fund.positions)
    expect(sum(positions.map(({ plannedPence }) => plannedPence))).toBe(total)
    expect(curve.years.at(-1)).toMatchObject({
      actualPence: sum(positions.map(({ actualPence }) => actualPence)),
      accruedPence: sum(positions.map(({ accruedPence }) => accruedPence)),
      committedPence: sum(positions.map(({ committedPence }) => committedPence)),
    })
    expect(positions.filter(({ overspentPence }) => overspentPence > 0)).toEqual([])

    const wish = {
      planId,
      named: null,
      marking: 'OFFICIAL',
      onCount: (rows: number) => expect(rows).toBe(orders.length),
    }
    const read = readBack(await bytesOf(await openWorkbook(deps, operator, wish)))
    const both = { added: total, said: total }
    expect(sumsOf(read.get('Orders')!, 'Planned')).toEqual(both)
    expect(sumsOf(read.get('Orders')!, 'Not planned').said).toBe(summary.unplacedPence)
    expect(sumsOf(read.get('Draws')!, 'Amount')).toEqual(both)
    expect(sumsOf(read.get('Spend by year and fund')!, 'Planned')).toEqual(both)
    expect(sumsOf(read.get('Funds and budgets')!, 'Planned beyond that')).toEqual(both)
    const told = new Map(read.get('Summary')!.rows.map(([says, value]) => [says, value]))
    for (const says of ['Sum of the orders', 'Sum of the draws', 'Sum of years and funds']) {
      expect(parsePounds(told.get(says)!), says).toBe(total)
    }
    expect(told.get('Draws less years: always 0')).toBe('0')
    expect(told.get('Orders')).toBe(String(orders.length))
  })

  it('is exported without a site, tier or reason', async () => {
    const deps = depsOf(await open())
    await estate(deps)
    const { planId } = await makePlan(deps, { startOn: day('2027-02-01'), budgets: [] })
    const wish = { planId, named: null, marking: 'OFFICIAL', onCount: () => {} }
    const read = readBack(await bytesOf(await openWorkbook(deps, operator, wish)))
    expect([...read.keys()]).toEqual([
      'Summary',
      'Orders',
      'Spend by year and fund',
      'Draws',
      'Funds and budgets',
      'Warnings',
    ])
    for (const { xml, marking } of read.values()) {
      expect(xml).not.toMatch(/>S\d+<|sensitive|Wales|Hikvision|C1 /)
      expect(marking).toBe('OFFICIAL')
    }
    const whole = readBack(
      await bytesOf(await openWorkbook(deps, operator, { ...wish, named: { takeUp: async () => {} } })),
    )
    expect(whole.get('Orders')!.rows[0]).toEqual(expect.arrayContaining(['Wales', 'sensitive']))
    expect([...whole.keys()]).toContain('Decisions')
  })
})
