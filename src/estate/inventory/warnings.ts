// What is said of an inventory: complaints keep a row out, warnings do not.
import { count } from '../../shared/text.ts'

export interface Complaint {
  readonly row: number
  /** The header as the file has it; null when the whole row is meant. */
  readonly column: string | null
  readonly code: string
  readonly message: string
}

export interface Warning {
  readonly code: string
  readonly message: string
  /** Those it concerns: the first few, and how many in all. */
  readonly rows?: readonly number[]
  readonly count?: number
}

/** Enough to find the place in the file; the count says the rest. */
const ROWS_NAMED = 5
/** So that a bad file does not bury what else is said of it. */
const WARNINGS_OF_A_CODE = 10

/** Collects warnings. Those that would be the same sentence for row after row become one, with a count. */
export class Warnings {
  readonly #single: Warning[] = []
  readonly #tallies = new Map<string, { rows: number[]; count: number; say: (rows: string) => string }>()

  add(...warnings: readonly Warning[]): void {
    this.#single.push(...warnings)
  }

  /** `say` is given `12 rows` or `1 row`, and makes the sentence. */
  tally(code: string, row: number, say: (rows: string) => string): void {
    const tally = this.#tallies.get(code) ?? { rows: [], count: 0, say }
    if (tally.rows.length < ROWS_NAMED) tally.rows.push(row)
    tally.count++
    this.#tallies.set(code, tally)
  }

  list(): Warning[] {
    const tallied = [...this.#tallies].map(([code, { rows, count: n, say }]) => ({
      code,
      message: `${say(count(n, 'row'))} ${n === 1 ? 'It is' : n > rows.length ? 'The first are' : 'They are'} ${sayRows(rows)}.`,
      rows,
      count: n,
    }))
    return [...shorten(this.#single), ...tallied]
  }
}

/** All of a code up to ten; then ten, and how many more there are. */
export function shorten(warnings: readonly Warning[]): Warning[] {
  const byCode = Map.groupBy(warnings, (warning) => warning.code)
  return [...byCode].flatMap(([code, all]) => {
    const left = all.length - WARNINGS_OF_A_CODE
    if (left <= 0) return all
    return [...all.slice(0, WARNINGS_OF_A_CODE), { code, message: `And ${left} more of the same.`, count: left }]
  })
}

function sayRows(rows: readonly number[]): string {
  const last = rows.at(-1)
  return rows.length < 2 ? `row ${last}` : `rows ${rows.slice(0, -1).join(', ')} and ${last}`
}
