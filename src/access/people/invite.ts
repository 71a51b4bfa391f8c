// How people come in: an administrator names them, and they set password and second factor by a link that works once.
// Nobody ever has a password that somebody else has seen, and there is none to begin with.
import type { Writes } from '../../db/database.ts'
import { errorKind } from '../../db/errors.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller, Role } from '../caller.ts'
import { askForSecond } from '../requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../requests/request.ts'
import { endSessions } from '../sessions/store.ts'
import { revokeTokensOf } from '../tokens.ts'
import { checkPassword, hashPassword } from './password.ts'
import * as store from './store.ts'
import { SECRET_BYTES, stepOf, totpUri, base32 } from './totp.ts'

/** A day: whoever is invited is told beforehand, and a link that lies about is one that somebody else may find. */
const OPEN_MS = 86_400_000

export interface Invited {
  readonly person: store.Person
  /** Shown once, to be handed over to the person and nobody else. */
  readonly invitation: string
}

/** Makes a person without any role, and their invitation. Throws `login-taken`. */
export async function invitePerson(
  deps: Deps,
  caller: Caller,
  { name, login, companyId = null }: { name: string; login: string; companyId?: string | null },
): Promise<Invited> {
  const add = prepareInvitation(deps, caller, { name, login, companyId, roles: [] })
  try {
    return await deps.db.write(add)
  } catch (error) {
    if (errorKind(error) !== 'duplicate') throw error
    throw new Failure('login-taken', 'Somebody has this login already.', 'Take another, or invite that person again.')
  }
}

/** The two administrators of a new house, each with an invitation; none if there are people already. */
export async function inviteFirstAdmins(deps: Deps, caller: Caller): Promise<Invited[]> {
  const adds = [1, 2].map((n) =>
    prepareInvitation(deps, caller, {
      name: `Administrator ${n}`,
      login: `admin-${n}`,
      companyId: null,
      roles: ['admin'],
    }),
  )
  return deps.db.write(async (q) => {
    if ((await store.countPeople(q)) > 0) return []
    const invited: Invited[] = []
    for (const add of adds) invited.push(await add(q))
    return invited
  })
}

/**
 * Invites a person again, who then sets password and second factor anew. For someone with roles or a password that is as
 * good as handing over what they may do, so it takes a second administrator. Throws `unknown-person`.
 */
export async function inviteAgain(
  deps: Deps,
  caller: Caller,
  { id, reason }: { id: string; reason: string },
): Promise<Invited | { readonly request: TwoPersonRequest }> {
  const person = await store.findPerson(deps.db.read, id)
  if (!person) throw unknownPerson(id)
  if (person.roles.length === 0 && !person.joined) return deps.db.write(prepareAgain(deps, caller, id))
  const ask = askForSecond(deps, caller, {
    act: inviteAnew,
    subjectKind: 'person',
    subjectId: id,
    says: `Invite ${person.name} again, who then sets password and second factor anew.`,
    input: { id },
    reason,
  })
  return { request: await deps.db.write(ask) }
}

/** The approver gets the invitation, and hands it over. */
export const inviteAnew: TwoPersonAct = {
  name: 'person.invite-again',
  askers: ['admin'],
  deciders: ['admin'],
  carryOut: (deps, { id }: { id: string }, { approver }) => {
    const again = prepareAgain(deps, approver, id)
    return async (q) => ({ invitation: (await again(q)).invitation })
  },
}

/** From the command line of the host, whose user has the data anyway. Throws `unknown-person`. */
export async function inviteFromHost(deps: Deps, caller: Caller, login: string): Promise<Invited> {
  const person = await store.findPersonByLogin(deps.db.read, login)
  if (!person?.roles.includes('admin')) {
    const hint = 'At the command line only administrators are invited again, such as admin-1; they invite the others.'
    throw new Failure('unknown-person', `There is no administrator ${login}.`, hint)
  }
  return deps.db.write(prepareAgain(deps, caller, person.id))
}

export interface Opened {
  readonly name: string
  readonly login: string
  /** To be sent back with the acceptance: the secret below is of this opening, so that no other one has it too. */
  readonly opening: string
  /** For an authenticator app: to type, and to scan. */
  readonly totpSecret: string
  readonly totpUri: string
}

/** Throws `unknown-invitation`, with the same words whether it never was, is over or has been used. */
export async function openInvitation({ db, clock, ids }: Deps, invitation: string): Promise<Opened> {
  const { name, login } = await invitedPerson({ db, clock }, invitation)
  const opening = ids.secret()
  const secret = totpSecretOf(db.read, { invitation, opening })
  return { name, login, opening, totpSecret: base32(secret), totpUri: totpUri(secret, login) }
}

export interface Acceptance {
  readonly invitation: string
  readonly opening: string
  readonly password: string
  readonly code: string
}

/** Sets password and second factor, and ends whatever was open in the person's name. Throws `wrong-code` and others. */
export async function acceptInvitation(
  deps: Deps,
  { invitation, opening, password, code }: Acceptance,
  { address, requestId }: { address: string; requestId: string },
): Promise<void> {
  const { db, clock } = deps
  const person = await invitedPerson(deps, invitation)
  checkPassword(password, person.login)
  const now = clock.now()
  const totpSecret = totpSecretOf(db.read, { invitation, opening })
  const totpStep = stepOf(totpSecret, code, { now, after: null })
  if (totpStep === undefined) throw wrongCode()
  const passwordHash = await hashPassword(password)
  const caller: Caller = { ...person, principalId: person.id, requestId, origin: address }
  const entry = auditEntry(deps, caller, { act: 'invitation.accepted', subjectKind: 'person', subjectId: person.id })
  await db.write(async (q) => {
    if (!(await store.useInvitation(q, sha256(invitation), now))) throw unknownInvitation()
    await store.setCredentials(q, person.id, { passwordHash, totpSecret, totpStep })
    await endSessions(q, person.id, now)
    await revokeTokensOf(q, person.id, now)
    await record(q, entry)
  })
}

function prepareInvitation(
  deps: Deps,
  caller: Caller,
  who: { name: string; login: string; companyId: string | null; roles: readonly Role[] },
): (q: Writes) => Promise<Invited> {
  const { clock, ids } = deps
  const [id, identityId] = [ids.next('per'), ids.next('idn')]
  const createdAt = clock.now()
  const entry = auditEntry(deps, caller, { act: 'person.invited', subjectKind: 'person', subjectId: id })
  const { row, invitation } = newInvitation(deps, caller, id)
  return async (q) => {
    await store.insertPerson(q, { ...who, id, identityId, createdAt })
    await store.insertInvitation(q, row)
    await record(q, entry, who)
    return { person: (await store.findPerson(q, id))!, invitation }
  }
}

function prepareAgain(deps: Deps, caller: Caller, id: string): (q: Writes) => Promise<Invited> {
  const entry = auditEntry(deps, caller, { act: 'person.invited-again', subjectKind: 'person', subjectId: id })
  const { row, invitation } = newInvitation(deps, caller, id)
  return async (q) => {
    await store.insertInvitation(q, row)
    await record(q, entry)
    return { person: (await store.findPerson(q, id))!, invitation }
  }
}

function newInvitation({ clock, ids }: Deps, { principalId: createdBy }: Caller, principalId: string) {
  const invitation = `invite_${ids.secret()}`
  const createdAt = clock.now()
  const expiresAt = new Date(createdAt.getTime() + OPEN_MS)
  const row = { id: ids.next('inv'), principalId, hash: sha256(invitation), createdAt, createdBy, expiresAt }
  return { row, invitation }
}

async function invitedPerson({ db, clock }: Pick<Deps, 'db' | 'clock'>, invitation: string): Promise<store.Person> {
  const person = await store.findInvitation(db.read, sha256(invitation), clock.now())
  if (!person || person.disabled) throw unknownInvitation()
  return person
}

/** Follows from invitation, opening and our own key, so that it is nowhere stored until the person has proved to have it. */
function totpSecretOf(
  { sealer }: Pick<Deps['db']['read'], 'sealer'>,
  { invitation, opening }: { invitation: string; opening: string },
): Uint8Array {
  return Buffer.from(sealer.hash(`${invitation} ${opening}`, 'invitations.totp'), 'base64url').subarray(0, SECRET_BYTES)
}

export function unknownPerson(id: string): Failure {
  return new Failure('unknown-person', `There is no person ${id}.`, 'GET /api/v1/people lists them.')
}

function unknownInvitation(): Failure {
  return new Failure(
    'unknown-invitation',
    'The invitation is not one that may be used.',
    'It works once and for a day: ask an administrator for another.',
  )
}

function wrongCode(): Failure {
  return new Failure(
    'wrong-code',
    'The code is not the one of now.',
    'See that the clock of the device with the authenticator app is right, and type the code that it shows.',
  )
}
