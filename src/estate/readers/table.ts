// What every reader yields, whatever the format: a header and rows of raw text. What the columns mean, and whether the
// values make sense, is decided elsewhere (inventory/), once for all formats.

/** In the order in which a person would look for theirs; what people call them is in FORMAT_NAMES. */
export const FORMATS = [
  'csv',
  'xlsx',
  'json',
  'ndjson',
  'geojson',
  'netbox-csv',
  'netbox-json',
  'snipe-it',
  'nmap',
  'onvif',
  'isapi',
] as const
export type Format = (typeof FORMATS)[number]

export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  csv: 'CSV',
  xlsx: 'XLSX',
  json: 'JSON',
  ndjson: 'NDJSON',
  geojson: 'GeoJSON',
  'netbox-csv': 'a NetBox export (CSV)',
  'netbox-json': 'a NetBox export (JSON)',
  'snipe-it': 'a Snipe-IT export',
  nmap: 'Nmap XML',
  onvif: 'ONVIF device information',
  isapi: 'ISAPI device information',
}

export interface RawTable {
  readonly format: Format
  /** As detected or given: `utf-8`; of a spreadsheet, what its parts are in. */
  readonly encoding: string
  /** Of a spreadsheet, the one that was read. */
  readonly sheet?: string
  readonly header: readonly string[]
  /** What the format itself says its columns mean, field to header: it goes after `--map`, and before what headers are called. */
  readonly means?: Readonly<Record<string, string>>
  /** Headers of columns that the format reads in ways of its own, whether or not they are mapped. */
  readonly used?: ReadonlySet<string>
  /** Where a row's number is but its place: the header of what a person can search the file for. */
  readonly namedBy?: string
  /** The file lists equipment of all sorts: a row that nothing marks as surveillance equipment is not taken. */
  readonly mixed?: true
  /** May be gone through more than once: each time the file may be read anew. Throws what makes it no table after all. */
  readonly rows: Iterable<RawRow>
  /** What the reader noticed about the file as a whole. */
  readonly remarks: readonly Remark[]
  /** What it noticed in the rows: known once they were gone through to the end. */
  readonly afterwards?: () => readonly Remark[]
}

/** Of formats that have to be understood whole, all of whose rows are there at once. */
export interface ListedTable extends RawTable {
  readonly rows: readonly RawRow[]
}

/** The rows, each changed when it is gone through. */
export function mapRows(rows: Iterable<RawRow>, change: (row: RawRow) => RawRow): Iterable<RawRow> {
  return {
    *[Symbol.iterator]() {
      for (const row of rows) yield change(row)
    },
  }
}

/** Those of the rows that pass the test. */
export function filterRows(rows: Iterable<RawRow>, passes: (row: RawRow) => boolean): Iterable<RawRow> {
  return {
    *[Symbol.iterator]() {
      for (const row of rows) if (passes(row)) yield row
    },
  }
}

export function firstRows(rows: Iterable<RawRow>, most: number): RawRow[] {
  const first: RawRow[] = []
  if (most > 0) for (const row of rows) if (first.push(row) === most) break
  return first
}

export interface RawRow {
  /** 1-based, as a person sees it in the file: a spreadsheet's header is row 1, a feature's number is its place. */
  readonly number: number
  /** As many as the header has; blank where the file gives nothing. */
  readonly cells: readonly string[]
  /** Why the row cannot be taken at all. */
  readonly broken?: Broken | undefined
}

export interface Broken {
  readonly code: string
  /** The header as the file has it; null when the whole row is meant. */
  readonly column: string | null
  readonly message: string
}

export interface Remark {
  readonly code: string
  readonly message: string
}

/** What the caller says of the file; what is left out is told from its content. */
export interface ReadOptions {
  readonly format?: Format
  readonly encoding?: Encoding
  /** The first row is data: the columns are called `column 1`, `column 2`, … */
  readonly noHeader?: boolean
  readonly sheet?: string
}

/** As people call them; what decodes them is in encoding.ts. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'big5',
  'cp949',
  'shift-jis',
  'gb18030',
] as const
export type Encoding = (typeof ENCODINGS)[number]
