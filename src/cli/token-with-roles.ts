// A machine with its token, and the request for its roles; with a second administrator's token all of it at once.
import type { Role } from '../access/caller.ts'
import { issueMachineToken, makeMachine } from '../access/machines/make-machine.ts'
import { changeRoles, checkRoles, grantRoles } from '../access/people/grant-roles.ts'
import { approveRequest, secondPerson } from '../access/requests/decide-request.ts'
import type { ScopePair } from '../access/scope.ts'
import type { Day } from '../shared/day.ts'
import type { CommandContext } from './command.ts'

export interface Wanted {
  readonly name?: string
  readonly company?: string
  readonly roles: readonly Role[]
  /** Empty: everything. */
  readonly scope: readonly ScopePair[]
  readonly expires?: Day
  readonly approvedBy?: string
  readonly json?: true
}

export async function makeTokenWithRoles(context: CommandContext, wanted: Wanted): Promise<void> {
  const { caller, print, note } = context
  const { roles, scope: pairs, company, expires, approvedBy, json } = wanted
  checkRoles(roles)
  const asking = { token: approvedBy ?? '', asker: caller }
  const second = approvedBy === undefined ? undefined : await secondPerson(context, grantRoles, asking)
  const { id, name } = await makeMachine(context, caller, {
    name: wanted.name ?? roles.join(' and '),
    ...(company !== undefined && { companyId: company }),
  })
  const { token } = await issueMachineToken(context, caller, {
    id,
    ...(expires !== undefined && { expiresOn: expires }),
  })
  const scope = pairs.length === 0 ? ('everything' as const) : pairs
  const reason = `A token for ${name}.`
  const asked = await changeRoles(context, caller, { principalId: id, roles, scope, reason })
  const request = 'request' in asked ? asked.request : undefined
  if (request && second) await approveRequest(context, [grantRoles], { caller: second, id: request.id, reason })
  const waits = request !== undefined && second === undefined
  if (json) return print(JSON.stringify({ token, machine: id, ...(waits && { request: request.id }) }))
  print(token)
  note(`It is not shown again. Whoever has it acts as ${name}.`)
  if (waits) {
    note(`It opens nothing yet: an administrator must approve request ${request.id} (or give --approved-by TOKEN).`)
  }
}
