// Time-based one-time codes, RFC 6238: HMAC-SHA-1, six digits, steps of 30 seconds, as every authenticator app makes them.
import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
/** A code of the step before or after is taken too: clocks differ, and people type slowly (RFC 6238, section 5.2). */
const DRIFT = 1
/** RFC 4648. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** 160 bits, as RFC 4226 recommends. */
export const SECRET_BYTES = 20

/** The code of one step. */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.at(-1)! & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The step that the code is of; undefined for a wrong code, or one of `after` or before: no code is taken twice. */
export function stepOf(secret: Uint8Array, code: string, { now, after }: { now: Date; after: number | null }) {
  const current = Math.floor(now.getTime() / STEP_MS)
  let found: number | undefined
  // All of them are compared, whichever fits.
  for (let step = current - DRIFT; step <= current + DRIFT; step++) {
    if (equal(codeAt(secret, step), code) && (after === null || step > after)) found = step
  }
  return found
}

export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** What an authenticator app reads from a QR code. */
export function totpUri(secret: Uint8Array, login: string): string {
  return `otpauth://totp/Lenscap:${encodeURIComponent(login)}?secret=${base32(secret)}&issuer=Lenscap`
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
