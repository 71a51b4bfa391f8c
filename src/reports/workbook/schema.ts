import { Type, type Static } from 'typebox'
import { ReasonText } from '../../access/requests/schema.ts'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, InstantText, nullable, oneOf } from '../../http/words.ts'
import { PLAIN_SHEETS, SHEETS } from './sheets.ts'
import type { PlanExportRow } from './store.ts'
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

export const PlanExportParams = Type.Object({
  id: Type.String({ maxLength: 64 }),
  exportId: Type.String({ maxLength: 64 }),
})
export const PlanExportsQuery = closed(PageQuery)
export const PlanExportBody = closed({
  sheet: Type.Optional({
    ...oneOf(SHEETS),
    description: 'This one alone, as CSV; left out: all, as a workbook.',
  }),
  reason: ReasonText,
})
export const PlanExportReply = Type.Object({
  id: Type.String(),
  sheet: nullable(oneOf(SHEETS)),
  approvedBy: Type.String(),
  approvedAt: InstantText,
  expiresAt: InstantText,
  fetchedAt: nullable(InstantText),
})
export const PlanExportsReply = pageReply(PlanExportReply)

/** What is no text has no example. */
export const NamedFile = {
  description:
    'With sites, tiers, reasons and decisions; X-Row-Count says how many orders, or rows of the sheet. The marking stands in it.',
  content: {
    [XLSX_TYPE]: { schema: Type.String({ format: 'binary', examples: ['PK…'] }) },
    'text/csv': {
      schema: Type.String({ examples: ['rank,tier,site,planned,marking\n1,3,POND-1,250.00,OFFICIAL-SENSITIVE'] }),
    },
  },
}

export function planExportReply({ id, sheet, approvedBy, ...at }: PlanExportRow): Static<typeof PlanExportReply> {
  return {
    ...{ id, sheet, approvedBy },
    approvedAt: at.approvedAt.toISOString(),
    expiresAt: at.expiresAt.toISOString(),
    fetchedAt: at.fetchedAt?.toISOString() ?? null,
  }
}
