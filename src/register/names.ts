// Finding makers' names in text: whole words, longest name first, never a substring. A name is compared by its letters
// and digits alone, so that "HIK Vision" is Hikvision, but it must begin and end where words do, so that "Praxis" is
// not Axis and "Hikvisionary" is nobody.
import { nameWords } from './normalise.ts'

export interface Name<T> {
  readonly holder: T
  /** As the register spells it. */
  readonly spelling: string
  readonly wholeField: boolean
}

export interface Naming<T> {
  readonly name: Name<T>
  readonly how: 'exact' | 'typo'
  /** Nothing else stands in the field. */
  readonly whole: boolean
}

/** Seven letters: in a shorter name one wrong letter too often makes another maker's (rules.md, recognition). */
const TYPO_MIN_LENGTH = 7

/** What a field says, read whole: its words and the names in them, or else the name that they miss by one letter. */
export interface FieldReading<T> {
  readonly parts: readonly string[]
  readonly names: readonly Naming<T>[]
}

/** Where a company is, and not which: `ZTE (UK) Limited` is ZTE, also where a short name counts as a whole field only. */
const BRACKETED = /\([^()]*\)/g

/** Beyond any name of the register with a letter too many; a field of 10 MB is nobody's typo. */
const LONGEST_TYPO = 100

/** An inventory of a million devices has some hundreds of spellings; beyond this many the memory is not worth it. */
const REMEMBERED_FIELDS = 5000

export class NameIndex<T> {
  readonly #read = new Map<string, FieldReading<T>>()
  readonly #names = new Map<string, Name<T>>()
  /** Each long name under itself and under itself less any one letter. */
  readonly #near = new Map<string, Set<string>>()
  /** Every beginning of every name: most words begin none, and cost one look-up. */
  readonly #stems = new Set<string>()

  /** Adds a name, before anything is read; returns the one already there if another holder has it. */
  add(spelling: string, holder: T, options: { wholeField?: boolean; typos?: boolean } = {}): Name<T> | undefined {
    const key = nameWords(spelling).join('')
    const found = this.#names.get(key)
    if (found) return found.holder === holder ? undefined : found
    this.#names.set(key, { holder, spelling, wholeField: options.wholeField ?? false })
    for (let length = 1; length <= key.length; length++) this.#stems.add(key.slice(0, length))
    if (options.typos && key.length >= TYPO_MIN_LENGTH) {
      for (const near of [key, ...lessOneLetter(key)]) {
        this.#near.set(near, (this.#near.get(near) ?? new Set()).add(key))
      }
    }
    return undefined
  }

  /** Reads a maker field; remembers its answers, since the same few spellings come again and again. */
  readField(text: string): FieldReading<T> {
    const known = this.#read.get(text)
    if (known) return known
    const parts = nameWords(text)
    const said = this.find(parts)
    const exact = said.length > 0 || !text.includes('(') ? said : this.#findBefore(text)
    const typo = exact.length === 0 ? this.findTypo(parts) : undefined
    const reading = { parts, names: typo ? [typo] : exact }
    if (this.#read.size >= REMEMBERED_FIELDS) this.#read.clear()
    this.#read.set(text, reading)
    return reading
  }

  /** Names once what stands in brackets is left out; not the whole of the field, for "HIK (or similar)" is in doubt. */
  #findBefore(text: string): Naming<T>[] {
    return this.find(nameWords(text.replace(BRACKETED, ' '))).map((naming) => ({ ...naming, whole: false }))
  }

  /** Every name in the words, leftmost and longest first; linear in the number of words. */
  find(parts: readonly string[]): Naming<T>[] {
    const found: Naming<T>[] = []
    for (let from = 0; from < parts.length;) {
      const hit = this.#longestAt(parts, from)
      if (hit) found.push({ name: hit.name, how: 'exact', whole: from === 0 && hit.until === parts.length })
      from = hit ? hit.until : from + 1
    }
    return found
  }

  /** A name of seven letters or more that one of the words, or the whole field, misses by one edit. */
  findTypo(parts: readonly string[]): Naming<T> | undefined {
    const whole = parts.join('')
    for (const word of new Set([whole, ...parts])) {
      const key = this.#nearest(word)
      if (key !== undefined) return { name: this.#names.get(key)!, how: 'typo', whole: word === whole }
    }
    return undefined
  }

  #longestAt(parts: readonly string[], from: number): { name: Name<T>; until: number } | undefined {
    let best: { name: Name<T>; until: number } | undefined
    let joined = ''
    for (let until = from + 1; until <= parts.length; until++) {
      joined += parts[until - 1]
      if (!this.#stems.has(joined)) break
      const name = this.#names.get(joined)
      if (name && (!name.wholeField || (from === 0 && until === parts.length))) best = { name, until }
    }
    return best
  }

  #nearest(word: string): string | undefined {
    if (word.length < TYPO_MIN_LENGTH - 1 || word.length > LONGEST_TYPO) return undefined
    for (const near of [word, ...lessOneLetter(word)]) {
      for (const key of this.#near.get(near) ?? []) if (isOneEdit(word, key)) return key
    }
    return undefined
  }
}

function lessOneLetter(word: string): string[] {
  return Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))
}

/** One letter too many, too few, wrong, or two neighbours swapped. */
function isOneEdit(a: string, b: string): boolean {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  const restA = a.slice(i)
  const restB = b.slice(i)
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}
