// The commands of someone who decides for sites: facts, memorandum, decisions, in the order in which they are used.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { directiveCommands } from '../../../src/directive/commands.ts'
import { siteFactCommands } from '../../../src/estate/facts/commands.ts'
import { plannedOrderCommands } from '../../../src/orders/planned/commands.ts'
import { memorandumCommandsWith } from '../../../src/planning/memorandum/commands.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { depsOf, importText, makePlan, operator, reference } from '../../support/estate.ts'
import { testShell } from '../../support/shell.ts'

const folder = mkdtempSync(join(tmpdir(), 'lenscap-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('facts are recorded and taken as a list, a memorandum drafted, a set decided for, and the totals say so', async () => {
  const { db, close } = await openTestDatabase('sqlite')
  const deps = depsOf(db)
  const inventory =
    'organisation,standing,site,sensitivity,device,manufacturer\nDucks,department,POND,sensitive,1,Hikvision\nDucks,department,LAKE,sensitive,2,Hikvision\n'
  await importText(deps, 'ducks.csv', inventory)
  const config = { marking: 'OFFICIAL' }
  const run = async (...words: string[]) => {
    const { shell, printed, noted } = testShell({ cwd: folder })
    const commands = [
      siteFactCommands,
      directiveCommands,
      memorandumCommandsWith(() => reference),
      plannedOrderCommands,
    ]
    const prepare = async (_needs: unknown, at: object) =>
      ({ ...at, ...deps, caller: operator, config }) as unknown as CommandContext
    const exit = await runProgram(words, { version: '0.0.0', commands, shell, prepare })
    return { exit, says: [...printed, ...noted].join('\n') }
  }

  const set = await run('site-facts', 'POND', '--set', 'photos=none', '--set', 'notice_days=5')
  expect(set.exit).toBe(0)
  expect(set.says).toMatch(/^OFFICIAL\nPOND, recorded 1 time\n/)
  expect((await run('site-facts', 'POND', '--set', 'photos=sometimes')).says).toContain('will not do for photos')
  expect(JSON.parse((await run('site-facts', 'POND', '--json')).says)).toMatchObject({
    noticeDays: 5,
    marking: 'OFFICIAL',
  })
  expect((await run('site-facts', '--take', 'nowhere.csv')).says).toContain('no file')
  expect((await run('site-facts')).says).toContain('Name a site')
  writeFileSync(join(folder, 'closures.csv'), 'site,closed_from,closed_until,why\nPOND,2027-01-04,2027-01-11,Refit\n')
  expect((await run('site-facts', '--list', 'closures', '--take', 'closures.csv')).says).toContain('1 site are others')
  await run('site-facts', '--give', 'facts.csv')
  expect(readFileSync(join(folder, 'facts.csv'), 'utf8')).toContain('POND')

  const drafted = await run('memorandum', 'POND', 'LAKE')
  expect(drafted.says).toContain('MEMORANDUM FOR A DECISION ON 2 SITES')
  const hash = /Taken on memorandum (\w{64})/.exec(drafted.says)![1]!
  expect(JSON.parse((await run('memorandum', '--hash', hash, '--json')).says).hash).toBe(hash)
  expect((await run('memorandum')).exit).toBe(2)

  const why = ['--reason', 'The board decided so.', '--memorandum', hash]
  const kept = await run('decide', '--sensitivity', 'sensitive', '--tier', '3', '--choice', 'isolate-and-keep', ...why)
  expect(kept.says).toContain('Recorded isolate-and-keep for 2 sites, to be reviewed on 22 November 2027.')
  expect((await run('decide', '--standing', '--tier', '3', '--choice', 'replace-now', ...why)).exit).toBe(2)
  expect((await run('decide', '--organisation', 'Geese', '--choice', 'replace-now', ...why)).says).toContain('Geese')
  expect((await run('decisions', '--state', 'counts')).says).toMatch(/isolate-and-keep\s+counts\s+2027-11-22/)
  writeFileSync(join(folder, 'decisions.csv'), 'site,choice,reason,approved_by\nPOND,replace-now,r,a\n')
  expect((await run('decisions', '--take', 'decisions.csv')).says).toContain('Recorded decisions for 1 site.')
  expect((await run('decisions', '--give', '-')).says).toContain('superseded')

  await makePlan(deps, { budgets: [] })
  expect((await run('orders')).says).toContain(
    'Without an order: 1 site decided against: 1 flagged device, weight 1 a day. 1 site departs from K1',
  )
  await close()
})
