import { expect, it } from 'vitest'
import { issueToken } from '../../src/access/issue-token.ts'
import { getCaller, insertHostPrincipals, LOCAL_ADMIN, LOCAL_OPERATOR } from '../../src/access/principals.ts'
import type { CommandContext } from '../../src/cli/command.ts'
import { runProgram } from '../../src/cli/program.ts'
import type { Database } from '../../src/db/database.ts'
import { directiveCommands } from '../../src/directive/commands.ts'
import { listDecisions } from '../../src/directive/store.ts'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'
import { csv, importer } from '../support/make.ts'
import { testShell } from '../support/shell.ts'

const NOT = ['decide', '--site', 'POND', '--choice', 'not', '--reason', 'It goes in May']

async function setUp(db: Database) {
  const { deps, ids, tokenOf } = await buildTestApp(db)
  await db.write((q) => insertHostPrincipals(q, deps.clock.now()))
  await importer(db, ids)(csv('organisation,site,sensitivity,device', 'Ducks,POND,sensitive,D1'))
  const decide = async (...more: string[]) => {
    const { shell, printed, noted } = testShell()
    const caller = await getCaller(db.read, LOCAL_OPERATOR, 'cmd_1')
    const exit = await runProgram([...NOT, ...more], {
      version: '0.0.0',
      commands: [directiveCommands],
      shell,
      prepare: async (_needs, at) => ({ ...at, ...deps, caller }) as unknown as CommandContext,
    })
    return { exit, says: [...printed, ...noted].join('\n') }
  }
  const own = async () => {
    const admin = await getCaller(db.read, LOCAL_ADMIN, 'cmd_1')
    return (await issueToken(deps, admin, { principalId: LOCAL_OPERATOR })).token
  }
  const decisions = () => listDecisions(db.read, 'everything')
  const asked = () => db.read.$count(db.read.t.requests)
  return { decide, asked, own, tokenOf, decisions }
}

eachDialect('lenscap decide --choice not', (open) => {
  it('asks for a second approver, and records nothing yet', async () => {
    const { decide, decisions } = await setUp(await open())
    const { exit, says } = await decide()
    expect(exit).toBe(0)
    expect(says).toMatch(/^Asked, as request ask_\w+: it counts when another approver approves it/)
    expect(await decisions()).toEqual([])
  })

  it('records it with the token of a second approver', async () => {
    const { decide, tokenOf, decisions } = await setUp(await open())
    const { exit, says } = await decide('--approved-by', await tokenOf('second', ['approver']))
    expect([exit, says]).toEqual([
      0,
      'Recorded, with a second approver: Decide not to replace flagged kit at POND, until 22 November 2027, as Local operator decided.',
    ])
    expect(await decisions()).toMatchObject([{ choice: 'not', clause: 'C3' }])
  })

  it('takes neither one’s own token nor that of someone who is no approver', async () => {
    const { decide, asked, own, tokenOf, decisions } = await setUp(await open())
    const alone = await decide('--approved-by', await own())
    expect([alone.exit, alone.says]).toEqual([1, expect.stringContaining('cannot decide it too')])
    expect((await decide('--approved-by', await tokenOf('finance', ['finance']))).exit).toBe(1)
    expect((await decide('--approved-by', 'lenscap_no_token')).exit).toBe(1)
    expect([await decisions(), await asked()]).toEqual([[], 0])
  })
})
