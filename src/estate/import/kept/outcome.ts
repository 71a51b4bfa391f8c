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

/** By row number. */
export type Outcomes = readonly (RowOutcome | undefined)[]

/** What each of the rows came to, in their order: a complaint outweighs whatever else is said of its row. */
export function* outcomesOf(
  numbers: Iterable<number>,
  outcomes: Outcomes,
  complaints: readonly Complaint[],
): Generator<RowOutcome> {
  const rejected = Map.groupBy(complaints, ({ row }) => row)
  for (const number of numbers) {
    const found = rejected.get(number)
    if (found) yield { is: 'rejected', complaints: found.map(({ row: _, ...rest }) => rest) }
    else yield outcomes[number] ?? UNCHANGED
  }
}
