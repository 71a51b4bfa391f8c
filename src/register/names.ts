// Finding makers' names in text: whole words, longest name first, never a substring. A name is compared by its letters
// and digits alone, so that "HIK Vision" is Hikvision, but it must begin and end where words do, so that "Praxis" is
// not Axis and "Hikvisionary" is nobody.
import { isLetterOrDigit, nameWords, plainText } from './normalise.ts'
import { growStep, newStep, takeSteps, type Step } from './steps.ts'

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

/** A name of seven letters that is missed by one edit still has its first three letters or its last three. */
const KEPT = 3

/** An inventory of a million devices has some hundreds of spellings; beyond this many the memory is not worth it. */
const REMEMBERED_FIELDS = 5000

const NO_NAMES: readonly never[] = []

export class NameIndex<T> {
  readonly #read = new Map<string, FieldReading<T>>()
  readonly #names = new Map<string, Name<T>>()
  /** The names that may be missed by one edit, by their first letters and by their last. */
  readonly #byStart = new Map<string, string[]>()
  readonly #byEnd = new Map<string, string[]>()
  /** Every name, letter by letter: most words begin none, and are told by a letter or two. */
  readonly #first: Step<Name<T>> = newStep()

  /** Adds a name, before anything is read; returns the one already there if another holder has it. */
  add(spelling: string, holder: T, options: { wholeField?: boolean; typos?: boolean } = {}): Name<T> | undefined {
    const key = nameWords(spelling).join('')
    const found = this.#names.get(key)
    if (found) return found.holder === holder ? undefined : found
    const name = { holder, spelling, wholeField: options.wholeField ?? false }
    this.#names.set(key, name)
    growStep(this.#first, key).whole.push(name)
    if (options.typos && key.length >= TYPO_MIN_LENGTH) {
      const [start, end] = [key.slice(0, KEPT), key.slice(-KEPT)]
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), key])
      this.#byEnd.set(end, [...(this.#byEnd.get(end) ?? []), key])
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

  /** Every name in the text, as by `find`. Most models and banners hold none, which is told without taking them apart. */
  findIn(text: string): readonly Naming<T>[] {
    return this.#mayHoldName(text) ? this.find(nameWords(text)) : NO_NAMES
  }

  /** Some word of the text begins a name. */
  #mayHoldName(text: string): boolean {
    const plain = plainText(text)
    if (plain === undefined) return true
    let step: Step<Name<T>> | undefined
    let isInWord = false
    for (let at = 0; at < plain.length; at++) {
      const code = plain.charCodeAt(at)
      if (isLetterOrDigit(code)) {
        step = (isInWord ? step : this.#first)?.next.get(code)
        isInWord = true
      } else {
        if (isInWord && step) return true
        isInWord = false
      }
    }
    return isInWord && step !== undefined
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
    for (const word of [whole, ...parts]) {
      const key = this.#nearest(word)
      if (key !== undefined) return { name: this.#names.get(key)!, how: 'typo', whole: word === whole }
    }
    return undefined
  }

  #longestAt(parts: readonly string[], from: number): { name: Name<T>; until: number } | undefined {
    let best: { name: Name<T>; until: number } | undefined
    let step = takeSteps(this.#first, parts[from]!)
    for (let until = from + 1; step; until++) {
      const name = step.whole[0]
      if (name && (!name.wholeField || (from === 0 && until === parts.length))) best = { name, until }
      if (until === parts.length) break
      step = takeSteps(step, parts[until]!)
    }
    return best
  }

  #nearest(word: string): string | undefined {
    if (word.length < TYPO_MIN_LENGTH - 1 || word.length > LONGEST_TYPO) return undefined
    const isNear = (key: string): boolean => isOneEdit(word, key)
    return this.#byStart.get(word.slice(0, KEPT))?.find(isNear) ?? this.#byEnd.get(word.slice(-KEPT))?.find(isNear)
  }
}

/** One letter too many, too few, wrong, or two neighbours swapped. */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
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
