// A maker's name in text that says more: at the start of a "Make / Model" cell it is the make, and the rest the model.
// Elsewhere it is a hint. A name that the register does not know is never guessed from its place.
import type { NameIndex } from '../../register/names.ts'
import { nameWords } from '../../register/normalise.ts'
import type { Maker } from '../../register/register.ts'

export type MakerNames = NameIndex<Maker>

export interface MakeModel {
  readonly manufacturer: string | null
  readonly model: string | null
}

/** What stands between a make and its model: it shows where the make ends. */
const SEPARATOR = /\s*[/|,;:–—]\s*|\s+-\s+|\s+/gu
/** No maker of the register has a longer name, its legal form included. */
const MOST_WORDS = 8

/**
 * The longest name of a known maker at the start of the text, as it is written there, and what follows it. Without one all
 * of it is the model. The short names that count only as a whole field (HIK, UNV) count where a mark ends them.
 */
export function splitMakeModel(names: MakerNames, text: string): MakeModel {
  const ends = [...text.matchAll(SEPARATOR)].slice(0, MOST_WORDS)
  const cuts = [...ends.map(({ 0: mark, index }) => ({ at: index, mark })), { at: text.length, mark: '' }]
  for (const { at, mark } of cuts.reverse()) {
    const start = text.slice(0, at)
    const [naming] = names.find(nameWords(start))
    if (!naming?.whole || (naming.name.wholeField && mark !== '' && mark.trim() === '')) continue
    const rest = text.slice(at + mark.length).trim()
    return { manufacturer: start, model: rest === '' ? null : rest }
  }
  return { manufacturer: null, model: text }
}

/** Whether the text names a maker that is in scope or under review: such a name is worth a look wherever it stands. */
export function suspectIn(names: MakerNames, text: string): string | undefined {
  const suspects = names.find(nameWords(text)).filter(({ name }) => isSuspect(name.holder) && !name.wholeField)
  return suspects[0]?.name.spelling
}

const isSuspect = ({ standing }: Maker): boolean => standing === 'in-scope' || standing === 'review'

/**
 * How a name from a description stands in the maker field: with its origin, and with a "not", which is one of the
 * register's words of doubt. So it leads to a review, and flags nothing by itself.
 */
export function fromDescription(name: string): string {
  return `${name} (from the description, not stated as the maker)`
}
