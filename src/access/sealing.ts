// Envelope encryption of sensitive fields. Texts have data keys, which the key-encryption key wraps: a rotation re-wraps 32
// bytes and leaves the text alone. AES-256-GCM for both; the context (table, column, row) is authenticated with the text, so
// that sealed text moved to another row does not open.
//
// Sealed text: `s2.KEY-ID.BASE64URL(wrap-iv 12 · wrapped key 32 · tag 16 · iv 12 · text · tag 16)`. What `s1` says in the same
// way has a data key of its own, wrapped for its context: it opens for ever, and no more is made.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { Failure } from '../shared/failure.ts'
import { WRAP_CHARACTERS, type Sealed, type Sealer } from '../shared/sealed.ts'

const VERSION = 's2'
const OWN_KEY_VERSION = 's1'
const IV = 12
const KEY = 32
const TAG = 16

/**
 * Texts a data key seals before the next is made. Keys are drawn at random for them, and so are IVs: GCM allows 2^32 of a key
 * (NIST SP 800-38D, 8.3). A thousand make the wrapping, two thirds of what sealing cost, too little to measure.
 */
const TEXTS_A_KEY = 1000
/** Data keys that are kept open: those of the million texts sealed last, in some hundred kilobytes. */
const MOST_OPEN = 1000
/** What a data key is wrapped for: many texts, so no row. */
const WRAPPED_FOR = 'lenscap data key'

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
  const dataKeys = new DataKeys(keyOf, randomBytes)
  return {
    get currentKey() {
      refresh()
      return current
    },
    seal(plain, context) {
      refresh()
      const { key, wrapped } = dataKeys.sealing(current)
      const text = encrypt(key, randomBytes(IV), Buffer.from(plain, 'utf8'), context)
      return `${VERSION}.${current}.${Buffer.concat([wrapped, text]).toString('base64url')}` as Sealed
    },
    unseal(sealed, context) {
      const parts = parse(sealed)
      return decrypt(dataKeys.opening(parts, context), Buffer.from(parts.text, 'base64url'), context).toString('utf8')
    },
    rewrap(sealed, context) {
      refresh()
      const parts = parse(sealed)
      if (parts.keyId === current) return sealed
      return `${parts.version}.${current}.${dataKeys.wrappedAnew(parts, context, current)}${parts.text}` as Sealed
    },
    hash: (plain, purpose) => createHmac('sha256', keyOfHashes).update(`${purpose}\0${plain}`).digest('base64url'),
  }
}

interface DataKey {
  readonly key: KeyObject
  readonly wrapped: Uint8Array
  /** The id of the key that wrapped it. */
  readonly by: string
  texts: number
}

/** The data keys of this process: the one that seals now, and those that opened texts or were wrapped anew lately. */
class DataKeys {
  readonly #keyOf: (id: string) => KeyObject
  readonly #randomBytes: SealingKeys['randomBytes']
  readonly #open = new Map<string, KeyObject>()
  readonly #anew = new Map<string, string>()
  #sealing: DataKey | undefined

  constructor(keyOf: (id: string) => KeyObject, randomBytes: SealingKeys['randomBytes']) {
    this.#keyOf = keyOf
    this.#randomBytes = randomBytes
  }

  /** For one text. */
  sealing(by: string): DataKey {
    if (this.#sealing?.by !== by || this.#sealing.texts === TEXTS_A_KEY) this.#sealing = this.#make(by)
    this.#sealing.texts++
    return this.#sealing
  }

  opening(parts: Parts, context: string): KeyObject {
    if (parts.version === OWN_KEY_VERSION) return createSecretKey(this.#unwrap(parts, context))
    const name = `${parts.keyId}.${parts.wrapped}`
    const known = this.#open.get(name)
    if (known) return known
    const key = createSecretKey(this.#unwrap(parts, context))
    if (this.#open.size === MOST_OPEN) this.#open.clear()
    this.#open.set(name, key)
    return key
  }

  /** By another key. Texts that share a data key go on sharing it, so that it is opened once for all of them. */
  wrappedAnew(parts: Parts, context: string, by: string): string {
    const wrap = () => {
      const key = this.#unwrap(parts, context)
      return encrypt(this.#keyOf(by), this.#randomBytes(IV), key, wrappedFor(parts, context)).toString('base64url')
    }
    if (parts.version === OWN_KEY_VERSION) return wrap()
    const name = `${by}.${parts.keyId}.${parts.wrapped}`
    const known = this.#anew.get(name)
    if (known !== undefined) return known
    const anew = wrap()
    if (this.#anew.size === MOST_OPEN) this.#anew.clear()
    this.#anew.set(name, anew)
    return anew
  }

  #unwrap(parts: Parts, context: string): Buffer {
    return decrypt(this.#keyOf(parts.keyId), Buffer.from(parts.wrapped, 'base64url'), wrappedFor(parts, context))
  }

  #make(by: string): DataKey {
    const bytes = this.#randomBytes(KEY)
    const wrapped = encrypt(this.#keyOf(by), this.#randomBytes(IV), bytes, WRAPPED_FOR)
    return { key: createSecretKey(bytes), wrapped, by, texts: 0 }
  }
}

function wrappedFor({ version }: Parts, context: string): string {
  return version === OWN_KEY_VERSION ? context : WRAPPED_FOR
}

/** Key and text stay in base64: a rewrap leaves the text alone, and a key that is open is known by its wrapping. */
interface Parts {
  readonly version: typeof VERSION | typeof OWN_KEY_VERSION
  readonly keyId: string
  readonly wrapped: string
  readonly text: string
}

function parse(sealed: Sealed): Parts {
  const [version, keyId = '', body = ''] = sealed.split('.')
  if (version !== VERSION && version !== OWN_KEY_VERSION) {
    throw cannotUnseal('It is not in a form that this version knows.')
  }
  return { version, keyId, wrapped: body.slice(0, WRAP_CHARACTERS), text: body.slice(WRAP_CHARACTERS) }
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
