// What came of one row of a file, as its owner is told.
import type { Complaint } from '../../inventory/warnings.ts'

export type RowOutcome =
  | { readonly is: 'created' }
  | { readonly is: 'unchanged' }
  /** By the names of an inventory's columns. */
  | { readonly is: 'updated'; readonly changed: readonly string[] }
  /** Everything that is mapped is as in that row. */
  | { readonly is: 'duplicate'; readonly of: number }
  | { readonly is: 'rejected'; readonly complaints: readonly Omit<Complaint, 'row'>[] }

export const CREATED: RowOutcome = { is: 'created' }
export const UNCHANGED: RowOutcome = { is: 'unchanged' }
