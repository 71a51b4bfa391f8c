// A name that stands twice in one object: JSON.parse keeps the last of its values and says nothing, and the other may be
// a device's maker. In JSON that was parsed it takes no second parser to find them: only strings, brackets and commas.
import { count } from '../../../shared/text.ts'
import type { Remark } from '../table.ts'

export interface Repeated {
  readonly name: string
  /** Of the record in the outermost list, from 1; null outside of it. */
  readonly place: number | null
}

/** In the order of the text, which must be JSON that was parsed. Takes time in proportion to its length. */
export function repeatedNames(text: string): Repeated[] {
  const found: Repeated[] = []
  /** The names of each open object, and null for each open list; the innermost last. */
  const open: (Set<string> | null)[] = []
  /** How many are open within the outermost list, itself included; 0 outside of it. */
  let listed = 0
  let place = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names && isName(text, end)) {
        const name = text.slice(at, end + 1)
        if (names.has(name)) found.push({ name: JSON.parse(name) as string, place: listed > 0 ? place : null })
        names.add(name)
      }
      at = end
    } else if (sign === '{') open.push(new Set())
    else if (sign === '[') {
      open.push(null)
      if (listed === 0) [listed, place] = [open.length, 1]
    } else if (sign === ',' && open.length === listed) place++
    else if (sign === '}' || sign === ']') {
      if (open.length === listed) listed = 0
      open.pop()
    }
  }
  return found
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

/** Two backslashes are one of the text's own. */
function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text[before - 1] === '\\') before--
  return (at - before) % 2 === 1
}

function isName(text: string, end: number): boolean {
  COLON.lastIndex = end + 1
  return COLON.test(text)
}

const COLON = /\s*:/y

/** Enough to find what makes the file so. */
const NAMED = 5

export function sayRepeated(found: readonly Repeated[]): Remark[] {
  if (found.length === 0) return []
  const places = found.slice(0, NAMED).map(({ name, place }) => {
    return `"${name}" ${place === null ? 'outside of the list' : `in row ${place}`}`
  })
  const which = `${places.join(', ')}${found.length > NAMED ? ', …' : ''}`
  const [are, their] = found.length === 1 ? ['is', 'its'] : ['are', 'their']
  const message = `${count(found.length, 'value')} ${are} not read, because the same name stands again in ${their} object: ${which}.`
  return [{ code: 'name-repeated', message }]
}
