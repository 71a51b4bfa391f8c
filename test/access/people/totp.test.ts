import { describe, expect, it } from 'vitest'
import { base32, codeAt, stepOf, totpUri } from '../../../src/access/people/totp.ts'

const secret = Buffer.from('12345678901234567890')

describe('one-time codes', () => {
  it('are those of RFC 6238, appendix B, shortened to six digits', () => {
    const codes = [59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000]
    expect(codes.map((seconds) => codeAt(secret, Math.floor(seconds / 30)))).toEqual([
      '287082',
      '081804',
      '050471',
      '005924',
      '279037',
      '353130',
    ])
  })
  it('are taken one step early or late, and no more', () => {
    const now = new Date(59_000)
    expect([0, 1, 2].map((step) => stepOf(secret, codeAt(secret, step), { now, after: null }))).toEqual([0, 1, 2])
    expect(stepOf(secret, codeAt(secret, 3), { now, after: null })).toBeUndefined()
  })
  it('are never taken twice', () => {
    const now = new Date(59_000)
    expect(stepOf(secret, codeAt(secret, 1), { now, after: 1 })).toBeUndefined()
    expect(stepOf(secret, codeAt(secret, 2), { now, after: 1 })).toBe(2)
  })
  it('have their secret in base 32, as RFC 4648 has it', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
    expect(totpUri(secret, 'a@b')).toBe(`otpauth://totp/Lenscap:a%40b?secret=${base32(secret)}&issuer=Lenscap`)
  })
})
