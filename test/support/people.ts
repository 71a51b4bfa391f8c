// People who sign in: an authenticator app and a browser, as far as a test needs them.
import { inviteFirstAdmins } from '../../src/access/people/invite.ts'
import { codeAt } from '../../src/access/people/totp.ts'
import { getCaller, LOCAL_ADMIN } from '../../src/access/principals.ts'
import type { buildTestApp } from './app.ts'

type Test = Awaited<ReturnType<typeof buildTestApp>>

export const PASSWORD = 'correct horse battery'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What the authenticator app makes of the secret that it was given as text. */
function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((eight) => parseInt(eight, 2)))
}

export interface Joined {
  readonly id: string
  readonly login: string
  /** The code of now; the clock must move on between two. */
  code(): string
}

/** Accepts the invitation. */
export async function join(test: Test, id: string, invitation: string): Promise<Joined> {
  const post = (url: string, payload: object) =>
    test.request({ method: 'POST', url: `/api/v1/invitations/${url}`, payload, token: null })
  const { login, opening, totpSecret } = (await post('open', { invitation })).json<Record<string, string>>()
  const secret = fromBase32(totpSecret!)
  const code = () => codeAt(secret, Math.floor(test.clock.now().getTime() / 30_000))
  const done = await post('accept', { invitation, opening, password: PASSWORD, code: code() })
  if (done.statusCode !== 204) throw new Error(done.body)
  test.clock.advance(30_000)
  return { id, login: login!, code }
}

export async function joinAdmins(test: Test): Promise<[Joined, Joined]> {
  const localAdmin = await getCaller(test.deps.db.read, LOCAL_ADMIN, 'req_test')
  const [one, two] = await inviteFirstAdmins(test.deps, localAdmin)
  return [await join(test, one!.person.id, one!.invitation), await join(test, two!.person.id, two!.invitation)]
}

/** Signs in; the browser then sends its cookie, and the CSRF token unless told not to. */
export async function signIn(test: Test, { login, code }: Joined) {
  const payload = { login, password: PASSWORD, code: code() }
  const answer = await test.request({ method: 'POST', url: '/api/v1/session', payload, token: null })
  test.clock.advance(30_000)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!
  const { csrfToken } = answer.json<{ csrfToken: string }>()
  const send = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object,
    headers: Record<string, string> = { 'x-csrf-token': csrfToken },
  ) => {
    const options = { method, url: `/api/v1${url}`, token: null, headers: { cookie, ...headers } }
    const sent = await test.request(body === undefined ? options : { ...options, payload: body })
    return { status: sent.statusCode, body: (sent.body === '' ? null : sent.json()) as never, headers: sent.headers }
  }
  return { send, cookie, csrfToken, answer }
}
