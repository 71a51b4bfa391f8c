import { Type, type Static } from 'typebox'
import type { Reads } from '../../db/database.ts'
import { exampleOf } from '../../http/reference/examples.ts'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { AnyJson, closed, InstantText, nullable } from '../../http/words.ts'
import type { EntryRow } from './chain.ts'
import { openDetail } from './export-audit.ts'

const Word = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))
const Instant = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }))

export const EntriesQuery = closed({
  ...PageQuery,
  act: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Such as site.changed.' })),
  principalId: Word,
  subjectKind: Word,
  subjectId: Word,
  from: Instant('Entries of this instant and later ones.'),
  until: Instant('Entries of before this instant.'),
})

export const EntryReply = Type.Object({
  id: Type.String(),
  number: nullable(Type.Integer({ description: 'In the chain; null until the entry has its seal.' })),
  at: InstantText,
  principalId: Type.String(),
  act: Type.String(),
  subjectKind: Type.String(),
  subjectId: nullable(Type.String()),
  organisationId: nullable(Type.String()),
  requestId: nullable(Type.String()),
  origin: nullable(Type.String({ description: 'An address, command, or job.' })),
  detail: Type.Unsafe<unknown>({ ...AnyJson, description: 'What was before and after, or was asked for.' }),
})
export const EntriesReply = pageReply(EntryReply)

const linesExample = [
  { format: 'lenscap-audit/1', marking: 'OFFICIAL-SENSITIVE', exportedAt: '2026-11-22T09:00:00.000Z' },
  exampleOf(EntryReply),
  { entries: 1 },
].map((line) => JSON.stringify(line))
export const ExportReply = {
  description:
    'A line that says what it is, one for each entry with its hash, and one that says how many there were: without that the copy was cut.',
  content: { 'application/x-ndjson': { schema: Type.String({ examples: [linesExample.join('\n')] }) } },
}

export function entryReply(q: Reads, entry: EntryRow & { number: number | null }): Static<typeof EntryReply> {
  const { id, number, at, principalId, act, subjectKind, subjectId, organisationId, requestId, origin } = entry
  return {
    ...{ id, number, principalId, act, subjectKind, subjectId, organisationId, requestId, origin },
    at: at.toISOString(),
    detail: openDetail(q, id, entry.detail),
  }
}
