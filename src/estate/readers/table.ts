// What every reader yields, whatever the format: a header and rows of raw text. What the columns mean, and whether the
// values make sense, is decided elsewhere (import/), once for all formats.

export interface RawTable {
  readonly format: Format
  /** As detected: `utf-8`. */
  readonly encoding: string
  readonly header: readonly string[]
  readonly rows: readonly RawRow[]
  /** What the reader noticed about the file as a whole. */
  readonly remarks: readonly Remark[]
}

export interface RawRow {
  /** 1-based, as a person sees it in the file: a spreadsheet's header is row 1, a feature's number is its place. */
  readonly number: number
  /** As many as the header has; blank where the file gives nothing. */
  readonly cells: readonly string[]
  /** Why the row cannot be taken at all. */
  readonly broken?: Broken
}

export interface Broken {
  readonly code: string
  readonly column: string | null
  readonly message: string
}

export interface Remark {
  readonly code: string
  readonly message: string
}

export const FORMATS = ['csv', 'geojson'] as const
export type Format = (typeof FORMATS)[number]
