// How often anyone may try to sign in: counted by account and by address, whether or not the account exists, and before
// the password is looked at, so that a hundred tries at once count as a hundred.
import type { Writes } from '../../db/database.ts'
import { Failure } from '../../shared/failure.ts'
import { findTries, forgetTries, setTries } from './store.ts'

const WINDOW_MS = 15 * 60_000
/** Ten in a quarter of an hour: far below the hundred an hour of ASVS 4.0.3, 2.2.1, and enough for whoever mistypes. */
const TRIES_OF_ACCOUNT = 10
/** An office behind one address has several people. */
const TRIES_OF_ADDRESS = 50

export interface TryKeys {
  /** Keyed hashes: what was typed may be a password. */
  readonly account: string
  readonly address: string
}

/** Counts the try. False if there were too many within the last quarter of an hour: then it is not to be looked at. */
export async function takeTry(q: Writes, { account, address }: TryKeys, now: Date): Promise<boolean> {
  const ofAccount = await countTry(q, account, { now, most: TRIES_OF_ACCOUNT })
  const ofAddress = await countTry(q, address, { now, most: TRIES_OF_ADDRESS })
  return ofAccount && ofAddress
}

/** Whoever signs in starts afresh. */
export async function clearTries(q: Writes, { account }: TryKeys, now: Date): Promise<void> {
  await forgetTries(q, { id: account, before: new Date(now.getTime() - WINDOW_MS) })
}

export function tooManyTries(): Failure {
  return new Failure(
    'too-many-tries',
    'There were too many tries to sign in, with this login or from this address.',
    'Wait a quarter of an hour.',
  )
}

async function countTry(q: Writes, id: string, { now, most }: { now: Date; most: number }): Promise<boolean> {
  const found = await findTries(q, id)
  if (!found || now.getTime() - found.sinceAt.getTime() >= WINDOW_MS) {
    await setTries(q, { id, tries: 1, sinceAt: now })
    return true
  }
  if (found.tries >= most) return false
  await setTries(q, { ...found, tries: found.tries + 1 })
  return true
}
