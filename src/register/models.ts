// Finding model prefixes in what people write in a model field: `DS-2CD2143G2-I(S)`, `2CD-2142`, `ds 7732ni`,
// `Dome DS-2CD2032`. A prefix is compared by its letters and digits alone.
import { squash } from './normalise.ts'

export interface PrefixShape {
  readonly prefix: string
  readonly then?: string | undefined
}

interface Compiled<T> {
  readonly holder: T
  readonly then: RegExp | undefined
}

export class ModelIndex<T> {
  readonly #prefixes = new Map<string, Compiled<T>[]>()
  #longest = 0

  add({ prefix, then }: PrefixShape, holder: T): void {
    const key = squash(prefix)
    const compiled = { holder, then: then === undefined ? undefined : followedBy(then) }
    this.#prefixes.set(key, [...(this.#prefixes.get(key) ?? []), compiled])
    this.#longest = Math.max(this.#longest, key.length)
  }

  /** What holds the longest prefix of the squashed model: as many look-ups as the longest prefix has letters. */
  longest(model: string): readonly T[] {
    for (let length = Math.min(this.#longest, model.length); length > 0; length--) {
      const fits = this.#prefixes.get(model.slice(0, length))?.filter((c) => c.then?.test(model.slice(length)) ?? true)
      if (fits && fits.length > 0) return fits.map((compiled) => compiled.holder)
    }
    return []
  }
}

function followedBy(then: string): RegExp {
  const shape = Array.from(then.toLowerCase(), (c) => (c === '#' ? '[0-9]' : c === '@' ? '[a-z]' : c))
  return new RegExp(`^${shape.join('')}`)
}

/**
 * The squashed texts at which a model may begin: the field itself, and each later word of it ("Dome DS-2CD2032"), to
 * its end. Brackets divide words too; the other punctuation belongs to the model.
 */
export function modelStarts(model: string): string[] {
  const parts = model.split(/[\s,;()[\]{}]+/u).map(squash)
  const starts: string[] = []
  for (let i = parts.length - 1, rest = ''; i >= 0; i--) {
    rest = parts[i]! + rest
    if (parts[i] !== '') starts.unshift(rest)
  }
  return starts
}
