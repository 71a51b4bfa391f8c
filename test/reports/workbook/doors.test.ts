import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDetail } from '../../../src/access/audit/export-audit.ts'
import { findNewest } from '../../../src/access/audit/store.ts'
import { getCaller, LOCAL_OPERATOR } from '../../../src/access/principals.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { workbookCommands } from '../../../src/reports/workbook/commands.ts'
import { day } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect, openTestDatabase } from '../../support/dialects.ts'
import { importText, makePlan } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { testShell } from '../../support/shell.ts'
import { readBack } from './read-back.ts'

const ESTATE = csv(
  'organisation,standing,site,sensitivity,network,device,kind,manufacturer',
  'Ducks,department,POND-1,sensitive,isolated,C1,camera,Hikvision',
)

async function setUp() {
  const { db, close } = await openTestDatabase('sqlite')
  const test = await buildTestApp(db)
  await importText(test.deps, 'list.csv', ESTATE)
  const { planId } = await makePlan(test.deps, { startOn: day('2027-03-01'), budgets: [], weeks: 20 })
  return { test, db, close, planId }
}

describe('a plan as a file', () => {
  let set: Awaited<ReturnType<typeof setUp>>
  const cwd = mkdtempSync(join(tmpdir(), 'lenscap-workbook-'))
  beforeAll(async () => {
    set = await setUp()
    return set.close
  })
  afterAll(() => rmSync(cwd, { recursive: true }))
  async function run(...words: string[]) {
    const { shell, printed, noted } = testShell({ cwd, width: 100 })
    const caller = await getCaller(set.db.read, LOCAL_OPERATOR, 'cmd_1')
    const exit = await runProgram(words, {
      ...{ version: '0.0.0', commands: [workbookCommands], shell },
      prepare: async (_needs, at) =>
        ({ ...at, ...set.test.deps, caller, config: { marking: 'OFFICIAL' } }) as unknown as CommandContext,
    })
    return { exit, says: [...printed, ...noted].join('\n') }
  }

  it('is a workbook for finance, and on record', async () => {
    const token = await set.test.tokenOf('prn_finance', ['finance'])
    const answer = await set.test.request({ url: `/api/v1/plans/${set.planId}/workbook`, token })
    expect([answer.statusCode, answer.headers['x-row-count']]).toEqual([200, '1'])
    expect(answer.headers['content-type']).toContain('spreadsheetml')
    const read = readBack(answer.rawPayload)
    expect(read.get('Orders')!.rows).toHaveLength(2)
    expect(read.get('Summary')!.marking).toBe('OFFICIAL-SENSITIVE')
    const t = set.db.read.t.auditEntries
    const acts = await set.db.read.select({ act: t.act }).from(t)
    expect(acts.map(({ act }) => act)).toContain('plan.exported')
  })

  it('is CSV a sheet at a time, marked row by row', async () => {
    const answer = await set.test.request({ url: `/api/v1/plans/${set.planId}/workbook?sheet=draws` })
    const [header, ...rows] = answer.body.trim().split('\n')
    expect(header).toBe('leg,fund,class,week_of_payment,month,financial_year,amount,marking')
    expect(rows).toHaveLength(Number(answer.headers['x-row-count']))
    expect(rows[0]).toMatch(/,DUCKS,unstated,2027-04-12,2027-04,2027-28,\d+\.\d\d,OFFICIAL-SENSITIVE$/)
    const decisions = await set.test.request({ url: `/api/v1/plans/${set.planId}/workbook?sheet=decisions` })
    expect(decisions.statusCode).toBe(400)
  })

  it('is written to a file that is not there yet', async () => {
    expect((await run('export-plan', '--out', 'plan.xlsx')).says).toMatch(/^1 order in .*plan\.xlsx, OFFICIAL\.$/)
    expect(readBack(readFileSync(join(cwd, 'plan.xlsx'))).size).toBe(6)
    expect(await run('export-plan', '--out', 'plan.xlsx')).toMatchObject({ exit: 1 })
    expect(await run('export-plan', 'pla_none', '--out', 'other.xlsx')).toMatchObject({ exit: 1 })
    expect(existsSync(join(cwd, 'other.xlsx'))).toBe(false)
    const { says } = await run('export-plan', '--sheet', 'spend', '--out', 'spend.csv', '--json')
    expect(JSON.parse(says)).toMatchObject({ rows: 1 })
  })

  it('names sites where a second person agrees, by the token of an approver, and not otherwise', async () => {
    const refused = await run('export-plan', '--sheet', 'decisions', '--out', 'named.xlsx')
    expect([refused.exit, refused.says]).toEqual([1, expect.stringContaining('needs two people')])
    const programme = await set.test.tokenOf('prn_programme', ['programme'])
    const wrong = await run('export-plan', '--approved-by', programme, '--out', 'named.xlsx')
    expect([wrong.exit, existsSync(join(cwd, 'named.xlsx'))]).toEqual([1, false])
    const approver = await set.test.tokenOf('prn_approver', ['approver'])
    expect(await run('export-plan', '--approved-by', approver, '--out', 'named.xlsx')).toMatchObject({ exit: 0 })
    const read = readBack(readFileSync(join(cwd, 'named.xlsx')))
    expect(read.get('Orders')!.rows[0]).toContain('POND-1')
    expect([...read.keys()]).toContain('Decisions')
    const t = set.db.read.t.auditEntries
    const acts = (await set.db.read.select({ act: t.act }).from(t)).map(({ act }) => act)
    expect(acts).toEqual(expect.arrayContaining(['request.approved', 'plan.export-approved', 'plan.exported']))
  })
})

eachDialect('a plan with its sites, over HTTP', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let planId: string
  let asker: string
  let second: string
  beforeAll(async () => {
    test = await buildTestApp(await open())
    await importText(test.deps, 'list.csv', ESTATE)
    planId = (await makePlan(test.deps, { startOn: day('2027-03-01'), budgets: [], weeks: 20 })).planId
    asker = await test.tokenOf('pam', ['programme'])
    second = await test.tokenOf('ann', ['approver'])
  })
  const post = (url: string, token: string, payload: object = {}) =>
    test.request({ method: 'POST', url: `/api/v1${url}`, token, payload })
  const ask = (body: object = {}) => post(`/plans/${planId}/exports`, asker, { reason: 'For the board.', ...body })
  const approve = (id: string, token = second) => post(`/requests/${id}/approve`, token, { reason: 'Agreed.' })
  const approved = async (body: object = {}) => {
    const { id } = (await ask(body)).json<{ id: string }>()
    return (await approve(id)).json<{ result: { exportId: string } }>().result.exportId
  }
  const download = (id: string, token = asker) => post(`/plans/${planId}/exports/${id}/download`, token)

  it('is a workbook that two people agreed on, offered to the one who asked, and on record', async () => {
    const asked = (await ask()).json<{ id: string; says: string }>()
    expect(asked.says).toBe(
      `Let pam take away the orders with their sites, tiers and reasons, and the decisions, of plan ${planId}.`,
    )
    expect((await approve(asked.id, asker)).json()).toMatchObject({ status: 403, code: 'same-person' })
    const { exportId } = (await approve(asked.id)).json<{ result: { exportId: string } }>().result
    expect(test.lines.join('')).toContain('"alert":"plan.export"')
    const listed = await test.request({ url: `/api/v1/plans/${planId}/exports`, token: asker })
    expect(listed.json()).toMatchObject({ items: [{ id: exportId, sheet: null, fetchedAt: null }] })
    const answer = await download(exportId)
    expect(answer.headers).toMatchObject({ 'x-row-count': '1', 'x-marking': 'OFFICIAL-SENSITIVE' })
    const read = readBack(answer.rawPayload)
    expect(read.get('Orders')!.rows[0]).toContain('POND-1')
    expect([...read.keys()]).toContain('Decisions')
    const { db } = test.deps
    const approval = (await findNewest(db.read, 'plan.export-approved'))!
    expect(approval).toMatchObject({ principalId: 'ann', subjectId: planId })
    const taken = (await findNewest(db.read, 'plan.exported'))!
    expect(taken).toMatchObject({ principalId: 'pam', subjectId: planId })
    expect(openDetail(db.read, taken.id, taken.detail)).toMatchObject({ named: true, export: exportId })
  })

  it('is CSV where one sheet was asked for, and that sheet alone', async () => {
    const answer = await download(await approved({ sheet: 'orders' }))
    expect(answer.headers).toMatchObject({ 'x-row-count': '1', 'content-type': 'text/csv; charset=utf-8' })
    expect(answer.body).toMatch(/^\ufeffrank,sequence,tier,.*,marking\n1,1,3,.*,POND-1,.*,OFFICIAL-SENSITIVE\n$/)
  })

  it('is given to whoever asked, once, within a day, and for the plan that was named', async () => {
    const id = await approved({ sheet: 'orders' })
    expect((await download(id, second)).json()).toMatchObject({ status: 404, code: 'unknown-export' })
    const other = (await makePlan(test.deps, { startOn: day('2027-03-01'), budgets: [], weeks: 20 })).planId
    const astray = await post(`/plans/${other}/exports/${id}/download`, asker)
    expect(astray.json()).toMatchObject({ status: 404, code: 'unknown-export' })
    const both = (await Promise.all([download(id), download(id)])).map(({ statusCode }) => statusCode)
    expect(both.sort()).toEqual([200, 409])
    expect((await download(id)).json()).toMatchObject({ status: 409, code: 'already-downloaded' })
    const late = await approved()
    test.clock.advance(24 * 3_600_000)
    expect((await download(late)).json()).toMatchObject({ status: 409, code: 'no-longer-offered' })
  })

  it('is gone for whoever may no longer know of all that the plan was made for', async () => {
    const id = await approved()
    const { db } = test.deps
    const narrow = [{ organisationId: 'org_other', region: null }]
    const scopeOf = (scope: unknown) =>
      db.write((q) =>
        q
          .update(q.t.principals)
          .set({ scope: scope as 'everything' })
          .where(eq(q.t.principals.id, 'pam')),
      )
    await scopeOf(narrow)
    expect((await download(id)).json()).toMatchObject({ status: 404, code: 'unknown-plan' })
    await scopeOf('everything')
    expect((await download(id)).statusCode).toBe(200)
  })
})
