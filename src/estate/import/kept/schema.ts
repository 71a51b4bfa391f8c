import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../../../http/words.ts'
import { IMPORT_STATES } from '../../../shared/vocabulary.ts'
import { COUNTS, type Counts, type KeptImport } from './kept-import.ts'

export const ImportParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const ImportsQuery = closed(PageQuery)

const CountsReply = Type.Object(Object.fromEntries(COUNTS.map((name) => [name, Type.Integer()])) as CountsShape)
type CountsShape = Record<(typeof COUNTS)[number], ReturnType<typeof Type.Integer>>

const ImportReply = Type.Object({
  id: Type.String(),
  fileName: Type.String(),
  sha256: Type.String(),
  state: { ...oneOf(IMPORT_STATES), description: 'A dry run may be committed; refused: a row was, and it was strict.' },
  asOfOn: { ...DayText, description: 'The day on which what it says was observed.' },
  suppliedBy: nullable(Type.String()),
  covers: nullable(Type.String()),
  complete: Type.Boolean({ description: 'The full inventory of its sites.' }),
  counts: nullable(CountsReply),
  expiresAt: nullable(InstantText),
  recordedAt: InstantText,
  recordedBy: Type.String(),
})
export const ImportsReply = pageReply(ImportReply)

export const RowsFile = {
  description:
    'The file’s own columns and what came of each row: row, outcome (created, updated, unchanged, duplicate, rejected), column, code, reason. Mended, it can be imported again as it is.',
  content: {
    'text/csv': {
      schema: Type.String({
        examples: [
          'device,mac,lenscap_row,lenscap_outcome,lenscap_column,lenscap_code,lenscap_reason,lenscap_marking\nCAM-01,soon,2,rejected,mac,bad-mac,"""soon"" is no value of mac.",OFFICIAL',
        ],
      }),
    },
  },
}

export function importReply(row: KeptImport): Static<typeof ImportReply> {
  return {
    ...row,
    counts: row.counts as Counts | null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    recordedAt: row.recordedAt.toISOString(),
  }
}
