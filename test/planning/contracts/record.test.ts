// Crews, companies and contracts from the list that a person sends to the plan that they bind.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../../src/access/scope.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { orderLine } from '../../../src/orders/planned/order.ts'
import { listOrders } from '../../../src/orders/planned/store.ts'
import { readBook } from '../../../src/planning/contracts/store.ts'
import { mayDo, standingOf } from '../../../src/planning/contracts/standing.ts'
import { listCrews } from '../../../src/planning/crews/store.ts'
import { day } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { makePlan } from '../../support/estate.ts'
import { csv, importer } from '../../support/make.ts'

const ESTATE = csv(
  'organisation,standing,site,region,sensitivity,device,manufacturer,model',
  'Ducks,department,POND,Wales,sensitive,D1,Hikvision,DS-2CD2042',
  'Ducks,department,LAKE,London,sensitive,D2,Hikvision,DS-2CD2042',
  'Geese,department,MOAT,Wales,sensitive,D3,Hikvision,DS-2CD2042',
)
const CREWS =
  'crew,contractor,organisations,regions,calendar,vetting,minutes_per_week,actions,valid_from,valid_until,dates_off'
const CONTRACTS = 'call_off,framework,contractors,organisations,ceiling_pounds,starts_on,expires_on'
const ORDERS = 'purchase_order,call_off,fund,ceiling_pounds,raised_on'

interface Complaint {
  readonly row: number
  readonly column: string
  readonly message: string
}

eachDialect('crews and contracts', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let ducks: string
  beforeAll(async () => {
    test = await buildTestApp(await open())
    await importer(test.deps.db, test.ids)(ESTATE)
    ducks = (await loadEstate(test.deps.db.read, 'everything')).organisations.find(({ name }) => name === 'Ducks')!.id
  })
  const put = async (path: string, payload: string, token?: string) => {
    const headers = { 'content-type': 'text/csv' }
    const answer = await test.request({
      ...{ method: 'PUT', url: `/api/v1${path}/file`, payload, headers },
      ...(token !== undefined && { token }),
    })
    return { status: answer.statusCode, body: answer.json<Record<string, never>>() }
  }
  const complaints = async (path: string, payload: string, token?: string): Promise<string[]> => {
    const { status, body } = await put(path, payload, token)
    expect([status, body['code']]).toEqual([400, 'bad-list'])
    const { complaints: found } = body['details'] as unknown as { complaints: Complaint[] }
    return found.map(({ row, column, message }) => `${row} ${column}: ${message}`)
  }
  const get = async (path: string, token?: string) => {
    const answer = await test.request({ url: `/api/v1${path}`, ...(token !== undefined && { token }) })
    return answer.body
  }

  describe('bad input is named by row and column, and nothing is taken', () => {
    it('of crews', async () => {
      const rows = [
        ',,,London,,sc,2250,replace,,,',
        'A,,,London,,,2250,replace,,,',
        'B,,,,,sc,0,,,,',
        'C,Nobody,Swans,London,,sc,10081,replace,,,',
        'D,,,London; Scotland,,sc,2250,replace,2027-02-01,2027-02-01,',
        'E,,,London,,sc,2250,replace,2027-02-01,2027-03-01,2027-01-04; 2027-02-10 to 2027-02-12; 2027-02-12',
      ]
      const found = await complaints('/crews', csv(CREWS, ...rows))
      expect(found.map((one) => one.split(':')[0])).toEqual([
        ...['2 crew', '3 vetting', '4 regions', '4 minutes_per_week', '4 actions', '5 minutes_per_week'],
      ])
      const [, , , ...whole] = rows.map((row) => row.replace('10081', '2250'))
      expect(await complaints('/crews', csv(CREWS, ...whole, 'D,,,London,,sc,1,replace,,,'))).toEqual([
        '3 crew: "D" stands in row 5 too. Write each once.',
        '2 organisations: There is no "Swans". Record it first, or spell it as it is.',
        '2 contractor: There is no "Nobody". Record it first, or spell it as it is.',
        expect.stringContaining('3 calendar: London and Scotland keep different bank holidays.'),
        '3 valid_until: It is not after 1 February 2027: the crew would never be valid.',
        '4 dates_off: 4 January 2027 and what follows is not all within its validity.',
        '4 dates_off: 12 February 2027 is off twice. Write each day once.',
      ])
      expect(await listCrews(test.deps.db.read, 'everything')).toEqual([])
    })

    it('of contractors, contracts and purchase orders', async () => {
      const half = csv('contractor,debarment_found,subcontractors', 'Fitters,listed,Fitters; Riggers')
      expect(await complaints('/contractors', half)).toHaveLength(3)
      await put('/contractors', csv('contractor', 'Fitters'))
      const bad = csv(CONTRACTS, 'A,F,Fitters,,0,2027-01-01,2027-12-31', 'B,F,Fitters,,1,2027-01-02,2027-01-01')
      expect(await complaints('/contracts', bad)).toEqual([expect.stringContaining('2 ceiling_pounds: "0"')])
      expect(await complaints('/contracts', bad.replace(',0,', ',1,').replace('A,F,Fitters', 'A,F,Nobody'))).toEqual([
        '2 contractors: There is no "Nobody". Record it first, or spell it as it is.',
        '3 expires_on: It expires before it starts, on 2 January 2027.',
      ])
      await put('/contracts', csv(CONTRACTS, 'CO-0,F,Fitters,,1000,2027-01-01,2027-12-31'))
      const orders = ['P1,CO-9,,1,2027-01-01', 'P2,CO-0,NO-SUCH,1,2027-01-01', 'P3,CO-0,,1,2028-01-01']
      expect((await complaints('/purchase-orders', csv(ORDERS, ...orders))).map((one) => one.split(':')[0])).toEqual([
        ...['2 call_off', '3 fund', '4 raised_on'],
      ])
      const over = csv(ORDERS, 'P4,CO-0,,999.99,2027-01-01', 'P5,CO-0,,0.02,2027-01-01')
      expect(await complaints('/purchase-orders', over)).toEqual([
        ...[2, 3].map((row) => {
          return `${row} ceiling_pounds: With it the purchase orders of CO-0 come to £1,000.01, over its ceiling of £1,000.`
        }),
      ])
      expect((await put('/purchase-orders', over.replace('0.02', '0.01'))).body).toEqual({ rows: 2, changed: 2 })
      const less = csv(CONTRACTS, 'CO-0,F,Fitters,,999.99,2027-01-01,2027-12-31')
      expect(await complaints('/contracts', less)).toEqual([
        '2 ceiling_pounds: Its purchase orders come to £1,000 already.',
      ])
    })
  })

  it('are written as they are read, and a row that says nothing new is no new version', async () => {
    const row =
      'North 1,Fitters,Ducks; Geese,Wales; London,,sc,2250,survey; replace; remove,,2029-01-01,2027-08-02 to 2027-08-13'
    expect((await put('/crews', csv(CREWS, row))).body).toEqual({ rows: 1, changed: 1 })
    const file = await get('/crews/file')
    expect(file).toContain(
      'North 1,Fitters,Ducks; Geese,Wales; London,england-and-wales,sc,2250,survey; replace; remove,,2029-01-01,2027-08-02 to 2027-08-13,',
    )
    expect((await put('/crews', file)).body).toEqual({ rows: 1, changed: 0 })
    expect((await put('/crews', csv(CREWS, row.replace('2250', '2000')))).body).toEqual({ rows: 1, changed: 1 })
    expect(await listCrews(test.deps.db.read, 'everything')).toMatchObject([
      { name: 'North 1', version: 2, minutesPerWeek: 2000, contractor: { name: 'Fitters', active: true } },
    ])
    for (const path of ['/contractors', '/contracts', '/purchase-orders', '/contract-uses']) {
      const { body } = await put(path, await get(`${path}/file`))
      expect([path, body['changed']]).toEqual([path, 0])
    }
  })

  it('are known to those whose organisations and regions they serve, and changed by those who hold all of it', async () => {
    const scope: Scope = [{ organisationId: ducks, region: 'Wales' }]
    const token = await test.tokenOf('purse', ['finance'], scope)
    await put('/crews', csv(CREWS, 'Far,,Geese,Wales,,sc,2250,replace,,,', 'Off,,Ducks,London,,sc,2250,replace,,,'))
    const seen = await get('/crews/file', token)
    expect(seen).toMatch(/North 1,Fitters,Ducks,/)
    expect(seen).not.toMatch(/Geese|Far|Off/)
    expect((await put('/crews', seen, token)).body).toEqual({ rows: 1, changed: 0 })
    expect((await complaints('/crews', seen.replace('2000', '2250'), token))[0]).toContain('works for others too')
    expect((await complaints('/crews', csv(CREWS, 'Far,,Ducks,Wales,,sc,1,survey,,,'), token))[0]).toContain('2 crew')
    expect((await complaints('/crews', csv(CREWS, 'New,,,Wales,,sc,1,survey,,,'), token))[0]).toContain('beyond')
    expect((await put('/crews', csv(CREWS, 'Own,,Ducks,Wales,,sc,2250,survey,,,'), token)).status).toBe(200)
    expect((await put('/contractors', csv('contractor', 'Mine'), token)).body['code']).toBe('scope-too-narrow')
    expect((await complaints('/contract-uses', csv('organisation,uses_contracts', 'Geese,yes'), token))[0]).toContain(
      'There is no "Geese"',
    )
  })

  it('bind the plan: work that no crew may do has no pool, and a call-off that runs out makes no order ready', async () => {
    await put('/contract-uses', csv('organisation,uses_contracts', 'Ducks,yes'))
    await put('/contracts', csv(CONTRACTS, 'CO-1,F,Fitters,Ducks,3500,2026-11-01,2027-12-31'))
    await put('/purchase-orders', csv(ORDERS, 'PO-1,CO-1,,3500,2026-11-02'))
    const ours = 'North 1,Fitters,Ducks,Wales; London,,sc,2000,survey; replace; remove,,,'
    await put('/crews', csv(CREWS, ours, 'Far,,Geese,Wales,,none,2250,replace,,,'))
    const startOn = day('2026-11-23')
    const { planId, summary } = await makePlan(test.deps, { startOn, budgets: [] })
    const orders = await listOrders(test.deps.db.read, 'everything', { planId, rows: 100 })
    const replacing = orders.filter(({ action }) => action === 'replace')
    const at = (code: string) => replacing.find(({ site }) => site.code === code)!
    expect(at('MOAT')).toMatchObject({ weekOn: null, facts: { unplaced: 'no-pool', callOff: null } })
    const [first, second] = [at('POND'), at('LAKE')].sort((a, b) => a.sequence! - b.sequence!)
    expect(first!.facts.callOff).toMatchObject({ callOff: 'CO-1', purchaseOrder: 'PO-1', unmet: [] })
    expect(second).toMatchObject({ state: 'proposed', facts: { callOff: { unmet: [{ gate: 'needs-call-off' }] } } })
    expect(orderLine(second!).reasons.join('\n')).toContain('Not ready (needs call off): Call-off CO-1 runs out')
    expect(orderLine(first!).reasons).toContain('Under call-off CO-1, purchase order PO-1.')
    const token = await test.tokenOf('treasurer', ['finance'])
    const cost = await get(`/plans/${planId}/costs/${second!.legId}`, token)
    expect(JSON.parse(cost)).toMatchObject({ callOff: { callOff: null, unmet: [{ gate: 'needs-call-off' }] } })
    const codes = summary.warnings.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['no-crew', 'call-off-runs-out', 'holidays-projected']))
    expect(codes).not.toContain('assumed-crews')
  })

  it('say what a company may do', async () => {
    const q = test.deps.db.read
    const book = await readBook(q, 'everything')
    const { id } = book.contractors.find(({ name }) => name === 'Fitters')!
    const standing = standingOf(book, await listCrews(q, 'everything'), id)!
    const ask = {
      organisationId: ducks,
      region: 'Wales',
      vetting: 'sc',
      action: 'replace',
      on: day('2027-01-04'),
    } as const
    expect(mayDo(standing, ask)).toEqual({ may: true })
    expect(mayDo(standing, { ...ask, on: day('2028-01-03') })).toMatchObject({ may: false, because: 'expiry' })
    expect(mayDo(standing, { ...ask, vetting: 'dv' })).toMatchObject({ may: false, because: 'vetting' })
  })
})
