// Who there is. In this version two principals of the host itself: `local-operator`, who runs the estate, and
// `local-admin`, who runs the service. People, and machines with roles of their own, come beside them.
import { eq } from 'drizzle-orm'
import type { Reads, Writes } from '../db/database.ts'
import { Failure } from '../shared/failure.ts'
import type { Caller, Role } from './caller.ts'
import type { Scope } from './scope.ts'

export const LOCAL_OPERATOR = 'local-operator'
export const LOCAL_ADMIN = 'local-admin'

const HOST_PRINCIPALS: readonly { id: string; name: string; roles: Role[] }[] = [
  { id: LOCAL_OPERATOR, name: 'Local operator', roles: ['programme', 'finance', 'approver', 'estate'] },
  { id: LOCAL_ADMIN, name: 'Local administrator', roles: ['admin'] },
]

/** Makes the host's principals where they are missing; two processes may do so at once. */
export async function insertHostPrincipals(q: Writes, now: Date): Promise<void> {
  const common = { version: 1, kind: 'host', scope: 'everything', disabled: false, createdAt: now } as const
  await q
    .insert(q.t.principals)
    .values(HOST_PRINCIPALS.map((principal) => ({ ...principal, ...common })))
    .onConflictDoNothing()
}

/** The principal as a caller. Throws `unknown-principal` for one that does not exist or is disabled. */
export async function getCaller(q: Reads, principalId: string, requestId: string): Promise<Caller> {
  const [row] = await q.select().from(q.t.principals).where(eq(q.t.principals.id, principalId))
  if (!row || row.disabled) {
    throw new Failure(
      'unknown-principal',
      `There is no principal ${principalId} that may act.`,
      'Ask an administrator whether it was disabled.',
    )
  }
  return asCaller(row, requestId)
}

/** With `now`, an administrator whose break-glass has not ended reads as an auditor does; jobs and commands never do. */
export function asCaller(
  row: {
    id: string
    name: string
    roles: string[]
    scope: unknown
    breakGlassUntil: Date | null
    companyId: string | null
  },
  requestId: string,
  now?: Date,
): Caller {
  const broken = now !== undefined && row.breakGlassUntil !== null && now < row.breakGlassUntil
  return {
    principalId: row.id,
    name: row.name,
    roles: [...(row.roles as Role[]), ...(broken ? (['auditor'] as const) : [])],
    scope: row.scope as Scope,
    companyId: row.companyId,
    requestId,
  }
}
