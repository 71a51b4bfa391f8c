// How the words of a command line are read, where several commands read them the same way.
import { InvalidArgumentError } from 'commander'
import { parseDay, type Day } from '../shared/day.ts'

/** `2027-03-01`. */
export function asDay(text: string): Day {
  const found = parseDay(text)
  if (!found) throw new InvalidArgumentError('Write the day as YYYY-MM-DD.')
  return found
}

/** A whole number from 1 to `most`. */
export function asCount(most: number): (text: string) => number {
  return (text) => {
    const n = Number(text)
    if (/^\d+$/.test(text) && n >= 1 && n <= most) return n
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most.toLocaleString('en-GB')}.`)
  }
}

/** For an option that may be repeated. */
export function collect(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text]
}
