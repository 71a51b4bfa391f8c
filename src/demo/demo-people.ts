// Somebody of each role, whose roles are asked for by one administrator and approved by another, as anyone's are. They are
// people, so that they can show what takes two, and have tokens instead of passwords, so that there is nothing to set up.
import { ROLES, type Caller, type Role } from '../access/caller.ts'
import { issueToken } from '../access/issue-token.ts'
import { changeRoles, grantRoles } from '../access/people/grant-roles.ts'
import { inviteFirstAdmins, invitePerson } from '../access/people/invite.ts'
import { getCaller, LOCAL_ADMIN } from '../access/principals.ts'
import { approveRequest } from '../access/requests/decide-request.ts'
import type { Scope } from '../access/scope.ts'
import { table } from '../cli/output.ts'
import type { Deps } from '../deps.ts'
import { addDays, dayOf } from '../shared/day.ts'
import type { Organisation } from '../estate/organisation.ts'

/** The longest that a token may last: four hours and a quarter of the sandbox’s time. */
const LONGEST_DAYS = 365

const DOES: Readonly<Record<Role, string>> = {
  admin: 'GET /api/v1/people',
  programme: 'GET /api/v1/plans',
  finance: 'GET /api/v1/plans/PLAN/money',
  approver: 'GET /api/v1/site-decisions',
  estate: 'GET /api/v1/sites',
  contractor: 'GET /api/v1/session',
  auditor: 'GET /api/v1/devices',
}

interface Introduced {
  readonly organisations: readonly Organisation[]
  readonly width: number
  /** Of the contractor, where there is work for one: then there is a clock, too, that would end a usual token in an hour. */
  readonly companyId?: string | undefined
}

/** What to print: a token of each role and what to try with it, and the administrators' invitations. */
export async function introducePeople(deps: Deps, { organisations, width, companyId }: Introduced): Promise<string[]> {
  const { db, ids } = deps
  const asker = await getCaller(db.read, LOCAL_ADMIN, ids.next('cmd'))
  const invited = await inviteFirstAdmins(deps, asker)
  const approver = await getCaller(db.read, invited[0]!.person.id, ids.next('cmd'))
  const owner = organisations[0]
  const rows: string[][] = []
  for (const role of ROLES) {
    const scope = role === 'estate' && owner ? [{ organisationId: owner.id, region: null }] : ('everything' as const)
    const does = role === 'contractor' && companyId ? 'POST /api/v1/orders/claims' : DOES[role]
    rows.push([role, await tokenOf(deps, { asker, approver, role, scope, companyId }), does])
  }
  return [
    ...table([{ title: 'Role' }, { title: 'Token' }, { title: 'Try' }], rows, width),
    `The estate token sees ${owner?.name ?? 'nothing'}; a contractor sees ${companyId ? 'what the company may do' : 'nothing before a plan is adopted (demo --sandbox)'}. Who a token is:`,
    '  curl -H "Authorization: Bearer TOKEN" ADDRESS/session     (ADDRESS is printed when the API is served)',
    'Administrators who sign in with a password, each invited once and for a day (POST /api/v1/invitations/open):',
    ...invited.map(({ person, invitation }) => `  ${person.login}  ${invitation}`),
  ]
}

interface Token extends Pick<Introduced, 'companyId'> {
  readonly asker: Caller
  readonly approver: Caller
  readonly role: Role
  readonly scope: Scope
}

async function tokenOf(deps: Deps, { asker, approver, role, scope, companyId }: Token): Promise<string> {
  const employer = role === 'contractor' ? { companyId: companyId ?? null } : {}
  const { person } = await invitePerson(deps, asker, { name: `Demo ${role}`, login: `demo-${role}`, ...employer })
  const { id } = person
  const own = await getCaller(deps.db.read, id, asker.requestId)
  const expiresOn = companyId === undefined ? {} : { expiresOn: addDays(dayOf(deps.clock.now()), LONGEST_DAYS) }
  const { token } = await issueToken(deps, own, { principalId: id, ...expiresOn })
  const reason = 'To show what the role sees.'
  const asked = await changeRoles(deps, asker, { principalId: id, roles: [role], scope, reason })
  if ('request' in asked) await approveRequest(deps, [grantRoles], { caller: approver, id: asked.request.id, reason })
  return token
}
