// The same look-ups by trying every entry of the register: slow, and short enough to be seen to be right.
import { squash } from '../../src/register/normalise.ts'
import type { PrefixShape } from '../../src/register/models.ts'

/** The prefixes that a model begins with, longest first, at its start or that of a later word. */
export function prefixesAt<P extends PrefixShape>(prefixes: readonly P[], model: string, word: number): P[] {
  const parts = model.split(/[\s,;()[\]{}]+/u).map(squash)
  const rest = parts
    .filter((part) => part !== '')
    .slice(word)
    .join('')
  const fits = prefixes.filter(({ prefix, then = '' }) => {
    const shape = then.toLowerCase().replaceAll('#', '[0-9]').replaceAll('@', '[a-z]')
    return new RegExp(`^${squash(prefix)}${shape}`).test(rest)
  })
  const longest = Math.max(...fits.map(({ prefix }) => squash(prefix).length))
  return fits.filter(({ prefix }) => squash(prefix).length === longest)
}

/** Whether a word is the other with one letter too many, too few, wrong, or two neighbours swapped. */
export function isOneEditAway(word: string, name: string): boolean {
  const letters = new Set(word + name)
  const places = Array.from({ length: name.length + 1 }, (_, at) => at)
  return places.some((at) => {
    const [before, after] = [name.slice(0, at), name.slice(at)]
    const swapped = before + after.charAt(1) + after.charAt(0) + after.slice(2)
    const others = [...letters].flatMap((letter) => [before + letter + after, before + letter + after.slice(1)])
    return [name, swapped, before + after.slice(1), ...others].includes(word)
  })
}
