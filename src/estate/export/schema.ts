import { Type, type Static } from 'typebox'
import { ReasonText } from '../../access/requests/schema.ts'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, InstantText, nullable, oneOf } from '../../http/words.ts'
import { EXPORT_FORMATS } from './formats.ts'
import type { ExportRow } from './store.ts'

export const ExportParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const ExportsQuery = closed(PageQuery)
export const ExportBody = closed({
  format: Type.Optional({ ...oneOf(EXPORT_FORMATS), default: 'csv' }),
  organisationId: Type.Optional(
    Type.String({ maxLength: 64, description: 'Of this one only; left out: all that you may know of.' }),
  ),
  reason: ReasonText,
})

export const ExportReply = Type.Object({
  id: Type.String(),
  format: oneOf(EXPORT_FORMATS),
  approvedBy: Type.String(),
  approvedAt: InstantText,
  expiresAt: InstantText,
  fetchedAt: nullable(InstantText),
})
export const ExportsReply = pageReply(ExportReply)

export const EstateFile = {
  description:
    'A row a device, and one a site without any, without what is sealed. X-Row-Count says how many; each row of CSV is marked, and the first line of JSON.',
  content: {
    'text/csv': {
      schema: Type.String({
        examples: ['organisation,site,device,finding,marking\nDucks,POND-1,CAM-01,flagged,OFFICIAL'],
      }),
    },
    'application/x-ndjson': {
      schema: Type.String({ examples: ['{"format":"lenscap-estate/1","marking":"OFFICIAL","rows":0}'] }),
    },
  },
}

export function exportReply({ id, format, approvedBy, ...at }: ExportRow): Static<typeof ExportReply> {
  return {
    ...{ id, format, approvedBy },
    approvedAt: at.approvedAt.toISOString(),
    expiresAt: at.expiresAt.toISOString(),
    fetchedAt: at.fetchedAt?.toISOString() ?? null,
  }
}
