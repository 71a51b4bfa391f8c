import { describe, expect, it } from 'vitest'
import { readCookie, writeCookie } from '../../../src/access/sessions/cookie.ts'

describe('the session’s cookie', () => {
  it('is found among others, under the name that binds it to this host', () => {
    expect(readCookie('a=1; __Host-lenscap=secret; b=2', {})).toBe('secret')
    expect(readCookie('lenscap=planted; x__Host-lenscap=planted', {})).toBeUndefined()
    expect(readCookie('__Host-lenscap=', {})).toBeUndefined()
    expect(readCookie(undefined, {})).toBeUndefined()
  })
  it('goes without TLS only where that was asked for, and then under another name', () => {
    const rules = { secureCookies: false }
    expect(writeCookie('secret', rules)).toBe('lenscap=secret; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict')
    expect(readCookie('lenscap=secret', rules)).toBe('secret')
    expect(readCookie('__Host-lenscap=secret', rules)).toBeUndefined()
  })
  it('is taken away by one that is over', () => {
    expect(writeCookie(null, {})).toContain('__Host-lenscap=; Path=/; Max-Age=0')
  })
})
