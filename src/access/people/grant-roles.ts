// Which roles a principal holds, and for what part of the estate. To give more takes two administrators; to take away, one.
import { and, eq, ne } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller, Role } from '../caller.ts'
import { askForSecond } from '../requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../requests/request.ts'
import { isScopeWithin, type Scope } from '../scope.ts'
import { endSessions } from '../sessions/store.ts'
import { revokeTokensOf } from '../tokens.ts'

export interface Grant {
  readonly principalId: string
  readonly roles: readonly Role[]
  readonly scope: Scope
}

export interface Holder {
  readonly id: string
  readonly name: string
  readonly kind: 'machine' | 'person'
  readonly roles: readonly Role[]
  readonly scope: Scope
  readonly disabled: boolean
  /** Of a contractor: the company whose work they do. */
  readonly companyId: string | null
}

/** Those that hold them alone: who runs the service reads no estate, and a contractor is of another company. */
const ALONE: readonly Role[] = ['admin', 'contractor']

/** Throws `roles-do-not-combine`. */
export function checkRoles(roles: readonly Role[]): void {
  const alone = ALONE.find((role) => roles.includes(role))
  if (alone === undefined || roles.length === 1) return
  throw new Failure(
    'roles-do-not-combine',
    `The role ${alone} combines with no other.`,
    'Make a principal of its own for it.',
  )
}

/**
 * Sets what the principal holds: at once where nothing is added, else when a second administrator approves. Throws
 * `unknown-principal` and `roles-do-not-combine`.
 */
export async function changeRoles(
  deps: Deps,
  caller: Caller,
  { reason, ...grant }: Grant & { readonly reason: string },
): Promise<{ readonly holder: Holder } | { readonly request: TwoPersonRequest }> {
  checkRoles(grant.roles)
  const holder = await getHolder(deps.db.read, grant.principalId)
  if (!addsTo(holder, grant)) {
    const set = prepareGrant(deps, caller, { grant, reason })
    return {
      holder: await deps.db.write(async (q) => {
        // Somebody may have taken more away meanwhile.
        if (addsTo(await getHolder(q, grant.principalId), grant)) throw changedMeanwhile(holder)
        return set(q)
      }),
    }
  }
  const ask = askForSecond(deps, caller, {
    act: grantRoles,
    subjectKind: 'principal',
    subjectId: holder.id,
    says: sayGrant(holder, grant),
    input: grant,
    reason,
  })
  return { request: await deps.db.write(ask) }
}

export const grantRoles: TwoPersonAct = {
  name: 'roles.grant',
  askers: ['admin'],
  deciders: ['admin'],
  carryOut(deps, grant: Grant, { approver, reason }) {
    if (approver.principalId === grant.principalId) throw ownGrant()
    const set = prepareGrant(deps, approver, { grant, reason })
    return async (q) => {
      const { id, roles } = await set(q)
      return { principalId: id, roles }
    }
  },
}

/**
 * From now on the principal does nothing any more. Their sessions end and their tokens are revoked for good, so that what
 * was stolen opens nothing when they are let in again. Throws `unknown-principal`.
 */
export async function disablePrincipal(deps: Deps, caller: Caller, id: string): Promise<void> {
  const now = deps.clock.now()
  const entry = auditEntry(deps, caller, { act: 'principal.disabled', subjectKind: 'principal', subjectId: id })
  await deps.db.write(async (q) => {
    const { version } = await getHolder(q, id)
    const { principals } = q.t
    await q
      .update(principals)
      .set({ disabled: true, version: version + 1 })
      .where(eq(principals.id, id))
    await endSessions(q, id, now)
    await revokeTokensOf(q, id, now)
    await record(q, entry)
  })
}

function prepareGrant(deps: Deps, caller: Caller, { grant, reason }: { grant: Grant; reason: string }) {
  const { principalId: id, scope } = grant
  const roles = [...new Set(grant.roles)]
  const entry = auditEntry(deps, caller, { act: 'roles.granted', subjectKind: 'principal', subjectId: id })
  return async (q: Writes): Promise<Holder> => {
    const { principals } = q.t
    const before = await getHolder(q, id)
    await q
      .update(principals)
      .set({ roles, scope, disabled: false, version: before.version + 1 })
      .where(eq(principals.id, id))
    await record(q, entry, { before: { roles: before.roles, scope: before.scope }, after: { roles, scope }, reason })
    return getHolder(q, id)
  }
}

/** Host principals are as they are. */
async function getHolder(q: Reads, id: string): Promise<Holder & { readonly version: number }> {
  const { principals } = q.t
  const [row] = await q
    .select()
    .from(principals)
    .where(and(eq(principals.id, id), ne(principals.kind, 'host')))
  if (!row) throw new Failure('unknown-principal', `There is no principal ${id}.`, 'GET /api/v1/people lists people.')
  const { name, kind, version, roles, scope, disabled, companyId } = row
  const held = { roles: roles as Role[], scope: scope as Scope, disabled, companyId }
  return { id, name, kind: kind as Holder['kind'], version, ...held }
}

function addsTo({ roles, scope, disabled }: Holder, grant: Grant): boolean {
  return disabled || grant.roles.some((role) => !roles.includes(role)) || !isScopeWithin(grant.scope, scope)
}

function sayGrant({ name, kind }: Holder, { roles, scope }: Grant): string {
  const where =
    scope === 'everything'
      ? 'everywhere'
      : `within ${scope.map(({ organisationId, region }) => `${organisationId}${region === null ? '' : ` in ${region}`}`).join(', ')}`
  return `Let the ${kind} ${name} be ${roles.join(', ') || 'without a role'} ${where}.`
}

function ownGrant(): Failure {
  const message = 'Nobody approves roles for themselves.'
  return new Failure('same-person', message, 'Ask an administrator who neither asked for them nor gets them.')
}

function changedMeanwhile({ name }: Holder): Failure {
  return new Failure('conflicting-change', `The roles of ${name} were changed meanwhile.`, 'Look again, and ask anew.')
}
