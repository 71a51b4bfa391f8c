import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { exportCommands } from '../../../src/estate/export/commands.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { operator } from '../../support/estate.ts'
import { csv, importer } from '../../support/make.ts'
import { testShell } from '../../support/shell.ts'

describe('lenscap export', () => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let second: string
  const cwd = mkdtempSync(join(tmpdir(), 'lenscap-export-'))
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db)
    await importer(db, test.ids)(csv('organisation,site,device', 'Ducks,POND,D1', 'Geese,MOAT,D2'))
    second = await test.tokenOf('ann', ['approver'])
    return close
  })
  afterAll(() => rmSync(cwd, { recursive: true }))
  async function run(...argv: string[]) {
    const { shell, printed, noted } = testShell({ cwd })
    const context = { ...test.deps, caller: operator, config: { marking: 'OFFICIAL' } }
    const exit = await runProgram(['export', ...argv], {
      version: '1',
      commands: [exportCommands],
      shell,
      prepare: async (_needs, at) => ({ ...at, ...context }) as unknown as CommandContext,
    })
    return { exit, out: printed, err: noted.join('\n') }
  }
  const requests = () => test.deps.db.read.$count(test.deps.db.read.t.requests)

  it('needs a second person, who is not the operator, and leaves no request behind without one', async () => {
    expect(await run()).toMatchObject({ exit: 1, out: [], err: expect.stringContaining('two people') })
    expect(await run('--approved-by', test.token)).toMatchObject({ exit: 1, out: [] })
    const admin = await test.tokenOf('ada', ['admin'])
    expect(await run('--approved-by', admin)).toMatchObject({ exit: 1, out: [] })
    expect(await requests()).toBe(0)
  })

  it('prints the rows, and says how many and how they are marked beside them', async () => {
    const { exit, out, err } = await run('--approved-by', second)
    expect([exit, out.length, err]).toEqual([0, 3, '2 rows, OFFICIAL.'])
    expect(out[1]).toMatch(/^Ducks,.*,OFFICIAL$/)
    const one = await run('--approved-by', second, '--organisation', 'geese', '--json')
    expect(one.out.map((line) => JSON.parse(line) as object)).toMatchObject([{ rows: 1 }, { site: 'MOAT' }])
  })

  it('makes a file that only its owner may read, and overwrites none', async () => {
    expect(await run('--approved-by', second, '--out', 'estate.csv')).toMatchObject({ exit: 0, out: [] })
    const file = join(cwd, 'estate.csv')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(3)
    const before = await requests()
    expect(await run('--approved-by', second, '--out', 'estate.csv')).toMatchObject({ exit: 1 })
    expect(await requests()).toBe(before)
  })

  it('writes the audit trail for one person, by whom it is on record', async () => {
    const { out } = await run('--audit')
    expect(out.map((line) => JSON.parse(line) as { act?: string }).at(-2)).toMatchObject({ act: 'audit.exported' })
  })
})
