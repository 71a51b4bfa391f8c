// The keys that seal fields. They live in one file outside the data folder, so that whoever takes the data, or a copy of
// it, has not taken the keys too; or a command prints what that file would hold, for keys that are kept in a vault.
import { execSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { Failure } from '../shared/failure.ts'
import { writeNew, writeOver } from './key-file.ts'
import type { SealingKeys } from './sealing.ts'

export const SQLITE_FILE = 'lenscap.sqlite'

const KeyFile = Type.Object({
  current: Type.String({ pattern: '^[a-z0-9-]+$' }),
  keys: Type.Record(Type.String(), Type.String()),
  hashKey: Type.String(),
})
type KeyFile = Static<typeof KeyFile>

const KEY_BYTES = 32
/** Read or write by anyone on the machine. A group may read: that is how orchestrators hand a secret to a process. */
const BY_OTHERS = 0o006
/** Vaults answer within a second or two; one that does not must not hold a start for ever. */
const COMMAND_TIMEOUT_MS = 30_000

export interface KeyPlace {
  readonly dataFolder: string
  /** Undefined: beside the data folder, where one is made if there is none; not in production. */
  readonly keyFile: string | undefined
  /** Takes the place of a file. */
  readonly keyCommand: string | undefined
  readonly production: boolean
}
type RandomBytes = (n: number) => Uint8Array

export const keyFileOf = ({ keyFile, dataFolder }: Pick<KeyPlace, 'keyFile' | 'dataFolder'>): string =>
  keyFile ?? `${dataFolder}.key`

/** Throws `no-key`, `key-lost`, `key-inside-data`, `key-exposed`, `key-command-failed` or `bad-key-file`. */
export function openKeyring(place: KeyPlace, randomBytes: RandomBytes): SealingKeys {
  if (place.keyCommand !== undefined) return { ...keysOf(printed(place.keyCommand)), randomBytes }
  const file = keyFileOf(place)
  refuseInside(place, file)
  if (!existsSync(file)) {
    refuseToMake(place, file)
    writeNew(file, textOf(newKeys(randomBytes)))
  }
  refuseExposed(file)
  return { ...keysOf(readFile(file)), randomBytes, changed: changesOf(file) }
}

/**
 * Adds a new key to the file, which seals from then on; every process that reads this file does so at its next sealing.
 * Returns both ids. Throws `key-from-command` where there is no file, and `key-file-busy`.
 */
export function addKey(place: KeyPlace, randomBytes: RandomBytes): { before: string; now: string } {
  let before = ''
  let now = ''
  changeFile(place, ({ keys, current, hashKey }) => {
    before = current
    // Never an id again that was retired: the newest is never retired, so the highest number is known.
    now = `k${Math.max(0, ...Object.keys(keys).map((id) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0))) + 1}`
    return { current: now, keys: { ...keys, [now]: newKey(randomBytes) }, hashKey }
  })
  return { before, now }
}

/** Takes a key out of the file. Throws `unknown-key`, `key-in-use` for the one that seals, and as addKey. */
export function removeKey(place: KeyPlace, id: string): void {
  changeFile(place, (read) => {
    if (!(id in read.keys)) throw unknownKey(id)
    if (id === read.current) {
      throw new Failure('key-in-use', `Key "${id}" is the one that seals.`, 'Run lenscap key rotate first.')
    }
    return { ...read, keys: Object.fromEntries(Object.entries(read.keys).filter(([other]) => other !== id)) }
  })
}

export function unknownKey(id: string): Failure {
  return new Failure('unknown-key', `There is no key "${id}".`, 'lenscap key list names those that there are.')
}

function changeFile(place: KeyPlace, change: (read: KeyFile) => KeyFile): void {
  if (place.keyCommand !== undefined) {
    const hint = 'Change it there, start again, and run lenscap key rewrap.'
    throw new Failure('key-from-command', 'The keys come from a command (LENSCAP_KEY_COMMAND).', hint)
  }
  const file = keyFileOf(place)
  writeOver(file, () => {
    const { read } = readFile(file)
    return textOf(change(read))
  })
}

/** A stat a sealing: two microseconds, against ten for the sealing itself. */
function changesOf(file: string): NonNullable<SealingKeys['changed']> {
  let seen = stampOf(file)
  return () => {
    const stamp = stampOf(file)
    // A file that is gone for a moment, or for good, is no reason to stop sealing with what it held.
    if (stamp === undefined || stamp === seen) return undefined
    seen = stamp
    return keysOf(readFile(file))
  }
}

function stampOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat && `${stat.ino} ${stat.mtimeMs} ${stat.size}`
}

export function refuseInside({ dataFolder }: Pick<KeyPlace, 'dataFolder'>, file: string): void {
  if (relative(dataFolder, file).startsWith('..')) return
  throw new Failure(
    'key-inside-data',
    `The key file ${file} lies inside the data folder, so that whoever copies the data has the key.`,
    'Move it elsewhere and set LENSCAP_KEY_FILE.',
  )
}

export function refuseExposed(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & BY_OTHERS) === 0) return
  throw new Failure('key-exposed', `Anyone on this machine can read the key file ${file}.`, `Run: chmod 600 ${file}`)
}

function refuseToMake({ dataFolder, keyFile, production }: KeyPlace, file: string): void {
  if (production || keyFile !== undefined) {
    throw new Failure(
      'no-key',
      production ? 'There is no key to seal sensitive fields with.' : `There is no key file ${file}.`,
      'Set LENSCAP_KEY_FILE to a key file outside the data folder, and keep a copy of that file apart from backups.',
    )
  }
  if (existsSync(join(dataFolder, SQLITE_FILE))) {
    throw new Failure(
      'key-lost',
      `There is data in ${dataFolder}, but its key file ${file} is gone.`,
      'Put the key file back: without it the sealed fields cannot be read. A new key would not open them.',
    )
  }
}

const newKey = (randomBytes: RandomBytes): string => Buffer.from(randomBytes(KEY_BYTES)).toString('base64')

function newKeys(randomBytes: RandomBytes): KeyFile {
  return { current: 'k1', keys: { k1: newKey(randomBytes) }, hashKey: newKey(randomBytes) }
}

const textOf = (keys: KeyFile): string => `${JSON.stringify(keys, null, 2)}\n`

interface Found {
  readonly read: KeyFile
  readonly bad: (why: string) => Failure
}

function readFile(file: string): Found {
  const bad = (why: string) =>
    new Failure('bad-key-file', `The key file ${file} cannot be used: ${why}.`, 'Restore it from its copy.')
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw bad('it is not readable as JSON')
  }
  return { read: parse(text, bad), bad }
}

function printed(command: string): Found {
  const hint = 'Run LENSCAP_KEY_COMMAND by hand: it should print what a key file holds, and exit 0.'
  const bad = (why: string) => new Failure('key-command-failed', `The key command cannot be used: ${why}.`, hint)
  let text = ''
  try {
    text = execSync(command, { encoding: 'utf8', timeout: COMMAND_TIMEOUT_MS, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    throw bad('it failed, or took over half a minute')
  }
  return { read: parse(text, bad), bad }
}

function parse(text: string, bad: Found['bad']): KeyFile {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw bad('it is not readable as JSON')
  }
  if (!Value.Check(KeyFile, read)) throw bad('it does not hold current, keys and hashKey')
  return read
}

function keysOf({ read, bad }: Found): Pick<SealingKeys, 'current' | 'keys' | 'hashKey'> {
  const decode = (base64: string) => {
    const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
    if (bytes.length !== KEY_BYTES) throw bad('a key is not 32 bytes long')
    return bytes
  }
  if (!(read.current in read.keys)) throw bad(`its current key "${read.current}" is not among its keys`)
  const keys = Object.fromEntries(Object.entries(read.keys).map(([id, key]) => [id, decode(key)]))
  return { current: read.current, keys, hashKey: decode(read.hashKey) }
}
