// Finding model prefixes in what people write in a model field: `DS-2CD2143G2-I(S)`, `2CD-2142`, `ds 7732ni`,
// `Dome DS-2CD2032`. A prefix is compared by its letters and digits alone.
import { isLetterOrDigit, isPlain, squash } from './normalise.ts'
import { growStep, newStep, type Step } from './steps.ts'

export interface PrefixShape {
  readonly prefix: string
  /** What must follow it: `#` is a digit, `@` a letter. */
  readonly then?: string | undefined
}

interface Whole<T> {
  readonly holder: T
  readonly then: string
}

export class ModelIndex<T> {
  readonly #first: Step<Whole<T>> = newStep()

  add({ prefix, then = '' }: PrefixShape, holder: T): void {
    growStep(this.#first, squash(prefix)).whole.push({ holder, then: then.toLowerCase() })
  }

  /** What holds the longest prefix at that place of a spelt model: at most as many steps as the longest prefix has letters. */
  longest({ spelt: model }: ReadModel, from: number): readonly T[] {
    let longest: readonly T[] = []
    let step: Step<Whole<T>> | undefined = this.#first
    for (let at = from; at < model.length; at++) {
      const code = model.charCodeAt(at)
      if (!isCompared(code)) continue
      step = step.next.get(code)
      if (!step) break
      if (step.whole.length === 0) continue
      const fits = step.whole.filter(({ then }) => then === '' || isFollowedBy(then, model, at + 1))
      if (fits.length > 0) longest = fits.map(({ holder }) => holder)
    }
    return longest
  }
}

function isFollowedBy(then: string, model: string, from: number): boolean {
  let asked = 0
  for (let at = from; at < model.length && asked < then.length; at++) {
    const code = model.charCodeAt(at)
    if (!isCompared(code)) continue
    if (!isAskedFor(then.charAt(asked), code)) return false
    asked++
  }
  return asked === then.length
}

function isAskedFor(shape: string, code: number): boolean {
  const isDigit = code >= 48 && code <= 57
  if (shape === '#') return isDigit
  if (shape === '@') return isLetterOrDigit(code) && !isDigit
  return shape.charCodeAt(0) === code
}

/** Blanks, and marks that divide words; the other punctuation belongs to the model. */
const BETWEEN_PARTS = /[\s,;()[\]{}]+/u
const BETWEEN_PLAIN_PARTS = new Set(Array.from(' ,;()[]{}', (mark) => mark.charCodeAt(0)))

/** A model field, read for prefixes. */
export interface ReadModel {
  readonly text: string
  /** Lower case, and nothing beyond ASCII but letters and digits. */
  readonly spelt: string
  /** Where in it a prefix may begin: its start, and that of each later word ("Dome DS-2CD2032"). */
  readonly starts: readonly number[]
}

export function readModel(text: string): ReadModel {
  const spelt = isPlain(text) ? text.toLowerCase() : text.split(BETWEEN_PARTS).map(squash).join(' ')
  const starts: number[] = []
  let isBetween = true
  for (let at = 0; at < spelt.length; at++) {
    const code = spelt.charCodeAt(at)
    if (isCompared(code)) {
      if (isBetween) starts.push(at)
      isBetween = false
    } else if (BETWEEN_PLAIN_PARTS.has(code)) isBetween = true
  }
  return { text, spelt, starts }
}

const isCompared = (code: number): boolean => isLetterOrDigit(code) || code > 127
