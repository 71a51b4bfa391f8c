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
  /** The file lists equipment of all sorts: a row that nothing marks as surveillance equipment is not taken. */
  readonly mixed?: true
  readonly rows: readonly RawRow[]
  /** What the reader noticed about the file as a whole. */
  readonly remarks: readonly Remark[]
}

export interface RawRow {
  /** 1-based, as a person sees it in the file: a spreadsheet's header is row 1, a feature's number is its place. */
  readonly number: number
  /** As many as the header has; blank where the file gives nothing. May be cut from the text anew each time: ask once. */
  readonly cells: readonly string[]
  /** Why the row cannot be taken at all. */
  readonly broken?: Broken
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
