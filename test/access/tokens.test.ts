import { beforeAll, expect, it } from 'vitest'
import { auditEntry, record } from '../../src/access/audit.ts'
import type { Caller } from '../../src/access/caller.ts'
import { issueFirstToken, issueToken, withdrawToken } from '../../src/access/issue-token.ts'
import { getCaller, insertHostPrincipals, LOCAL_ADMIN, LOCAL_OPERATOR } from '../../src/access/principals.ts'
import { callerOfToken } from '../../src/access/tokens.ts'
import type { Deps } from '../../src/deps.ts'
import { countingIds, fakeClock } from '../support/clock.ts'
import { eachDialect } from '../support/dialects.ts'

eachDialect('the first start', (open) => {
  let deps: Deps
  let admin: Caller
  beforeAll(async () => {
    const clock = fakeClock()
    deps = { db: await open(), clock, ids: countingIds() }
    const starting = () => deps.db.write((q) => insertHostPrincipals(q, clock.now()))
    await Promise.all([starting(), starting()])
    admin = await getCaller(deps.db.read, LOCAL_ADMIN, 'req_1')
  })

  it('makes the operator and the administrator, once, also when two processes start together', async () => {
    expect(await deps.db.read.$count(deps.db.read.t.principals)).toBe(2)
    const operator = await getCaller(deps.db.read, LOCAL_OPERATOR, 'req_1')
    expect(operator).toMatchObject({ roles: ['programme', 'finance', 'approver', 'estate'], scope: 'everything' })
    expect(admin.roles).toEqual(['admin'])
  })

  it('gives out one first token, and never another, also when it was revoked', async () => {
    const token = await issueFirstToken(deps, admin, LOCAL_OPERATOR)
    expect(token).toMatch(/^lenscap_[a-z0-9]{8}_[a-z0-9]{32}$/)
    await withdrawToken(deps, admin, token!.split('_')[1]!)
    expect(await issueFirstToken(deps, admin, LOCAL_OPERATOR)).toBeUndefined()
  })

  it('stores the hash of a token, not the token', async () => {
    const { token } = await issueToken(deps, admin, { principalId: LOCAL_OPERATOR })
    const who = { now: deps.clock.now(), requestId: 'req_2' }
    expect((await callerOfToken(deps.db.read, token, who)).caller.principalId).toBe(LOCAL_OPERATOR)
    const rows = JSON.stringify(await deps.db.read.select().from(deps.db.read.t.tokens))
    expect(rows).not.toContain(token.split('_')[2])
    expect(rows).toContain(token.split('_')[1])
  })

  it('writes into the audit trail who issued and revoked what, sealed', async () => {
    const { read } = deps.db
    const rows = await read.select().from(read.t.auditEntries)
    expect(rows.map((row) => [row.act, row.principalId, row.subjectKind])).toEqual([
      ['token.issued', 'local-admin', 'token'],
      ['token.revoked', 'local-admin', 'token'],
      ['token.issued', 'local-admin', 'token'],
    ])
    expect(rows[1]?.subjectId).toBe(rows[0]?.subjectId)
    const { id, detail } = rows[0]!
    expect(detail).not.toContain('local-operator')
    expect(JSON.parse(read.sealer.unseal(detail!, `audit_entries.detail:${id}`))).toMatchObject({
      principalId: 'local-operator',
    })
  })

  it('leaves no audit entry of what was undone', async () => {
    const entry = auditEntry(deps, admin, { act: 'site.changed', subjectKind: 'site', subjectId: 'site_1' })
    const undone = deps.db.write(async (q) => {
      await record(q, entry)
      throw new Error('second thoughts')
    })
    await expect(undone).rejects.toThrow('second thoughts')
    const acts = await deps.db.read.select().from(deps.db.read.t.auditEntries)
    expect(acts.map((row) => row.act)).not.toContain('site.changed')
  })
})
