// The main job at the command line, each command in a process of its own.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lenscapHome } from '../support/server.ts'

const INVENTORY = `organisation,standing,sector,site,sensitivity,device,kind,manufacturer,network,mac
Harbour Authority,department,central-government,HQ,sensitive,1,camera,Hikvision,core,
Harbour Authority,department,central-government,HQ,sensitive,2,camera,Axis,none,00:40:8C:12:34:56
Harbour Authority,department,central-government,HQ,sensitive,3,camera,Hikvision,none,not a mac
Harbour Authority,department,central-government,DEPOT,other,4,camera,Dahua,none,
`

describe('the command line', () => {
  let home: ReturnType<typeof lenscapHome>
  let file: string
  beforeAll(() => {
    home = lenscapHome()
    file = join(home.home, 'harbour.csv')
    writeFileSync(file, INVENTORY)
  })
  afterAll(() => home.close())
  const json = (out: string) => out.split('\n').map((line) => JSON.parse(line))

  it('imports, flags, plans, decides and lists, each saying what comes next', { timeout: 120_000 }, () => {
    const imported = home.run('import', file, '--json')
    expect(imported.exit).toBe(0)
    expect(json(imported.out)).toMatchObject([
      {
        rows: 4,
        created: 3,
        rejected: 1,
        findings: { flagged: 2, cleared: 1 },
        complaints: [{ row: 4, column: 'mac', code: 'bad-mac' }],
      },
    ])
    expect(json(home.run('import', file, '--json').out)).toMatchObject([{ created: 0, unchanged: 3, rejected: 1 }])
    expect(json(home.run('flag', '--json').out)).toMatchObject([{ device: '1' }, { device: '4' }])

    const budget = home.run('plan', '--budget', 'HARBOUR:2026-27=1')
    expect(budget.exit).toBe(1)
    expect(budget.err).toContain('The funds are: HARBOUR-AUTHORITY.')

    const plan = json(
      home.run('plan', '--start', '2026-12-07', '--budget', 'HARBOUR-AUTHORITY:2026-27=9000', '--json').out,
    )[0]
    expect(plan).toMatchObject({ id: expect.stringMatching(/^pla_/), measures: { startOn: '2026-12-07' } })
    const proposed = json(home.run('orders', '--json').out)
    expect(proposed.map((o: { action: string; state: string }) => `${o.action} ${o.state}`)).toEqual([
      'disconnect ready',
      'replace proposed',
    ])
    expect(home.run('decide', '--standing', '--choice', 'replace-now', '--reason', 'Considered.').exit).toBe(0)
    const { id } = json(home.run('plan', '--start', '2026-12-07', '--json').out)[0]
    expect(json(home.run('orders', '--plan', id, '--json').out)).toMatchObject([{ state: 'ready' }, { state: 'ready' }])
    expect(json(home.run('replay', id, '--json').out)).toEqual([{ plan: id, same: true }])
    expect(home.run('orders', '--why', proposed[1].leg).out).toContain('Kit and crews ready')
  })

  it('leaves on record what the host’s administrator did, a new database and a look at it included', () => {
    expect(json(home.run('migrate', '--json').out)).toEqual([{ ran: [] }])
    home.run('doctor')
    const trail = json(home.run('export', '--audit').out)
    const of = (act: string) => trail.filter((line: { act?: string }) => line.act === act)
    expect(of('database.migrated')).toMatchObject([{ principalId: 'local-admin', number: 1, detail: { from: 0 } }])
    expect(of('database.examined')).toMatchObject([{ principalId: 'local-admin', detail: { key: 'OK' } }])
    const commands = of('command.run').map(({ subjectId }: { subjectId: string }) => subjectId)
    expect(commands).toEqual(expect.arrayContaining(['import', 'plan', 'migrate', 'export']))
    expect(home.run('verify-audit').exit).toBe(0)
  })

  it('solves a problem from standard input, and checks the answer with other code', () => {
    const problem = join(home.home, 'problem.json')
    const plan = join(home.home, 'plan.json')
    const job = { id: 'a', tier: 3, weightPerDay: 1, minutes: 60, poolIds: ['P'], draws: [] }
    const funds: object[] = []
    const pools = [{ id: 'P', minutesPerWeek: 60 }]
    writeFileSync(
      problem,
      JSON.stringify({ format: 'lenscap-problem/1', startOn: '2026-11-23', weeks: 2, funds, pools, jobs: [job] }),
    )
    const solved = home.runOn(readFileSync(problem, 'utf8'), 'solve', '-')
    writeFileSync(plan, solved.out)
    expect(home.run('check-plan', problem, plan)).toMatchObject({ exit: 0, out: expect.stringContaining('No breach') })
    writeFileSync(plan, solved.out.replace('2026-11-23', '2026-11-30'))
    const late = home.run('check-plan', problem, plan)
    expect(late.exit).toBe(1)
    expect(late.out).toContain('2026-11-23')
  })

  it('lets no cell of a file drive the terminal', () => {
    const hostile = join(home.home, 'hostile.csv')
    writeFileSync(hostile, 'organisation,site,device,kind\nDept \u001b[31mRed,S\u0007ite,1,toas\u001b]0;pwn\u0007ter\n')
    const { out, err } = home.run('import', hostile, '--dry-run')
    expect(out + err).toContain('toas')
    expect(out + err).not.toMatch(/[\u0007\u001b]/)
  })

  it('ends with 2, and one clear sentence, for words and files that it cannot use', () => {
    for (const argv of [['bogus'], ['plan', '--budget', 'x'], ['import', home.home], ['check-plan', file, file]]) {
      const { exit, err } = home.run(...argv)
      expect(exit, argv.join(' ')).toBe(2)
      expect(err).toMatch(/^(lenscap: )?\S.+/)
      expect(err).not.toMatch(/\n {4}at /)
    }
  })
})
