import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { contractCommands } from '../../../src/planning/contracts/commands.ts'
import { crewCommands } from '../../../src/planning/crews/commands.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { testShell } from '../../support/shell.ts'

describe('lenscap crews, contractors, contracts', () => {
  let cwd: string
  let run: (...words: string[]) => Promise<{ exit: number; says: string }>
  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'lenscap-lists-'))
    const { db, close } = await openTestDatabase('sqlite')
    const deps = depsOf(db)
    run = async (...words) => {
      const { shell, printed, noted } = testShell({ cwd, width: 200 })
      const context = { ...deps, caller: operator, config: { marking: 'OFFICIAL' } }
      const exit = await runProgram(words, {
        version: '0.0.0',
        commands: [crewCommands, contractCommands],
        shell,
        prepare: async (_needs, at) => ({ ...at, ...context }) as unknown as CommandContext,
      })
      return { exit, says: [...printed, ...noted].join('\n') }
    }
    return async () => {
      await close()
      rmSync(cwd, { recursive: true })
    }
  })
  const take = async (command: string, ...lines: string[]) => {
    writeFileSync(join(cwd, 'list.csv'), csv(...lines))
    return run(command, '--take', 'list.csv')
  }

  it('say that nothing is recorded', async () => {
    expect((await run('crews')).says).toBe('No crews are recorded: plans assume them. Record some with --take FILE.')
  })

  it('take a list, show it, and give it to be taken again', async () => {
    expect((await take('contractors', 'contractor', 'Fitters')).says).toContain('Took 1 row: 1 says something else')
    const crew = 'North 1,Fitters,Wales,sc,2250,survey; replace'
    await take('crews', 'crew,contractor,regions,vetting,minutes_per_week,actions', crew)
    expect((await run('crews')).says).toMatch(/North 1 +Fitters +sc +2250 +survey replace +always +Wales/)
    expect((await run('contractors')).says).toMatch(/Fitters +active +not looked up/)
    await run('crews', '--give', 'given.csv')
    expect(readFileSync(join(cwd, 'given.csv'), 'utf8')).toContain('North 1,Fitters,,Wales,england-and-wales,sc,2250,')
    expect((await run('crews', '--take', 'given.csv')).says).toContain('Took 1 row: 0 say something else')
    expect(JSON.parse((await run('crews', '--json')).says)).toMatchObject({ name: 'North 1', daysOff: [] })
  })

  it('refuse a list that is wrong, and a file that is not there', async () => {
    const { exit, says } = await take('contracts', 'call_off', 'CO-1')
    expect([exit, says]).toEqual([2, expect.stringContaining('Nothing of list.csv was taken')])
    expect((await run('purchase-orders', '--take', 'none.csv')).says).toContain('There is no file')
  })
})
