// Envelope encryption of sensitive fields. Each text has a data key of its own, which the key-encryption key wraps: a
// rotation re-wraps 32 bytes and leaves the text alone. AES-256-GCM for both; the context (table, column, row) is
// authenticated, so that sealed text moved to another row does not open.
//
// Sealed text: `s1.KEY-ID.BASE64URL(wrap-iv 12 · wrapped key 32 · tag 16 · iv 12 · text · tag 16)`.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { Failure } from '../shared/failure.ts'
import { WRAP_CHARACTERS, type Sealed, type Sealer } from '../shared/sealed.ts'

const VERSION = 's1'
const IV = 12
const KEY = 32
const TAG = 16

export interface SealingKeys {
  /** 32 bytes each, by id; older ones stay until everything is re-wrapped. */
  readonly keys: Readonly<Record<string, Uint8Array>>
  /** The id of the one that seals. */
  readonly current: string
  /** 32 bytes. Apart from the keys above, because a rotation must not change what equal text hashes to. */
  readonly hashKey: Uint8Array
  readonly randomBytes: (n: number) => Uint8Array
  /** Asked before each sealing: the keys, if they have changed since it was last asked. The hash key never does. */
  readonly changed?: () => Pick<SealingKeys, 'keys' | 'current'> | undefined
}

export function makeSealer({ keys, current: first, hashKey, randomBytes, changed }: SealingKeys): Sealer {
  // Key objects: given raw bytes, Node takes four times as long for each text.
  const objects = (of: SealingKeys['keys']) => {
    return new Map(Object.entries(of).map(([id, key]) => [id, createSecretKey(key)]))
  }
  let wrappingKeys = objects(keys)
  let current = first
  const keyOfHashes = createSecretKey(hashKey)
  const refresh = () => {
    const fresh = changed?.()
    if (!fresh) return
    wrappingKeys = objects(fresh.keys)
    current = fresh.current
  }
  const keyOf = (id: string): KeyObject => {
    if (!wrappingKeys.has(id)) refresh()
    const key = wrappingKeys.get(id)
    if (!key) throw cannotUnseal(`It was sealed with key "${id}", which is not here.`)
    return key
  }
  keyOf(current)
  return {
    get currentKey() {
      refresh()
      return current
    },
    seal(plain, context) {
      refresh()
      const dataKey = randomBytes(KEY)
      const wrapped = encrypt(keyOf(current), randomBytes(IV), dataKey, context)
      const text = encrypt(createSecretKey(dataKey), randomBytes(IV), Buffer.from(plain, 'utf8'), context)
      return `${VERSION}.${current}.${Buffer.concat([wrapped, text]).toString('base64url')}` as Sealed
    },
    unseal(sealed, context) {
      const { keyId, wrapped, text } = parse(sealed)
      const dataKey = createSecretKey(decrypt(keyOf(keyId), wrapped, context))
      return decrypt(dataKey, Buffer.from(text, 'base64url'), context).toString('utf8')
    },
    rewrap(sealed, context) {
      refresh()
      const { keyId, wrapped, text } = parse(sealed)
      if (keyId === current) return sealed
      const dataKey = decrypt(keyOf(keyId), wrapped, context)
      const anew = encrypt(keyOf(current), randomBytes(IV), dataKey, context)
      return `${VERSION}.${current}.${anew.toString('base64url')}${text}` as Sealed
    },
    hash: (plain, purpose) => createHmac('sha256', keyOfHashes).update(`${purpose}\0${plain}`).digest('base64url'),
  }
}

/** `text` stays in base64, for a rewrap leaves it alone. */
function parse(sealed: Sealed): { keyId: string; wrapped: Buffer; text: string } {
  const [version, keyId = '', body = ''] = sealed.split('.')
  if (version !== VERSION) throw cannotUnseal('It is not in a form that this version knows.')
  const wrapped = Buffer.from(body.slice(0, WRAP_CHARACTERS), 'base64url')
  return { keyId, wrapped, text: body.slice(WRAP_CHARACTERS) }
}

function encrypt(key: KeyObject, iv: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context, 'utf8'))
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: KeyObject, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV))
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(sealed.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()])
  } catch (cause) {
    const failure = cannotUnseal('The key is another one, or the text was changed or moved.')
    failure.cause = cause
    throw failure
  }
}

function cannotUnseal(why: string): Failure {
  return new Failure(
    'cannot-unseal',
    `A sealed field cannot be opened. ${why}`,
    'Start with the key that this data was sealed with (LENSCAP_KEY_FILE), or restore data and key together.',
  )
}
