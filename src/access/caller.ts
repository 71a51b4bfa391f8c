import { isScopeWithin, type Scope } from './scope.ts'

/** The roles of design section 1. A principal may hold several; `admin` and `contractor` combine with no other. */
export const ROLES = ['admin', 'programme', 'finance', 'approver', 'estate', 'contractor', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** Who acts. Every use case takes one: it narrows what is found, and it signs what is written. */
export interface Caller {
  readonly principalId: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly scope: Scope
  /** Of a contractor: the company whose work they do; access makes nothing of it. */
  readonly companyId?: string | null
  /** Of the HTTP request or the command, so that a log line and an audit entry find each other. */
  readonly requestId: string
  /** Where from, for the audit trail: an address, or `command`, or `job`. */
  readonly origin?: string
}

/** What a caller may know and do. */
export type Reach = Pick<Caller, 'roles' | 'scope' | 'companyId'>

/** Whether the one may know and do all that the other could. */
export function reachesAsFar(now: Reach, then: Reach): boolean {
  return (
    then.roles.every((role) => now.roles.includes(role)) &&
    isScopeWithin(then.scope, now.scope) &&
    (now.companyId ?? null) === (then.companyId ?? null)
  )
}
