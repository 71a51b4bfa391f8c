import { beforeAll, describe, expect, it } from 'vitest'
import { listOrders } from '../../../src/orders/planned/store.ts'
import type { Catalogue } from '../../../src/planning/catalogue/catalogue.ts'
import { costLines, type CostedLeg } from '../../../src/planning/catalogue/cost-leg.ts'
import { lineIn, penceByYear, type CostLine } from '../../../src/planning/catalogue/cost-line.ts'
import { rateBook, type LegAsked } from '../../../src/planning/catalogue/agreed-rates.ts'
import type { Contract } from '../../../src/planning/contracts/contract.ts'
import { contractList } from '../../../src/planning/contracts/record-contracts.ts'
import { contractorList } from '../../../src/planning/contracts/record-contractors.ts'
import { recordList } from '../../../src/estate/lists/record-list.ts'
import { day } from '../../../src/shared/day.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { depsOf, importText, makePlan, operator } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { catalogue, model } from './make-catalogue.ts'
import { contractOf } from '../contracts/make-book.ts'

const startOn = day('2027-01-04')
const asked: LegAsked = { organisationId: 'org_1', region: 'London', action: 'replace', from: startOn }
/** A camera of £500, 195 minutes and a visit; one old camera to dispose of. */
const leg: CostedLeg = {
  ...{ action: 'replace', organisation: 'Ducks', disposals: ['none'], minutes: 195 },
  kit: [{ model: model(), quantity: 1, fromStock: 0, why: 'like for like' }],
}
const agreed = (of: Partial<Contract> = {}): Contract =>
  contractOf({
    ...{ startsOn: day('2026-12-01'), expiresOn: day('2028-03-31') },
    rates: [
      { what: 'Crew hour', pence: 8000 },
      { what: 'mobilisation', pence: 20_000 },
    ],
    ...of,
  })

/** A plan over 2026-27, 2027-28 and 2028-29. */
function costed(
  contracts: readonly Contract[],
  of: Partial<LegAsked> = {},
  { prices = catalogue(), costs = leg } = {},
) {
  const book = rateBook(contracts, { startOn, years: 3 })
  const lines = costLines(prices, { ...costs, agreed: book.ratesFor({ ...asked, ...of }) })
  return { lines, warnings: book.warnings() }
}
const line = (lines: readonly CostLine[], kind: string) => lines.find((one) => one.kind === kind)!
const labourByYear = (lines: readonly CostLine[]) => penceByYear(line(lines, 'labour'), 3)

describe('what call-offs have agreed', () => {
  it('takes the place of the catalogue’s rates, and the line says which: 195 minutes at £80 are £260', () => {
    const { lines } = costed([agreed()])
    expect(lines.map(({ kind, pence }) => [kind, pence])).toEqual([
      ['kit', 50_000],
      ['labour', 26_000],
      ['mobilisation', 20_000],
      ['disposal', 1500],
    ])
    const said = { pricePence: 8000, source: 'call-off CO-1, rate “Crew hour”', asOf: '2026-12-01' }
    expect(line(lines, 'labour')).toMatchObject(said)
    expect(line(lines, 'disposal').source).toBe('a quote')
  })

  it('counts in the years that begin before it ends, and the catalogue’s in those after: £260, £260, £195', () => {
    const { lines } = costed([agreed()])
    // 195 minutes at £60 are £195.
    expect(labourByYear(lines)).toEqual([26_000, 26_000, 19_500])
    const at = (paidOn: string) => lineIn(line(lines, 'labour'), { startOn, paidOn: day(paidOn) })
    expect(at('2028-03-27')).toMatchObject({ pence: 26_000, pricePence: 8000 })
    expect(at('2028-04-03')).toMatchObject({ pence: 19_500, pricePence: 6000, source: 'a quote' })
    expect(lineIn(at('2028-04-03'), { startOn, paidOn: day('2027-05-03') }).pence).toBe(26_000)
    expect(labourByYear(costed([agreed({ expiresOn: day('2028-04-01') })]).lines)).toEqual([26_000, 26_000, 26_000])
  })

  it('counts from the first year that begins under it; in the first, from the day that the work can be done', () => {
    const later = [agreed({ startsOn: day('2027-02-15') })]
    expect(labourByYear(costed(later).lines)).toEqual([19_500, 26_000, 19_500])
    expect(labourByYear(costed(later, { from: day('2027-02-15') }).lines)).toEqual([26_000, 26_000, 19_500])
  })

  it('does not rise with the catalogue’s prices: 3 % a year on £195 twice are £206.88', () => {
    const settings = { upliftBasisPoints: 300, vatBasisPoints: 2000, priceBasis: 'exclusive' } as const
    const { lines } = costed([agreed()], {}, { prices: catalogue({ settings }) })
    // 19,500 × 1.03² = 20,687.55.
    expect(labourByYear(lines)).toEqual([26_000, 26_000, 20_688])
  })

  it('is without VAT, though the catalogue’s prices are with it: £260 and 20 % that nobody recovers are £312', () => {
    const prices = catalogue({
      settings: { upliftBasisPoints: 0, vatBasisPoints: 2000, priceBasis: 'inclusive' },
      'vat-recovery': [{ organisation: 'Ducks', kinds: [], recoveredBasisPoints: 0 }],
    })
    const { lines } = costed([agreed()], {}, { prices })
    expect(line(lines, 'labour')).toMatchObject({ pence: 31_200, vatPence: 5200 })
    expect(line(lines, 'disposal')).toMatchObject({ pence: 1500, vatPence: 250 })
  })

  it('is of a data class where the call-off tells them apart', () => {
    const rates = [
      { what: 'disposal', pence: 2000 },
      { what: 'disposal sensitive', pence: 9000 },
    ]
    const costs = { ...leg, disposals: ['sensitive', 'none', 'sensitive', 'official'] } as const
    const { lines } = costed([agreed({ rates })], {}, { costs })
    const disposals = lines.filter(({ kind }) => kind === 'disposal').map(({ quantity, pence }) => [quantity, pence])
    expect(disposals).toEqual([
      [2, 18_000],
      [2, 4000],
    ])
  })

  it('is not for other work: another region, action or organisation, or no rate that work is costed by', () => {
    const plain: Catalogue = catalogue()
    const others = [
      agreed({ regions: ['Wales'] }),
      agreed({ actions: ['survey'] }),
      agreed({ organisations: [{ id: 'org_2', name: 'Geese' }] }),
      agreed({ rates: [{ what: 'camel hire', pence: 1 }] }),
      agreed({ rates: [] }),
    ]
    for (const other of [[], ...others.map((one) => [one])])
      expect(costed(other, {}, { prices: plain }).lines).toEqual(costLines(plain, leg))
  })
})

describe('what is said of agreed rates', () => {
  const messages = (...contracts: Contract[]) => costed(contracts).warnings.map(({ code, message }) => [code, message])

  it('is nothing where all that the work needs is agreed', () => {
    const rates = [...agreed().rates, { what: 'disposal', pence: 2000 }]
    expect(messages(agreed({ rates }))).toEqual([])
  })
  it('is which rate is missing', () => {
    expect(messages(agreed())).toEqual([
      ['contract-rate-missing', 'Call-off CO-1 states no rate for disposal: 1 order is costed by the catalogue’s.'],
    ])
  })
  it('counts an order once, whatever classes of old kit leave with it', () => {
    const costs = { ...leg, disposals: ['sensitive', 'none'] } as const
    expect(costed([agreed()], {}, { costs }).warnings.map(({ message }) => message)).toEqual([
      'Call-off CO-1 states no rate for disposal: 1 order is costed by the catalogue’s.',
    ])
  })
  it('is where call-offs that are in force disagree, and which one counts: as for ceilings, what expires first', () => {
    const rates = [{ what: 'labour', pence: 9000 }]
    const second = agreed({ reference: 'CO-2', expiresOn: day('2028-12-31'), rates })
    const [first] = messages(second, agreed()).filter(([code]) => code === 'contract-rates-differ')
    expect(first![1]).toBe(
      'Call-offs state different rates for crew hour: 1 order is costed by CO-1 (£80), which expires first, and not by CO-2 (£90).',
    )
    // In 2028-29 CO-2 alone is in force: 195 minutes at £90.
    expect(labourByYear(costed([second, agreed()]).lines)).toEqual([26_000, 26_000, 29_250])
  })
  it('is that a rate is none that work is costed by', () => {
    const rates = [...agreed().rates, { what: 'disposal', pence: 1 }, { what: 'camel hire', pence: 1 }]
    expect(messages(agreed({ rates }))).toEqual([
      ['contract-rate-unused', expect.stringContaining('(camel hire): those are crew hour, mobilisation,')],
    ])
  })
})

describe('a plan with agreed rates', () => {
  let deps: ReturnType<typeof depsOf>
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    deps = depsOf(db)
    await importText(
      deps,
      'list.csv',
      csv(
        'organisation,standing,site,region,sensitivity,network,device,kind,manufacturer,model',
        'Ducks,department,POND,Wales,sensitive,isolated,C1,camera,Hikvision,DS-2CD2042',
        'Ducks,department,LAKE,London,sensitive,isolated,C1,camera,Hikvision,DS-2CD2042',
      ),
    )
    const list = (...lines: string[]) => ({ bytes: Buffer.from(csv(...lines)), name: 'list.csv' })
    await recordList(deps, operator, { kind: contractorList, ...list('contractor', 'Fitters') })
    const contracts = list(
      'call_off,framework,contractors,regions,ceiling_pounds,starts_on,expires_on,rates',
      'CO-1,RM6000,Fitters,Wales,50000,2026-12-01,2030-03-31,crew hour = 80.00; disposal = 20',
    )
    await recordList(deps, operator, { kind: contractList, ...contracts })
    return close
  })

  it('costs each order by the call-off of its region, and warns of what that lacks', async () => {
    const { planId, summary } = await makePlan(deps, { startOn, weeks: 52, budgets: [] })
    const orders = await listOrders(deps.db.read, 'everything', { planId, rows: 10 })
    const sums = Object.fromEntries(
      orders.map(({ site, costPence, facts }) => [site.code, [costPence, line(facts.costLines, 'labour').source]]),
    )
    // Kit £2,500, mobilisation £180 and 195 minutes: at £80 and £20 for disposal; at the catalogue's £65 and £15.
    expect(sums['POND']).toEqual([250_000 + 18_000 + 26_000 + 2000, 'call-off CO-1, rate “crew hour”'])
    expect(sums['LAKE']![0]).toBe(250_000 + 18_000 + 21_125 + 1500)
    const spent = summary.money.reduce((sum, { spentPence }) => sum + spentPence, 0)
    expect(spent).toBe(orders.reduce((sum, { costPence }) => sum + costPence, 0))
    expect(summary.warnings.map(({ code }) => code)).toContain('contract-rate-missing')
  })
})
