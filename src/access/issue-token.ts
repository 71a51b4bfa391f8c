import type { Deps } from '../deps.ts'
import { auditEntry, record } from './audit.ts'
import type { Caller } from './caller.ts'
import { hasTokens, insertToken, makeToken, revokeToken } from './tokens.ts'

/** Makes a token for the principal. The text is given out here and nowhere again. */
export async function issueToken(deps: Deps, caller: Caller, principalId: string): Promise<string> {
  return (await issue(deps, caller, { principalId, firstOnly: false }))!
}

/** The principal's first token; undefined if there has been one, even if it was revoked. */
export function issueFirstToken(deps: Deps, caller: Caller, principalId: string): Promise<string | undefined> {
  return issue(deps, caller, { principalId, firstOnly: true })
}

async function issue(deps: Deps, caller: Caller, what: { principalId: string; firstOnly: boolean }) {
  const { principalId, firstOnly } = what
  const { token, row } = makeToken(deps.ids, principalId, deps.clock.now())
  const entry = auditEntry(deps, caller, { act: 'token.issued', subjectKind: 'token', subjectId: row.id })
  return deps.db.write(async (q) => {
    if (firstOnly && (await hasTokens(q, principalId))) return undefined
    await insertToken(q, row)
    await record(q, entry, { principalId, prefix: row.prefix })
    return token
  })
}

/** From now on the token opens nothing. Throws `unknown-token` for a prefix that no token in use has. */
export async function withdrawToken(deps: Deps, caller: Caller, prefix: string): Promise<void> {
  const now = deps.clock.now()
  const entry = auditEntry(deps, caller, { act: 'token.revoked', subjectKind: 'token' })
  await deps.db.write(async (q) => {
    const subjectId = await revokeToken(q, prefix, now)
    await record(q, { ...entry, subjectId }, { prefix })
  })
}
