import { expect, it } from 'vitest'
import { issueToken } from '../../src/access/issue-token.ts'
import { inviteFirstAdmins } from '../../src/access/people/invite.ts'
import { getCaller, insertHostPrincipals, LOCAL_ADMIN } from '../../src/access/principals.ts'
import { callerOfToken } from '../../src/access/tokens.ts'
import type { CommandContext } from '../../src/cli/command.ts'
import { makeTokenWithRoles } from '../../src/cli/token-with-roles.ts'
import type { Database } from '../../src/db/database.ts'
import { fakeClock } from '../support/clock.ts'
import { makeIds } from '../../src/shared/ids.ts'
import { eachDialect } from '../support/dialects.ts'
import { notRandom } from '../support/sealer.ts'
import { testShell } from '../support/shell.ts'

async function setUp(db: Database) {
  const clock = fakeClock()
  const deps = { db, clock, ids: makeIds(() => 0, notRandom()) }
  await db.write((q) => insertHostPrincipals(q, clock.now()))
  const caller = await getCaller(db.read, LOCAL_ADMIN, 'cmd_1')
  const { shell, printed, noted } = testShell()
  const context = { ...shell, ...deps, caller } as unknown as CommandContext
  const rolesOf = async (token: string) =>
    (await callerOfToken(db.read, token, { now: clock.now(), requestId: 'r' })).caller
  return { deps, caller, context, printed, noted, rolesOf }
}

eachDialect('lenscap token --roles', (open) => {
  it('makes a machine whose token opens nothing until an administrator approves', async () => {
    const { context, printed, noted, rolesOf } = await setUp(await open())
    await makeTokenWithRoles(context, { name: 'nightly', roles: ['auditor'], scope: [] })
    expect(await rolesOf(printed[0]!)).toMatchObject({ name: 'nightly', roles: [] })
    expect(noted.join(' ')).toContain('must approve request ask_')
  })

  it('is complete with the token of a second administrator', async () => {
    const { deps, caller, context, printed, rolesOf } = await setUp(await open())
    const [admin] = await inviteFirstAdmins(deps, caller)
    const { token: approvedBy } = await issueToken(deps, caller, { principalId: admin!.person.id })
    const scope = [{ organisationId: 'org_1', region: 'Wales' }]
    await makeTokenWithRoles(context, { roles: ['estate', 'programme'], scope, approvedBy, json: true })
    const { token, machine, ...rest } = JSON.parse(printed[0]!) as Record<string, string>
    expect(await rolesOf(token!)).toMatchObject({ principalId: machine, roles: ['estate', 'programme'], scope })
    expect(rest).toEqual({})
  })

  it('makes nothing of roles that do not combine', async () => {
    const { context, printed } = await setUp(await open())
    const made = makeTokenWithRoles(context, { roles: ['contractor', 'auditor'], scope: [] })
    await expect(made).rejects.toMatchObject({ code: 'roles-do-not-combine' })
    expect(printed).toEqual([])
  })
})
