// The keys that seal fields. They live in one file outside the data folder, so that whoever takes the data, or a copy of
// it, has not taken the keys too.
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { Failure } from '../shared/failure.ts'
import type { SealingKeys } from './sealing.ts'

export const SQLITE_FILE = 'lenscap.sqlite'

const KeyFile = Type.Object({
  current: Type.String({ pattern: '^[a-z0-9-]+$' }),
  keys: Type.Record(Type.String(), Type.String()),
  hashKey: Type.String(),
})
const KEY_BYTES = 32
/** Read or write by anyone on the machine. A group may read: that is how orchestrators hand a secret to a process. */
const BY_OTHERS = 0o006

export interface KeyPlace {
  readonly dataFolder: string
  /** Undefined: beside the data folder, where one is made if there is none; not in production. */
  readonly keyFile: string | undefined
  readonly production: boolean
}

/** Throws `no-key`, `key-lost`, `key-inside-data`, `key-exposed` or `bad-key-file`. */
export function openKeyring(place: KeyPlace, randomBytes: (n: number) => Uint8Array): SealingKeys {
  const file = place.keyFile ?? `${place.dataFolder}.key`
  if (!relative(place.dataFolder, file).startsWith('..')) {
    throw new Failure(
      'key-inside-data',
      `The key file ${file} lies inside the data folder, so that whoever copies the data has the key.`,
      'Move it elsewhere and set LENSCAP_KEY_FILE.',
    )
  }
  if (!existsSync(file)) {
    refuseToMake(place, file)
    writeFileSync(file, `${JSON.stringify(newKeys(randomBytes), null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    // The mode above is subject to the umask only ever to be narrower; said again for file systems that ignore it.
    chmodSync(file, 0o600)
  }
  if (process.platform !== 'win32' && (statSync(file).mode & BY_OTHERS) !== 0) {
    throw new Failure('key-exposed', `Anyone on this machine can read the key file ${file}.`, `Run: chmod 600 ${file}`)
  }
  return { ...readKeys(file), randomBytes }
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

function newKeys(randomBytes: (n: number) => Uint8Array) {
  const key = () => Buffer.from(randomBytes(KEY_BYTES)).toString('base64')
  return { current: 'k1', keys: { k1: key() }, hashKey: key() }
}

function readKeys(file: string): Omit<SealingKeys, 'randomBytes'> {
  const bad = (why: string) =>
    new Failure('bad-key-file', `The key file ${file} cannot be used: ${why}.`, 'Restore it from its copy.')
  let read: unknown
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw bad('it is not readable as JSON')
  }
  if (!Value.Check(KeyFile, read)) throw bad('it does not hold current, keys and hashKey')
  const decode = (base64: string) => {
    const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
    if (bytes.length !== KEY_BYTES) throw bad('a key is not 32 bytes long')
    return bytes
  }
  if (!(read.current in read.keys)) throw bad(`its current key "${read.current}" is not among its keys`)
  const keys = Object.fromEntries(Object.entries(read.keys).map(([id, key]) => [id, decode(key)]))
  return { current: read.current, keys, hashKey: decode(read.hashKey) }
}
