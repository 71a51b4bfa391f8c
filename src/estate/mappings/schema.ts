import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, InstantText } from '../../http/words.ts'
import type { SavedMapping } from './mapping.ts'

export const MappingsQuery = closed({ ...PageQuery, organisationId: Type.Optional(Type.String({ maxLength: 64 })) })

export const MappingReply = Type.Object({
  id: Type.String(),
  organisationId: Type.String(),
  organisation: Type.String(),
  version: Type.Integer(),
  name: Type.String(),
  mapping: Type.Record(Type.String(), Type.String(), {
    description: 'Field to column.',
    examples: [{ device: 'Camera No.', make_model: 'Make / Model' }],
  }),
  recordedAt: InstantText,
  recordedBy: Type.String(),
})
export const MappingParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const RenameBody = closed({ name: Type.String({ minLength: 1, maxLength: 200, examples: ['Street cameras'] }) })
export const MappingsReply = pageReply(MappingReply)

export function mappingReply({ headerKey: _, recordedAt, mapping, ...row }: SavedMapping): Static<typeof MappingReply> {
  return { ...row, mapping: { ...mapping }, recordedAt: recordedAt.toISOString() }
}
