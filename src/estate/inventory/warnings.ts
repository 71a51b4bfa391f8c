// What is said of an inventory: complaints keep a row out, warnings do not.
import { count } from '../../shared/text.ts'

export interface Complaint {
  readonly row: number
  /** What to search the file for, where a row's number is but its place in it: a feature's id, a host's address. */
  readonly named?: string
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

/** Of the warnings with a code: the first ten, and how many there are. */
interface Single {
  readonly kept: Warning[]
  count: number
}

interface Tally {
  readonly rows: number[]
  count: number
  readonly say: (rows: string) => string
}

/**
 * Collects warnings. Those that would be the same sentence for row after row become one, with a count; of others with one
 * code only ten are kept.
 */
export class Warnings {
  readonly #singles = new Map<string, Single>()
  readonly #tallies = new Map<string, Tally>()

  /** Begins with those of another, which goes on by itself. */
  constructor(from?: Warnings) {
    if (!from) return
    for (const [code, { kept, count: n }] of from.#singles) this.#singles.set(code, { kept: [...kept], count: n })
    for (const [code, tally] of from.#tallies) this.#tallies.set(code, { ...tally, rows: [...tally.rows] })
  }

  add(...warnings: readonly Warning[]): void {
    for (const warning of warnings) {
      const single = this.#singles.get(warning.code) ?? { kept: [], count: 0 }
      this.#singles.set(warning.code, single)
      if (++single.count <= WARNINGS_OF_A_CODE) single.kept.push(warning)
    }
  }

  /** `say` is given `12 rows` or `1 row`, and makes the sentence. */
  tally(code: string, row: number, say: (rows: string) => string): void {
    const tally = this.#tallies.get(code) ?? { rows: [], count: 0, say }
    if (tally.count++ === 0) this.#tallies.set(code, tally)
    if (tally.rows.length < ROWS_NAMED) tally.rows.push(row)
  }

  list(): Warning[] {
    const singles = [...this.#singles].flatMap(([code, { kept, count: n }]) => {
      const left = n - kept.length
      return left === 0
        ? kept
        : [...kept, { code, message: `And ${left.toLocaleString('en-GB')} more of the same.`, count: left }]
    })
    const tallied = [...this.#tallies].map(([code, { rows, count: n, say }]) => ({
      code,
      message: `${say(count(n, 'row'))} ${n === 1 ? 'It is' : n > rows.length ? 'The first are' : 'They are'} ${sayRows(rows)}.`,
      rows,
      count: n,
    }))
    return [...singles, ...tallied]
  }
}

function sayRows(rows: readonly number[]): string {
  const last = rows.at(-1)
  return rows.length < 2 ? `row ${last}` : `rows ${rows.slice(0, -1).join(', ')} and ${last}`
}

/** All of a code up to ten; then ten, and how many more there are. */
export function shorten(warnings: readonly Warning[]): Warning[] {
  const short = new Warnings()
  short.add(...warnings)
  return short.list()
}
