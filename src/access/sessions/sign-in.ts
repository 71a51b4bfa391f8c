// Signing in with login, password and code. Whatever is wrong, the answer, the work and what is written are the same, so
// that nobody learns from them who has an account.
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller } from '../caller.ts'
import { isPassword } from '../people/password.ts'
import { findCredentials, subjectOf, takeStep } from '../people/store.ts'
import { stepOf } from '../people/totp.ts'
import { getCaller } from '../principals.ts'
import { csrfTokenOf, newSession } from './session.ts'
import { endSession, endSessions, insertSession } from './store.ts'
import { clearTries, takeTry, tooManyTries } from './throttle.ts'

export interface SignIn {
  readonly login: string
  readonly password: string
  readonly code: string
}

export interface From {
  readonly address: string
  readonly requestId: string
  /** The secret of the session that the browser had: it ends. */
  readonly before: string | undefined
}

export interface SignedIn {
  readonly caller: Caller
  /** For the cookie. */
  readonly secret: string
  readonly csrfToken: string
}

/** Compared with where there is no second factor to compare with. */
const NO_SECRET = new Uint8Array(20)
/** Who is named in the audit trail where nobody is known. */
const NOBODY = 'nobody'

/** Throws `too-many-tries`, `sign-in-failed`. */
export async function signIn(deps: Deps, { login, password, code }: SignIn, from: From): Promise<SignedIn> {
  const { db, clock, ids } = deps
  const now = clock.now()
  const subject = subjectOf(db.read, login)
  const keys = { account: subject, address: db.read.sealer.hash(from.address, 'sign-in.address') }
  if (!(await db.write((q) => takeTry(q, keys, now)))) throw tooManyTries()

  const found = await findCredentials(db.read, subject)
  const known = await isPassword(found?.passwordHash ?? null, password)
  const step = stepOf(found?.totpSecret ?? NO_SECRET, code, { now, after: found?.totpStep ?? null })
  const principalId = found?.principalId ?? NOBODY
  const { requestId, address: origin } = from
  const signing = { name: '', roles: [], scope: [], principalId, requestId, origin }
  const refused = auditEntry(deps, signing, {
    act: 'session.refused',
    subjectKind: 'principal',
    subjectId: principalId,
  })
  const secret = ids.secret()
  const row = newSession({ id: ids.next('ses'), principalId, secret }, now)
  const started = auditEntry(deps, signing, { act: 'session.started', subjectKind: 'session', subjectId: row.id })
  const right = found !== undefined && found.totpSecret !== null && known && step !== undefined && !found.disabled
  const open = await db.write(async (q) => {
    if (!right || !(await takeStep(q, principalId, step))) {
      await record(q, refused)
      return false
    }
    if (from.before !== undefined) await endSession(q, sha256(from.before), now)
    await insertSession(q, row)
    await clearTries(q, keys, now)
    await record(q, started)
    return true
  })
  if (!open) throw signInFailed()
  const caller = await getCaller(db.read, principalId, requestId)
  return { caller, secret, csrfToken: csrfTokenOf(db.read, secret) }
}

export async function signOut(deps: Deps, caller: Caller, secret: string): Promise<void> {
  const now = deps.clock.now()
  const entry = auditEntry(deps, caller, { act: 'session.ended', subjectKind: 'principal' })
  await deps.db.write(async (q) => {
    await endSession(q, sha256(secret), now)
    await record(q, entry)
  })
}

/** Every session of the caller, in whatever browser. */
export async function signOutEverywhere(deps: Deps, caller: Caller): Promise<void> {
  const now = deps.clock.now()
  const entry = auditEntry(deps, caller, { act: 'session.ended-everywhere', subjectKind: 'principal' })
  await deps.db.write(async (q) => {
    await endSessions(q, caller.principalId, now)
    await record(q, entry)
  })
}

export function signInFailed(): Failure {
  return new Failure(
    'sign-in-failed',
    'Login, password and code do not go together.',
    'Check all three; each code works once. An administrator can invite you again.',
  )
}
