import { Type } from 'typebox'
import { closed, oneOf } from '../../http/words.ts'
import { PLAIN_SHEETS } from './sheets.ts'
import { XLSX_TYPE } from './xlsx/write-workbook.ts'

export const WorkbookParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const WorkbookQuery = closed({
  sheet: Type.Optional({
    ...oneOf(PLAIN_SHEETS),
    description: 'This one alone, as CSV; left out: all, as a workbook.',
  }),
})

/** What is no text has no example. */
export const WorkbookFile = {
  description:
    'Summary, orders, spend by year and fund, draws, funds and warnings; X-Row-Count says how many orders, or rows of the sheet.',
  content: {
    [XLSX_TYPE]: { schema: Type.String({ format: 'binary', examples: ['PK…'] }) },
    'text/csv': {
      schema: Type.String({ examples: ['leg,organisation,planned,marking\nleg_1,Ducks,250.00,OFFICIAL'] }),
    },
  },
}
