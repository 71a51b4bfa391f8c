import { beforeAll, describe, expect, it } from 'vitest'
import { getCaller, LOCAL_OPERATOR } from '../../../src/access/principals.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { forecastCommands } from '../../../src/reports/forecast/commands.ts'
import { day } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { importText, makePlan } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { testShell } from '../../support/shell.ts'

/** The camera at S1 is replaced by the 42 days that its kit needs; S2 is sensitive and has nothing. */
const ESTATE = csv(
  'organisation,standing,site,sensitivity,network,device,kind,manufacturer',
  'Ducks,department,S1,sensitive,isolated,C1,camera,Hikvision',
  'Ducks,department,S2,sensitive,isolated,C2,camera,Axis',
)

async function setUp() {
  const { db, close } = await openTestDatabase('sqlite')
  const test = await buildTestApp(db)
  await importText(test.deps, 'list.csv', ESTATE)
  const { planId } = await makePlan(test.deps, { startOn: day('2027-03-01'), budgets: [], weeks: 20 })
  return { test, db, close, planId }
}

describe('a forecast', () => {
  let set: Awaited<ReturnType<typeof setUp>>
  beforeAll(async () => {
    set = await setUp()
    return set.close
  })
  const get = async (path: string) => (await set.test.request({ url: `/api/v1/plans/${set.planId}${path}` })).json()
  async function run(...words: string[]) {
    const { shell, printed } = testShell({ width: 100 })
    const caller = await getCaller(set.db.read, LOCAL_OPERATOR, 'cmd_1')
    await runProgram(words, {
      ...{ version: '0.0.0', commands: [forecastCommands], shell },
      prepare: async (_needs, at) => ({ ...at, ...set.test.deps, caller }) as unknown as CommandContext,
    })
    return printed
  }

  it('says what the plan spends and leaves, and which sites are late', async () => {
    const { spend, burnDown, pastK1 } = await get('/forecast')
    const money = await get('/money')
    expect(spend.pence).toBe(
      money.money.reduce((sum: number, { spentPence }: { spentPence: number }) => sum + spentPence, 0),
    )
    expect(spend.months).toMatchObject([{ period: '2027-04', pence: spend.pence }])
    expect(burnDown.tiers).toEqual([{ tier: 3, sites: 1, devices: 1, sitesLeft: [1, 0], devicesLeft: [1, 0] }])
    // Done in the week of 12 April 2027, 719 days after 30 April 2025 when the week is over.
    expect(pastK1).toMatchObject({ sites: 1, days: 719, undated: 0, worst: { site: 'S1', clearOn: '2027-04-19' } })
    expect((await get('/forecast?by=week')).burnDown.periods).toHaveLength(7)
    expect((await get('/forecast/late-sites')).items).toMatchObject([{ site: 'S1', days: 719 }])
  })

  it('is money alone for finance', async () => {
    expect(Object.keys(await get('/forecast/money'))).toEqual(['planId', 'spend', 'curve', 'unusable'])
  })

  it('is told on a terminal within its width, and as one object', async () => {
    const lines = await run('forecast')
    expect(lines.filter((line) => [...line].length > 100)).toEqual([])
    const text = lines.join('\n')
    for (const part of ['WHAT PLAN', 'HOW MUCH IS LEFT', 'PAST THE COMMITMENT OF 30 April 2025'])
      expect(text).toContain(part)
    const [line] = await run('forecast', set.planId, '--json', '--sites')
    expect(JSON.parse(line!)).toMatchObject({ planId: set.planId, sitesPastK1: [{ site: 'S1' }] })
  })
})
