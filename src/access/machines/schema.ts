import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, InstantText, nullable } from '../../http/words.ts'
import type { Issued } from '../issue-token.ts'
import { CompanyId, HolderReply } from '../people/schema.ts'
import type { HeldToken } from '../tokens.ts'

export const MachineParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const MachinesQuery = closed(PageQuery)
export const MachineBody = closed({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  companyId: Type.Optional(CompanyId),
})
export const MachinesReply = pageReply(HolderReply)

export const TokenBody = closed({
  expiresOn: Type.Optional({ ...DayText, description: 'At most a year from now; in 90 days if left out.' }),
})
const tokenFields = {
  id: Type.String(),
  prefix: Type.String(),
  createdAt: InstantText,
  expiresAt: nullable(InstantText),
}
export const IssuedReply = Type.Object({
  ...tokenFields,
  token: Type.String({ description: 'Not shown again.' }),
})
export const TokensQuery = closed(PageQuery)
const TokenReply = Type.Object({ ...tokenFields, lastUsedAt: nullable(InstantText), revokedAt: nullable(InstantText) })
export const TokensReply = pageReply(TokenReply)

export function issuedReply({ token, row }: Issued): Static<typeof IssuedReply> {
  const { id, prefix, createdAt, expiresAt } = row
  return { id, prefix, createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null, token }
}

export function tokenReply(token: HeldToken): Static<typeof TokenReply> {
  const { id, prefix, createdAt, expiresAt, lastUsedAt, revokedAt } = token
  const text = (at: Date | null) => at?.toISOString() ?? null
  return {
    ...{ id, prefix, createdAt: createdAt.toISOString(), expiresAt: text(expiresAt) },
    ...{ lastUsedAt: text(lastUsedAt), revokedAt: text(revokedAt) },
  }
}
