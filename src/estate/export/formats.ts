// The estate as text, a line at a time. What a file is marked stands in the file: it is copied without what it came in.
import type { EstateRow } from './rows.ts'

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface Told {
  readonly marking: string
  readonly rows: number
  readonly exportedAt: Date
}
type Writer = (rows: AsyncIterable<EstateRow>, told: Told) => AsyncGenerator<string>

export const WRITERS: Readonly<Record<ExportFormat, Writer>> = { csv: writeCsv, ndjson: writeJson }

/** First what it is and how many rows follow, then a row a line. */
async function* writeJson(rows: AsyncIterable<EstateRow>, told: Told): AsyncGenerator<string> {
  yield JSON.stringify({ format: 'lenscap-estate/1', ...told })
  for await (const row of rows) yield JSON.stringify(row)
}

const FIELDS: readonly (keyof EstateRow)[] = [
  ...(['organisation', 'standing', 'sector', 'site', 'siteName', 'sensitivity', 'region', 'vetting'] as const),
  ...(['scheduledUpgrade', 'upgradeFunded', 'upgradeManufacturer', 'device', 'kind', 'manufacturer', 'model'] as const),
  ...(['serial', 'mac', 'firmware', 'ip', 'network', 'internetExposed', 'recorder', 'status', 'installedOn'] as const),
  ...(['observedOn', 'finding', 'findingSays'] as const),
]
const snake = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)

/** The marking is a column, so that a row that is copied keeps it. Without the mark at the start Excel takes UTF-8 for another code. */
async function* writeCsv(rows: AsyncIterable<EstateRow>, { marking }: Told): AsyncGenerator<string> {
  yield `\ufeff${[...FIELDS.map(snake), 'marking'].join(',')}`
  for await (const row of rows) yield [...FIELDS.map((field) => cell(row[field])), cell(marking)].join(',')
}

/** What `cell` made of what begins like a formula. */
export const ESCAPED = /^'+[=+\-@\t\r]/
/** `-2.34`: begins like a formula, and is none. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/

/** RFC 4180. A spreadsheet would carry out what begins like a formula (OWASP, CSV injection): it gets an apostrophe before it. */
export function cell(value: string | boolean | null): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const safe = /^'*[=+\-@\t\r]/.test(value) && !NUMBER.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
