import { hash, verify } from '@node-rs/argon2'
import { Failure } from '../../shared/failure.ts'
import { isCommon } from './common-passwords.ts'

/** OWASP's least for argon2id, of October 2023: 19 MiB, two passes, one lane. A tenth of a second on a slow core. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Of a password that nobody has: checked where there is no person, so that an unknown login takes as long as a known one. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$vP584eYOU1XGkwDXyL/MNA$QZgoQIAiiFte/bQ8aMwEwTSGHzC70rvQQxfwwbHWKTM'

/** At least 12 characters (ASVS 5.0, 6.2.1, asks for 8), at most 128; any characters, no rules of composition (6.2.5). */
export const PASSWORD = { minLength: 12, maxLength: 128 }
/** What must be left of a password without the pieces below: ASVS 6.2.1's least for a whole one. */
const LEFT = 8
/** Fewer different characters are a pattern. */
const DIFFERENT = 5

/** This product's own words, which whoever guesses here tries first (ASVS 6.1.2 and 6.2.11), and what everybody is tried with. */
const WORDS = [
  ...['lenscap', 'hikvision', 'dahua', 'camera', 'cctv', 'surveillance', 'official', 'sensitive', 'secret', 'security'],
  ...['administrator', 'admin', 'programme', 'finance', 'approver', 'estate', 'contractor', 'auditor', 'operator'],
  ...['council', 'department', 'government', 'password', 'passw0rd', 'welcome', 'letmein', 'changeme', 'default'],
]
/** Runs of four or more along these, either way, are one guess however long: alphabet, digits, keyboard rows and columns. */
const LINES = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  'zaq1xsw2cde3vfr4',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
]
const RUN = 4
const RUNS = new Set(LINES.flatMap((line) => [...runsOf(line), ...runsOf([...line].reverse().join(''))]))

/** Throws `weak-password` for a common one, one with the login in it, and one of which little is left without words and runs. */
export function checkPassword(password: string, login: string): void {
  const plain = password.toLowerCase()
  const [name = ''] = login.toLowerCase().split('@')
  const holdsLogin = name.length >= 3 && plain.includes(name)
  const rest = withoutRuns(WORDS.reduce((left, word) => left.replaceAll(word, ' '), plain)).replaceAll(' ', '')
  if (!holdsLogin && !isCommon(plain) && rest.length >= LEFT && new Set(rest).size >= DIFFERENT) return
  throw new Failure(
    'weak-password',
    'The password is too easy to guess: it is a common one, holds the login, or is little but common words and runs of keys.',
    'Take several unrelated words.',
  )
}

function runsOf(line: string): string[] {
  return Array.from({ length: line.length - RUN + 1 }, (_, at) => line.slice(at, at + RUN))
}

/** Blanks every character that is part of a run. */
function withoutRuns(text: string): string {
  const inRun = new Set<number>()
  for (let at = 0; at + RUN <= text.length; at++) {
    if (RUNS.has(text.slice(at, at + RUN))) for (let i = at; i < at + RUN; i++) inRun.add(i)
  }
  return [...text].map((char, at) => (inRun.has(at) ? ' ' : char)).join('')
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID)
}

/** Takes as long for nobody (null) as for somebody. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const same = await verify(passwordHash ?? NOBODYS, password)
  return same && passwordHash !== null
}
