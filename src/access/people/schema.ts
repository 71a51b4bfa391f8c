import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, InstantText, nullable, oneOf } from '../../http/words.ts'
import { ROLES } from '../caller.ts'
import { MOST_HOURS } from '../requests/break-glass.ts'
import { ReasonText } from '../requests/schema.ts'
import type { Scope } from '../scope.ts'
import type { Holder } from './grant-roles.ts'
import type { Invited } from './invite.ts'
import { PASSWORD } from './password.ts'
import type { Person } from './store.ts'

const Id = Type.String({ maxLength: 64 })
const Name = Type.String({ minLength: 1, maxLength: 200 })
const Pair = closed({
  organisationId: Id,
  region: nullable(Type.String({ minLength: 1, maxLength: 200, description: 'Null: every region.' })),
})
/** All of the estate, or pairs of organisation and region. */
export const ScopeWords = Type.Union([Type.Literal('everything'), Type.Array(Pair, { maxItems: 1000 })])

export const PrincipalParams = Type.Object({ id: Id })
export const PeopleQuery = closed(PageQuery)
/** As GET /contractors says it. */
export const CompanyId = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Of a contractor: the company whose work they do.',
})
const holderFields = {
  id: Type.String(),
  name: Type.String(),
  roles: Type.Array(oneOf(ROLES)),
  scope: ScopeWords,
  disabled: Type.Boolean(),
  companyId: nullable(CompanyId),
}
export const HolderReply = Type.Object({ ...holderFields, kind: oneOf(['machine', 'person']) })
export const PersonReply = Type.Object({
  ...holderFields,
  login: Type.String(),
  joined: Type.Boolean({ description: 'Whether password and second factor are set.' }),
  createdAt: InstantText,
})
export const PeopleReply = pageReply(PersonReply)

export const PersonBody = closed({
  name: Name,
  login: Type.String({ minLength: 3, maxLength: 200 }),
  companyId: Type.Optional(CompanyId),
})
export const InvitedReply = Type.Object({
  person: PersonReply,
  invitation: Type.String({ description: 'Works once and for a day; not shown again.' }),
})
export const ReasonBody = closed({ reason: ReasonText })
export const GrantBody = closed({
  roles: Type.Array(oneOf(ROLES), { maxItems: ROLES.length }),
  scope: ScopeWords,
  reason: ReasonText,
})
export const BreakGlassBody = closed({
  hours: Type.Integer({ minimum: 1, maximum: MOST_HOURS }),
  reason: ReasonText,
})

const InvitationText = Type.String({ minLength: 1, maxLength: 100 })
export const OpenBody = closed({ invitation: InvitationText })
export const OpenedReply = Type.Object({
  name: Type.String(),
  login: Type.String(),
  opening: Type.String({ description: 'To be sent with the acceptance.' }),
  totpSecret: Type.String(),
  totpUri: Type.String(),
})
export const AcceptBody = closed({
  invitation: InvitationText,
  opening: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String(PASSWORD),
  code: Type.String({ pattern: '^\\d{6}$' }),
})

export function scopeReply(scope: Scope): Static<typeof ScopeWords> {
  return scope === 'everything' ? scope : [...scope]
}

export function personReply({ roles, scope, createdAt, ...rest }: Person): Static<typeof PersonReply> {
  return { ...rest, roles: [...roles], scope: scopeReply(scope), createdAt: createdAt.toISOString() }
}

export function holderReply({ id, name, kind, roles, scope, disabled, companyId }: Holder): Static<typeof HolderReply> {
  return { id, name, kind, roles: [...roles], scope: scopeReply(scope), disabled, companyId }
}

export function invitedReply({ person, invitation }: Invited): Static<typeof InvitedReply> {
  return { person: personReply(person), invitation }
}
