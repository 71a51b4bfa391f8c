// Every list that finance and approvers keep comes out as it can be taken in again, and then nothing has changed.
import { expect, it } from 'vitest'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { importText } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'

const ESTATE = csv(
  'organisation,standing,site,region,sensitivity,device,kind,manufacturer',
  'Ducks,department,POND-1,Wales,sensitive,1,camera,Hikvision',
  'Ducks,department,POND-2,Wales,sensitive,2,camera,Hikvision',
)
const REASON = '"=Funded, by the ""board"" of 2 November"'

interface ListRow {
  readonly list: string
  /** Where it comes out, where it goes in; the same where one address does both. */
  readonly out: string
  readonly in: string
  readonly method: 'PUT' | 'POST'
  readonly rows: readonly string[]
}
const put = (list: string, address: string, rows: readonly string[]): ListRow => {
  return { list, out: address, in: address, method: 'PUT', rows }
}

/** In the order in which they name each other. */
const LISTS: readonly ListRow[] = [
  put('funds', '/fund-list', [
    'fund,name,source,class,organisation,carry_over,agreed_carry_over_pounds',
    `GRANT,"Grant, of ""2026""",=1+1,capital,,agreed,1234.05`,
  ]),
  put('budgets', '/budgets', [
    'fund,financial_year,status,budget_pounds',
    'GRANT,2026-27,approved,1500000.07',
    'GRANT,2027-28,indicative,0',
  ]),
  put('shares', '/fund-shares', [
    'organisation,site,line_kind,fund,share_percent',
    'Ducks,,kit,GRANT,66.67',
    'Ducks,,kit,DUCKS,33.33',
  ]),
  put('rates', '/catalogue/rates', [
    'rate,data_class,description,price_pounds,source,as_of',
    'labour,,crew hour,72.05,quotation,2026-10-01',
    'mobilisation,,mobilisation,195,quotation,2026-10-01',
    'height,,height,120,quotation,2026-10-01',
    'disposal,,disposal,15.5,quotation,2026-10-01',
  ]),
  { ...put('contractors', '/contractors/file', ['contractor,contact', 'Fitters Ltd,+44 20 7946 0000']) },
  put('crews', '/crews/file', [
    'crew,contractor,regions,vetting,minutes_per_week,actions,dates_off,note',
    'North 1,Fitters Ltd,Wales,sc,2250,survey; replace,2027-08-02 to 2027-08-13,@home',
  ]),
  put('contracts', '/contracts/file', [
    'call_off,framework,lot,contractors,regions,actions,ceiling_pounds,starts_on,expires_on,rates',
    'CO-1,RM6257,2,Fitters Ltd,Wales,survey; replace,250000.01,2026-12-01,2028-11-30,crew hour = 65.00',
  ]),
  put('purchase orders', '/purchase-orders/file', [
    'purchase_order,call_off,fund,ceiling_pounds,raised_on',
    'PO-7,CO-1,GRANT,100000.99,2026-12-07',
  ]),
  put('contract uses', '/contract-uses/file', ['organisation,uses_contracts', 'Ducks,yes']),
  {
    ...{ list: 'decisions', out: '/site-decisions/list', in: '/site-decisions/list', method: 'POST' },
    rows: [
      'organisation,site,choice,reason,approved_by,review_on',
      `Ducks,POND-1,replace-now,${REASON},A. Senior,2027-06-01`,
    ],
  },
]

eachDialect('a list that is kept', (open) => {
  it('comes out as it went in, and taken again changes nothing', async () => {
    const test = await buildTestApp(await open())
    await importText(test.deps, 'list.csv', ESTATE)
    for (const { list, out, in: into, method, rows } of LISTS) {
      const send = (payload: string) =>
        test.request({ method, url: `/api/v1${into}`, payload, headers: { 'content-type': 'text/csv' } })
      const give = () => test.request({ url: `/api/v1${out}` })
      const taken = await send(csv(...rows))
      expect([200, 201], `${list}: ${taken.body}`).toContain(taken.statusCode)
      const given = await give()
      for (const word of rows.slice(1)) expect(given.body, list).toContain(word.split(',')[0])
      const again = await send(given.body)
      expect([200, 201], `${list}: ${again.body}`).toContain(again.statusCode)
      const { changed, items } = again.json<{ changed?: number | boolean; items?: unknown[] }>()
      expect(changed ?? items?.length, list).toSatisfy((n: unknown) => n === 0 || n === false)
      expect((await give()).body, list).toBe(given.body)
    }
  })

  it('takes of a list of decisions what was changed, past those that are standing or superseded', async () => {
    const test = await buildTestApp(await open())
    await importText(test.deps, 'list.csv', ESTATE)
    const url = '/api/v1/site-decisions'
    const decided = { choice: 'replace-now', reason: 'r', approvedBy: 'A. Senior' }
    await test.request({ method: 'POST', url, payload: { ...decided, standing: true } })
    const send = (payload: string) =>
      test.request({ method: 'POST', url: `${url}/list`, payload, headers: { 'content-type': 'text/csv' } })
    const header = 'organisation,site,choice,reason,approved_by'
    for (const reason of ['first', 'second']) await send(csv(header, `Ducks,POND-1,replace-now,${reason},A`))
    const { body } = await test.request({ url: `${url}/list` })
    const changed = body.replace('second', 'third')
    const answer = await send(changed)
    expect([answer.statusCode, answer.json().items?.length], answer.body).toEqual([201, 1])
    expect((await test.request({ url: `${url}/list` })).body).toMatch(
      /first.*superseded[^]*second.*superseded[^]*third.*counts/,
    )
  })
})
