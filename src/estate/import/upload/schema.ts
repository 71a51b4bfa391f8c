import { Type } from 'typebox'
import { closed, DayText, oneOf } from '../../../http/words.ts'
import { KINDS } from '../../../shared/vocabulary.ts'
import { DATE_ORDERS } from '../../inventory/dates.ts'
import { ENCODINGS, FORMATS } from '../../readers/table.ts'

const Name = Type.String({ minLength: 1, maxLength: 200 })

/** In the address, or as fields of a form: text in both. */
export const ImportQuery = closed({
  fileName: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'What the file is called.' })),
  format: Type.Optional(oneOf(FORMATS)),
  encoding: Type.Optional({ ...oneOf(ENCODINGS), description: 'Of its text; else told from its bytes.' }),
  noHeader: Type.Optional(
    Type.Boolean({ default: false, description: 'Its first row is data: map columns by number, such as device=1.' }),
  ),
  sheet: Type.Optional({ ...Name, description: 'Of a spreadsheet; else the one with the most rows.' }),
  organisation: Type.Optional(Name),
  site: Type.Optional(Name),
  kind: Type.Optional(oneOf(KINDS)),
  asOf: Type.Optional(DayText),
  dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Report only.' })),
  suppliedBy: Type.Optional(Name),
  covers: Type.Optional({ ...Name, description: 'In words: sites, or an organisation.' }),
  complete: Type.Optional(
    Type.Boolean({ default: false, description: 'The full inventory of its sites: what it lacks is marked not seen.' }),
  ),
  strict: Type.Optional(Type.Boolean({ default: false, description: 'One bad row keeps all out.' })),
  mapping: Type.Optional({ ...Name, description: 'The name of a saved mapping to use.' }),
  saveMapping: Type.Optional({ ...Name, description: 'Save under this name which column was taken for what.' }),
  dates: Type.Optional({ ...oneOf(DATE_ORDERS), description: 'How 01/02/2027 is read; else told column by column.' }),
  map: Type.Optional(
    Type.Array(Type.String({ pattern: '^[^=]+=', maxLength: 500 }), {
      maxItems: 50,
      description: 'field=column, such as device=Pole ref; no column leaves the field out; may be repeated.',
    }),
  ),
})
