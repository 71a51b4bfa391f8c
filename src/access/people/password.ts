import { hash, verify } from '@node-rs/argon2'
import { Failure } from '../../shared/failure.ts'

/** OWASP's least for argon2id, of October 2023: 19 MiB, two passes, one lane. A tenth of a second on a slow core. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Of a password that nobody has: checked where there is no person, so that an unknown login takes as long as a known one. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$vP584eYOU1XGkwDXyL/MNA$QZgoQIAiiFte/bQ8aMwEwTSGHzC70rvQQxfwwbHWKTM'

/** ASVS 2.1.1 and 2.1.2: at least 12 characters, at most 128; any characters, no rules of composition. */
export const PASSWORD = { minLength: 12, maxLength: 128 }

/** Throws `weak-password` for one that says the login, or one character over and over. */
export function checkPassword(password: string, login: string): void {
  const plain = password.toLowerCase()
  const [name = ''] = login.toLowerCase().split('@')
  if (new Set(plain).size >= 5 && (name.length < 3 || !plain.includes(name))) return
  throw new Failure(
    'weak-password',
    'The password is too easy to guess: it holds the login, or fewer than five different characters.',
    'Take several unrelated words.',
  )
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID)
}

/** Takes as long for nobody (null) as for somebody. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const same = await verify(passwordHash ?? NOBODYS, password)
  return same && passwordHash !== null
}
