// The second person's part: approves, and the act is carried out in the same write; or refuses, with a reason.
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller } from '../caller.ts'
import { getCaller } from '../principals.ts'
import { callerOfToken } from '../tokens.ts'
import { checkPerson, mayDecide, unknownRequest, type TwoPersonAct, type TwoPersonRequest } from './request.ts'
import { closeRequest, findRequest, type Viewer } from './store.ts'

export interface Deciding {
  readonly id: string
  readonly reason: string
}

export interface Approved {
  readonly request: TwoPersonRequest
  /** What the act gives back, for the eyes of whoever approved it. */
  readonly result: unknown
}

/** Which requests the caller may look at: own ones that they may still ask for, those they may decide; all, for an auditor. */
export function viewerOf({ clock }: Pick<Deps, 'clock'>, acts: readonly TwoPersonAct[], caller: Caller): Viewer {
  const seen = acts.filter((act) => caller.roles.includes('auditor') || mayDecide(act, caller))
  const asks = acts.filter(({ askers }) => askers.some((role) => caller.roles.includes(role)))
  const names = (of: readonly TwoPersonAct[]) => of.map(({ name }) => name)
  return { caller, asks: names(asks), acts: names(seen), now: clock.now() }
}

/**
 * Throws `unknown-request`, `same-person`, `role-missing`, `person-needed`, `already-decided`, `no-longer-open`, and whatever the act throws
 * when what it was asked for is no longer possible: then the request stays open.
 */
export async function approveRequest(
  deps: Deps,
  acts: readonly TwoPersonAct[],
  { caller, id, reason }: Deciding & { caller: Caller },
): Promise<Approved> {
  const { request, act, input } = await requestToDecide(deps, acts, { caller, id })
  // Whoever asked is on record as having acted, from where it was approved.
  const { requestId, origin } = caller
  const asker = { ...(await getCaller(deps.db.read, request.requestedBy, requestId)), ...(origin && { origin }) }
  const carryOut = act.carryOut(deps, input as never, { asker, approver: caller, reason: request.reason })
  const decidedAt = deps.clock.now()
  const decision = { state: 'approved', decidedBy: caller.principalId, decidedAt, decisionReason: reason } as const
  const entry = auditEntry(deps, caller, { act: 'request.approved', subjectKind: 'request', subjectId: id })
  const result = await deps.db.write(async (q) => {
    if (!(await closeRequest(q, id, decision))) throw alreadyDecided()
    // Whoever asked may have been disabled since, or had the role taken away.
    const { roles } = await getCaller(q, request.requestedBy, requestId)
    if (!act.askers.some((role) => roles.includes(role))) throw askerWithout(act)
    await record(q, entry, { act: act.name, says: request.says, reason })
    return carryOut(q)
  })
  return { request: { ...request, ...decision }, result }
}

/** Throws as approveRequest. */
export async function refuseRequest(
  deps: Deps,
  acts: readonly TwoPersonAct[],
  { caller, id, reason }: Deciding & { caller: Caller },
): Promise<TwoPersonRequest> {
  const { request, act } = await requestToDecide(deps, acts, { caller, id })
  const decidedAt = deps.clock.now()
  const decision = { state: 'refused', decidedBy: caller.principalId, decidedAt, decisionReason: reason } as const
  const entry = auditEntry(deps, caller, { act: 'request.refused', subjectKind: 'request', subjectId: id })
  await deps.db.write(async (q) => {
    if (!(await closeRequest(q, id, decision))) throw alreadyDecided()
    await record(q, entry, { act: act.name, says: request.says, reason })
  })
  return { ...request, ...decision }
}

/**
 * The second person of a command: whoever has the token of `--approved-by`. Asked before the request is made, so that none
 * is left behind by a token that cannot approve it. Throws `token-unknown`, `same-person`, `role-missing`, `person-needed`.
 */
export async function secondPerson(
  deps: { readonly db: Pick<Deps['db'], 'read'>; readonly clock: Deps['clock'] },
  act: Pick<TwoPersonAct, 'deciders'>,
  { token, asker }: { token: string; asker: Caller },
): Promise<Caller> {
  const who = { now: deps.clock.now(), requestId: asker.requestId }
  const { caller } = await callerOfToken(deps.db.read, token, who)
  if (caller.principalId === asker.principalId) throw samePerson()
  if (!mayDecide(act, caller)) throw notTheirs(act)
  await checkPerson(deps.db.read, caller.principalId, 'decides')
  return caller
}

async function requestToDecide(
  deps: Deps,
  acts: readonly TwoPersonAct[],
  { caller, id }: { caller: Caller; id: string },
) {
  const found = await findRequest(deps.db.read, viewerOf(deps, acts, caller), id)
  const act = acts.find(({ name }) => name === found?.act)
  if (!found || !act) throw unknownRequest(id)
  const { input, ...request } = found
  if (request.requestedBy === caller.principalId) throw samePerson()
  if (!mayDecide(act, caller)) throw notTheirs(act)
  await checkPerson(deps.db.read, caller.principalId, 'decides')
  if (request.state === 'expired') throw noLongerOpen(request)
  if (request.state !== 'open') throw alreadyDecided()
  return { request, act, input }
}

function samePerson(): Failure {
  return new Failure(
    'same-person',
    'Whoever asks for an act that needs two people cannot decide it too.',
    'Ask a colleague who has the role.',
  )
}

function notTheirs({ deciders }: Pick<TwoPersonAct, 'deciders'>): Failure {
  const hint = 'Ask a colleague who has the role.'
  return new Failure('role-missing', `This is for the role ${deciders.join(' or ')} to decide.`, hint)
}

function askerWithout({ askers }: TwoPersonAct): Failure {
  const message = `Whoever asked is no longer ${askers.join(' or ')}.`
  return new Failure('request-outdated', message, 'Refuse the request; someone who has the role can ask again.')
}

function alreadyDecided(): Failure {
  return new Failure('already-decided', 'The request has been decided.', 'Read it to see by whom, and how.')
}

function noLongerOpen({ expiresAt }: TwoPersonRequest): Failure {
  const message = `Nobody decided the request before ${expiresAt.toISOString()}, when it ended.`
  return new Failure('no-longer-open', message, 'Ask for the act again.')
}
