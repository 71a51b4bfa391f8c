// The session's cookie. `__Host-` makes browsers refuse it unless it is Secure, of this very host and for every path, so
// that no neighbour under the same domain can plant one; without TLS, on this machine only, it must do without.
import { LONGEST_MS } from './session.ts'

export interface CookieRules {
  /** Left out: true. */
  readonly secureCookies?: boolean
}

export const cookieName = ({ secureCookies = true }: CookieRules) => (secureCookies ? '__Host-lenscap' : 'lenscap')

/** The session's secret in a request's `Cookie` header. */
export function readCookie(header: string | undefined, rules: CookieRules): string | undefined {
  const name = cookieName(rules)
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined
  }
  return undefined
}

/** A `Set-Cookie` header; null takes the cookie away. */
export function writeCookie(secret: string | null, rules: CookieRules): string {
  const seconds = secret === null ? 0 : LONGEST_MS / 1000
  const secure = rules.secureCookies === false ? '' : '; Secure'
  return `${cookieName(rules)}=${secret ?? ''}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
