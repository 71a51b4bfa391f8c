import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { checkPassword, hashPassword, isPassword } from '../../../src/access/people/password.ts'
import { AcceptBody } from '../../../src/access/people/schema.ts'

const LOGIN = 'jo.bloggs@example.org'
const taken = (password: string) => () => checkPassword(password, LOGIN)
const WEAK = expect.objectContaining({ code: 'weak-password' }) as Error

describe('a password', () => {
  it('has 12 to 128 characters, of any kind and in any mixture', () => {
    const fits = (password: string) =>
      Value.Check(AcceptBody, { invitation: 'invite_x', opening: 'x', password, code: '000000' })
    expect([11, 12, 64, 128, 129].map((length) => fits('x'.repeat(length)))).toEqual([false, true, true, true, false])
    for (const password of ['alllowercaseletters', '8301 7264 9175', 'pässwörter äö üß €', ' leading and trailing ']) {
      expect(fits(password)).toBe(true)
      expect(taken(password)).not.toThrow()
    }
  })

  it('is none of the commonest, in any case', () => {
    for (const common of ['1qaz2wsx3edc', 'unbelievable', 'Justinbieber', '4815162342lost', 'GHBDTNGHBDTN']) {
      expect(taken(common)).toThrow(WEAK)
    }
  })

  it('is not little but the words of this product, or runs along the keyboard', () => {
    for (const weak of [
      'LenscapAdmin2026',
      'Hikvision-Camera1',
      'Password123456',
      'qwertyuiopasdf',
      'poiuytrewqlkjh',
    ]) {
      expect(taken(weak)).toThrow(WEAK)
    }
    expect(taken('camera on the umbrella stand')).not.toThrow()
  })

  it('does not hold the login, nor fewer than five different characters', () => {
    expect(taken('Jo.Bloggs and two more')).toThrow(WEAK)
    expect(taken('xyxyxyzzzzwwww')).toThrow(WEAK)
  })

  it('is kept as argon2id with 19 MiB and two passes, salted, and compared exactly as it was typed', async () => {
    const typed = 'Correct horse  battery'
    const [hash, again] = [await hashPassword(typed), await hashPassword(typed)]
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(again).not.toBe(hash)
    expect(await isPassword(hash, typed)).toBe(true)
    for (const other of [typed.toLowerCase(), `${typed} `, 'Correct horse battery', typed.slice(0, -1)]) {
      expect(await isPassword(hash, other)).toBe(false)
    }
  })
})
