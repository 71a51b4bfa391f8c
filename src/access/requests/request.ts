// Acts that need two people: one asks, a second one approves, and then it is carried out in the write that approves it. A
// request is a row that says what is asked for and where; the acts themselves belong to the features, which list them in
// features.ts.
import { eq } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import type { Caller, Role } from '../caller.ts'

export interface TwoPersonAct {
  /** `site.lower-sensitivity`: stored with the request, so that a renamed act is no longer carried out. */
  readonly name: string
  /** Whoever asked must still have one of these roles when it is approved. */
  readonly askers: readonly Role[]
  /** Any one of these roles may approve or refuse it. */
  readonly deciders: readonly Role[]
  /** Whoever watches the log is told when it is approved. */
  readonly alert?: true
  /** Takes time and ids at once, and returns what the approving write does; its result is shown to who approves. */
  readonly carryOut: (deps: Deps, input: never, by: TwoPeople) => (q: Writes) => Promise<unknown>
}

export interface TwoPeople {
  readonly asker: Caller
  readonly approver: Caller
  /** The asker's. */
  readonly reason: string
}

export interface TwoPersonRequest {
  readonly id: string
  readonly act: string
  /** What is asked for, as a sentence: what the second person approves. */
  readonly says: string
  readonly reason: string
  readonly state: 'open' | 'approved' | 'refused' | 'expired'
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decisionReason: string | null
}

/** Whether one of the principal's roles may decide such requests. */
export function mayDecide({ deciders }: Pick<TwoPersonAct, 'deciders'>, { roles }: Pick<Caller, 'roles'>): boolean {
  return deciders.some((role) => roles.includes(role))
}

/**
 * Who has the token of a machine may be anyone, the other of the two people as well: machines neither ask nor decide. The
 * host's own principals ask, for commands act as them, and decide nothing. Throws `person-needed`.
 */
export async function checkPerson(q: Reads, principalId: string, does: 'asks' | 'decides'): Promise<void> {
  const { principals } = q.t
  const [found] = await q
    .select({ kind: principals.kind, name: principals.name })
    .from(principals)
    .where(eq(principals.id, principalId))
  if (found?.kind === 'person' || (found?.kind === 'host' && does === 'asks')) return
  throw new Failure(
    'person-needed',
    `This takes two people, and ${found?.name ?? principalId} is not one.`,
    does === 'asks'
      ? 'Ask for it signed in, with a token of your own, or by a command on the host.'
      : 'Sign in and decide it, or give the token of a person (POST /api/v1/tokens makes one of your own).',
  )
}

/** Also of a request that the caller may not know of. */
export function unknownRequest(id: string): Failure {
  return new Failure(
    'unknown-request',
    `There is no request ${id}.`,
    'GET /api/v1/requests lists those that concern you.',
  )
}

/** An act that needs a reason on record was asked for without one. */
export function reasonNeeded(what: string): Failure {
  return new Failure('reason-needed', `${what} needs two people, and the second one must know why.`, 'Give a reason.')
}
