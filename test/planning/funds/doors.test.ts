import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCaller, LOCAL_OPERATOR } from '../../../src/access/principals.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { fundCommands } from '../../../src/planning/funds/commands.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { importText } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { testShell } from '../../support/shell.ts'

const ESTATE = csv(
  'organisation,standing,site,sensitivity,device,manufacturer',
  'Ducks,department,S1,sensitive,C1,Hikvision',
)
const BUDGETS = csv(
  'fund,financial_year,status,budget_pounds',
  'DUCKS,2026-27,approved,1000',
  'DUCKS,2027-28,indicative,5',
)

async function setUp() {
  const { db, close } = await openTestDatabase('sqlite')
  const test = await buildTestApp(db)
  await importText(test.deps, 'list.csv', ESTATE)
  return { test, db, close }
}

describe('money by the API', () => {
  let set: Awaited<ReturnType<typeof setUp>>
  let id: string
  beforeAll(async () => {
    set = await setUp()
    id = (await set.test.request({ url: '/api/v1/funds' })).json().items[0].id
    return set.close
  })
  const send = (method: 'PATCH' | 'PUT' | 'POST', url: string, payload: string | object, headers: object = {}) =>
    set.test.request({
      ...{ method, url: `/api/v1${url}`, payload },
      headers: { ...(typeof payload === 'string' && { 'content-type': 'text/csv' }), ...headers },
    })
  const get = async (url: string) => set.test.request({ url: `/api/v1${url}` })

  it('is edited from the version that was read, and from no other', async () => {
    const etag = (await get(`/funds/${id}`)).headers.etag as string
    const edit = (headers: object) => send('PATCH', `/funds/${id}`, { class: 'capital' }, headers)
    expect((await edit({})).statusCode).toBe(428)
    const done = await edit({ 'if-match': etag })
    expect([done.statusCode, done.headers.etag, done.json().class]).toEqual([200, '"2"', 'capital'])
    expect((await edit({ 'if-match': etag })).statusCode).toBe(412)
  })

  it('goes in as a list and comes out as one that can be taken again', async () => {
    expect((await send('PUT', '/budgets', BUDGETS)).json()).toEqual({ rows: 2, changed: 2 })
    const out = await get('/budgets')
    expect(out.headers['x-row-count']).toBe('2')
    expect(out.body).toContain('DUCKS,2026-27,approved,1000,OFFICIAL-SENSITIVE')
    expect((await send('PUT', '/budgets', out.body)).json()).toEqual({ rows: 2, changed: 0 })
    for (const url of ['/fund-list', '/fund-shares']) {
      expect((await send('PUT', url, (await get(url)).body)).json(), url).toMatchObject({ changed: 0 })
    }
  })

  it('is refused row by row when it is absurd', async () => {
    const bad = csv(
      'fund,financial_year,status,budget_pounds',
      'DUCKS,2026-28,approved,-1',
      'SWANS,2026-27,agreed,1e99',
    )
    const answer = await send('PUT', '/budgets', bad)
    expect([answer.statusCode, answer.json().details.total]).toEqual([400, 4])
    const amount = { budgets: [{ financialYear: '2026-27', status: 'approved', pence: 10_000_000_000_001 }] }
    expect((await send('PATCH', `/funds/${id}/budgets`, amount, { 'if-match': '"3"' })).statusCode).toBe(400)
  })

  it('says where a fund stands after the ledger, and by class', async () => {
    const ledger = csv(
      'document,reference,supplier,fund,financial_year,amount_pounds',
      'invoice,1,Acme,DUCKS,2026-27,1200.01',
    )
    expect((await send('POST', '/ledger-entries', ledger)).json()).toMatchObject({ added: 1, unchanged: 0 })
    const { planId, years } = (await get(`/funds/${id}/position`)).json()
    expect(planId).toBe(null)
    expect(years[0]).toMatchObject({ approvedPence: 100_000, actualPence: 120_001, leftPence: -20_001 })
    expect(years[1]).toMatchObject({ financialYear: '2027-28', approvedPence: 0, indicativePence: 500 })
    const { classes } = (await get('/fund-positions')).json()
    expect(classes[0]).toMatchObject({ class: 'capital', financialYear: '2026-27', overspentPence: 20_001 })
    expect((await get(`/funds/${id}/ledger`)).json().items).toMatchObject([{ reference: '1', supplier: 'Acme' }])
  })
})

describe('money at the command line', () => {
  let set: Awaited<ReturnType<typeof setUp>>
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-money-'))
  beforeAll(async () => {
    set = await setUp()
    return set.close
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  async function run(...words: string[]) {
    const { shell, printed, noted } = testShell({ cwd: folder, width: 200 })
    const caller = await getCaller(set.db.read, LOCAL_OPERATOR, 'cmd_1')
    const config = { marking: 'OFFICIAL' }
    const exit = await runProgram(words, {
      ...{ version: '0.0.0', commands: [fundCommands], shell },
      prepare: async (_needs, at) => ({ ...at, ...set.test.deps, caller, config }) as unknown as CommandContext,
    })
    return { exit, says: [...printed, ...noted].join('\n') }
  }

  it('is added, changed, taken from lists and told', async () => {
    const added = await run(
      'fund',
      'add',
      'GRANT',
      '--class',
      'capital',
      '--default-of',
      'ducks',
      '--carry-over',
      'agreed',
      '--agreed',
      '250.50',
    )
    expect(added).toEqual({ exit: 0, says: 'Added fund GRANT. Give it budgets: lenscap budgets --take FILE' })
    expect((await run('fund', 'edit', 'GRANT', '--source', 'Letter of 3 March')).says).toContain('is changed')
    expect((await run('fund', 'edit', 'GRANT')).says).toBe('Fund GRANT is as it was')
    writeFileSync(join(folder, 'budgets.csv'), BUDGETS.replaceAll('DUCKS', 'GRANT'))
    expect((await run('budgets', '--take', 'budgets.csv')).says).toBe('2 rows: 2 changed.')
    const { says } = await run('funds')
    expect(says).toMatch(
      /GRANT +GRANT +capital +agreed, £250.50 +Ducks +2026-27 £1,000 approved; 2027-28 £5 indicative/,
    )
    expect((await run('funds', '--give', '-')).says).toContain(
      'GRANT,GRANT,Letter of 3 March,capital,,agreed,250.50,OFFICIAL',
    )
  })

  it('says where each fund stands, what is hoped for and what is overspent', async () => {
    writeFileSync(
      join(folder, 'ledger.csv'),
      csv('document,reference,supplier,fund,financial_year,amount_pounds', 'invoice,1,A,GRANT,2026-27,1100'),
    )
    expect((await run('ledger', '--take', 'ledger.csv')).says).toBe('1 row: 1 added, 0 unchanged, 0 repeated.')
    const { says } = await run('funds', '--position')
    expect(says).toMatch(/GRANT +2026-27 +£1,000 +£0 +£1,100 +£0 +£0 +£0 +-£100 +£0/)
    expect(says).toMatch(/capital +2026-27 +£1,000/)
    expect(says).toContain('There is no plan yet: nothing is planned.')
    expect(says).toContain('GRANT in 2027-28: £5 indicative; not counted.')
    expect(says).toContain('GRANT is overspent in 2026-27 by £100.')
    const lines = (await run('funds', '--position', '--json')).says.split('\n').map((line) => JSON.parse(line))
    expect(lines.find(({ code }) => code === 'GRANT').years[0]).toMatchObject({ overspentPence: 10_000 })
  })

  it('says what to do about a file or a name that is not there', async () => {
    expect(await run('budgets', '--take', 'none.csv')).toMatchObject({
      exit: 2,
      says: expect.stringContaining('none.csv'),
    })
    const unknown = await run('fund', 'edit', 'NONE')
    expect(unknown).toEqual({ exit: 1, says: 'lenscap: There is no fund "NONE".\n→ The funds are: DUCKS, GRANT.' })
    expect((await run('fund', 'add', 'X', '--default-of', 'Swans')).says).toContain('The organisations are: Ducks.')
  })
})
