import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCaller, LOCAL_OPERATOR } from '../../../src/access/principals.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { workbookCommands } from '../../../src/reports/workbook/commands.ts'
import { day } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
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
