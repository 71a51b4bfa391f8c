import { beforeAll, describe, expect, it } from 'vitest'
import { insertHostPrincipals } from '../../../src/access/principals.ts'
import { insertToken, makeToken } from '../../../src/access/tokens.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { exceptionCommands } from '../../../src/orders/exceptions/commands.ts'
import { targetCommands } from '../../../src/orders/targets/commands.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'
import { testShell } from '../../support/shell.ts'
import { importSites, makeOrder } from '../make-orders.ts'

describe('lenscap targets, exceptions', () => {
  let run: (...words: string[]) => Promise<{ exit: number; says: string }>
  let ref: string
  let second: string
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const deps = depsOf(db)
    const site = await importSites(deps)
    ref = (await makeOrder(deps, site('POND'))).ref
    const now = deps.clock.now()
    await db.write(async (q) => {
      await insertHostPrincipals(q, now)
      const person = { id: 'pri_second', name: 'Second', version: 1, roles: ['approver' as const] }
      const dull = { kind: 'person' as const, scope: 'everything' as const, disabled: false, createdAt: now }
      await q.insert(q.t.principals).values({ ...person, ...dull })
      const { token, row } = makeToken(deps.ids, 'pri_second', now)
      second = token
      await insertToken(q, row)
    })
    run = async (...words) => {
      const { shell, printed, noted } = testShell({ width: 200 })
      const exit = await runProgram(words, {
        version: '0.0.0',
        commands: [targetCommands, exceptionCommands],
        shell,
        prepare: async (_needs, at) => ({ ...at, ...deps, caller: operator }) as unknown as CommandContext,
      })
      return { exit, says: [...printed, ...noted].join('\n') }
    }
    return close
  })
  const because = ['--reason', 'The board.'] as const

  it('set a target of the department’s own, for all and for one organisation, and list which are in force', async () => {
    expect((await run('target', '3', '--days', '180', ...because)).says).toBe('Recorded: the target of tier 3.')
    await run('target', '3', '--organisation', 'ducks', '--due', '2027-06-30', ...because)
    const json = await run('target', '0', '--days', '5', ...because, '--json')
    expect(JSON.parse(json.says)).toMatchObject({ tier: 0, days: 5, dueOn: null, organisationId: null, inForce: true })
    expect((await run('targets')).says).toMatch(
      /3 +all +180 days from adoption +yes +The board\.\n *3 +Ducks +2027-06-30 +yes +The board\.\n *0 +all +5 days/,
    )
  })

  it('withdraw one, which stays on record', async () => {
    const gone = await run('target', '0', '--none', ...because)
    expect(gone.says).toBe('Tier 0 has no such target any more.')
    const lines = (await run('targets', '--json')).says.split('\n').map((line) => JSON.parse(line) as { tier: number })
    expect(lines.filter(({ tier }) => tier === 0)).toMatchObject([
      { days: 5, inForce: false },
      { days: null, dueOn: null, inForce: false },
    ])
  })

  it.each([
    ['a tier that there is not', ['target', '8', '--days', '5'], /'8' is invalid/],
    ['neither days nor a day', ['target', '3'], /a number of days from adoption, or a day, or none/],
    [
      'both',
      ['target', '3', '--days', '5', '--due', '2027-06-30'],
      /a number of days from adoption, or a day, or none/,
    ],
    ['nobody’s organisation', ['target', '3', '--organisation', 'Swans', '--days', '5'], /no organisation Swans/],
    ['neither order nor site', ['except', '--until', '2027-01-10'], /Give either --order or --site/],
    ['a site that there is not', ['except', '--site', 'MERE', '--until', '2027-01-10'], /No site has the code MERE/],
    ['an order that there is not', ['except', '--order', 'WO-0000-0000', '--until', '2027-01-10'], /WO-0000-0000/],
    ['more than a year', ['except', '--site', 'POND', '--until', '2028-01-10'], /2028/],
    ['an exception that there is not', ['end-exception', 'exc_none'], /exc_none/],
  ])('refuse %s', async (_what, words, says) => {
    const refused = await run(...words, ...because)
    expect(refused.exit).not.toBe(0)
    expect(refused.says).toMatch(says)
  })

  it('ask for an exception, which counts when a second approver agrees', async () => {
    const asked = await run('except', '--order', ref, '--until', '2027-01-10', ...because)
    expect(asked.says).toMatch(/^Asked, as request ask_\S+: it counts when another approver approves it/)
    expect((await run('exceptions', '--json')).says).toBe('')
    const site = ['except', '--site', 'LAKE', '--until', '2027-02-10', ...because]
    const given = await run(...site, '--approved-by', second)
    expect(given.says).toMatch(
      /^Recorded, with a second approver: Except all orders at LAKE .* until 10 February 2027\./,
    )
    const both = await run(
      'except',
      '--order',
      ref,
      '--until',
      '2027-01-10',
      ...because,
      '--approved-by',
      second,
      '--json',
    )
    expect(JSON.parse(both.says)).toMatchObject({ approved: true })
    expect((await run('exceptions')).says).toMatch(
      new RegExp(`${ref} +POND +2027-01-10 +yes +The board\\.\\n.* all +LAKE +2027-02-10 +yes`),
    )
  })

  it('take no token but another approver’s', async () => {
    const words = ['except', '--order', ref, '--until', '2027-01-10', ...because, '--approved-by', 'nonsense']
    expect((await run(...words)).exit).not.toBe(0)
    expect((await run('exceptions', '--json')).says.split('\n')).toHaveLength(2)
  })

  it('end an exception before its day, once', async () => {
    const [newest] = (await run('exceptions', '--json')).says
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string })
    expect((await run('end-exception', newest!.id, ...because)).says).toBe(`Ended: ${ref} keeps its target again.`)
    expect((await run('exceptions')).says).toMatch(new RegExp(`${ref} +POND +2027-01-10 +no`))
    expect((await run('end-exception', newest!.id, ...because)).exit).not.toBe(0)
  })
})
