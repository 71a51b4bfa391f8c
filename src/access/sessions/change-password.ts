// A person gives themselves another password. It takes all that signing in takes, for an open session may be somebody
// else's by now, and it ends every session there is.
import type { Deps } from '../../deps.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller } from '../caller.ts'
import { unknownPerson } from '../people/invite.ts'
import { checkPassword, hashPassword, isPassword } from '../people/password.ts'
import { findCredentials, findPerson, setPassword, subjectOf, takeStep } from '../people/store.ts'
import { stepOf } from '../people/totp.ts'
import { signInFailed } from './sign-in.ts'
import { endSessions } from './store.ts'
import { clearTries, takeTry, tooManyTries } from './throttle.ts'

export interface PasswordChange {
  readonly password: string
  readonly newPassword: string
  readonly code: string
}

/** Throws `unknown-person` for machines, `weak-password`, `too-many-tries`, `sign-in-failed`. */
export async function changePassword(
  deps: Deps,
  caller: Caller,
  { password, newPassword, code, address }: PasswordChange & { address: string },
): Promise<void> {
  const { db, clock } = deps
  const now = clock.now()
  const person = await findPerson(db.read, caller.principalId)
  if (!person) throw unknownPerson(caller.principalId)
  checkPassword(newPassword, person.login)
  const subject = subjectOf(db.read, person.login)
  const keys = { account: subject, address: db.read.sealer.hash(address, 'sign-in.address') }
  if (!(await db.write((q) => takeTry(q, keys, now)))) throw tooManyTries()

  const found = await findCredentials(db.read, subject)
  const step = found?.totpSecret ? stepOf(found.totpSecret, code, { now, after: found.totpStep }) : undefined
  if (!(await isPassword(found?.passwordHash ?? null, password)) || step === undefined) throw signInFailed()
  const passwordHash = await hashPassword(newPassword)
  const entry = auditEntry(deps, caller, { act: 'password.changed', subjectKind: 'person', subjectId: person.id })
  await db.write(async (q) => {
    if (!(await takeStep(q, person.id, step))) throw signInFailed()
    await setPassword(q, person.id, passwordHash)
    await endSessions(q, person.id, now)
    await clearTries(q, keys, now)
    await record(q, entry)
  })
}
