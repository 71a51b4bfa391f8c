// Ids are text that sorts by the time of its making, in every collation: lower case and digits only.

/** The one source of new ids and of randomness; main.ts makes the real one, tests one that counts. */
export interface Ids {
  /** A new id, later than all that came before it from this source: `dev_01jd…`. */
  next(prefix: string): string
  /** Unguessable text of at least 128 bits, for tokens. */
  secret(): string
}

/** Crockford's alphabet in lower case: no i, l, o, u, so that an id can be read aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Makes time-sortable ids: 48 bits of milliseconds, 20 bits that count within one, 40 random bits. */
export function makeIds(nowMs: () => number, randomBytes: (n: number) => Uint8Array): Ids {
  let lastMs = 0
  let count = 0
  return {
    next(prefix) {
      const ms = Math.max(nowMs(), lastMs)
      count = ms === lastMs ? count + 1 : 0
      lastMs = ms
      // Joined, not added up: V8 would keep the parts of a sum, at four times the memory, for every row of an import.
      return [prefix, '_', encode(ms, 10), encode(count, 4), text(randomBytes(8))].join('')
    },
    secret: () => text(randomBytes(32)),
  }
}

function encode(value: number, length: number): string {
  let out = ''
  for (let rest = value; out.length < length; rest = Math.floor(rest / 32)) out = ALPHABET[rest % 32]! + out
  return out
}

/** Five bits of each byte: 8 characters for 8 bytes. */
function text(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += ALPHABET[byte & 31]!
  return out
}

/**
 * Ids for use in a write, which may run more than once: each run makes the same ones. `id` was taken before it, and is the
 * stem of them all, in their order.
 */
export function idsUnder(id: string): (prefix: string) => string {
  const stem = id.slice(id.indexOf('_') + 1)
  let made = 0
  return (prefix) => `${prefix}_${stem}${encode(made++, 3)}`
}
