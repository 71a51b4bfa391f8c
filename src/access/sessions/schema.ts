import { Type, type Static } from 'typebox'
import { closed, nullable, oneOf } from '../../http/words.ts'
import { ROLES, type Caller } from '../caller.ts'
import { PASSWORD } from '../people/password.ts'
import { ScopeWords, scopeReply } from '../people/schema.ts'

const Long = Type.String({ minLength: 1, maxLength: 200 })
const CodeText = Type.String({ pattern: '^\\d{6}$', description: 'What the authenticator app shows.' })

export const SignInBody = closed({ login: Long, password: Long, code: CodeText })
export const PasswordBody = closed({ password: Long, newPassword: Type.String(PASSWORD), code: CodeText })
export const SessionReply = Type.Object({
  principalId: Type.String(),
  name: Type.String(),
  roles: Type.Array(oneOf(ROLES)),
  scope: ScopeWords,
  csrfToken: nullable(
    Type.String({
      description: 'For the header X-CSRF-Token of every request that changes something; null for tokens.',
    }),
  ),
})

export function sessionReply(caller: Caller, csrfToken: string | null): Static<typeof SessionReply> {
  const { principalId, name, roles, scope } = caller
  return { principalId, name, roles: [...roles], scope: scopeReply(scope), csrfToken }
}
