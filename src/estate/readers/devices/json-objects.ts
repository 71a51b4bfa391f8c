import { isObject, type JsonObject } from '../text/json.ts'

/** The objects that stand under one of the names, in the order of the file; none inside another. A list counts each. */
export function findObjects(json: unknown, names: readonly string[]): JsonObject[] {
  const found: JsonObject[] = []
  // A list of what is left to look at, and no recursion: a dump may be nested as deep as its maker likes.
  const left: unknown[] = [json]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    const inside: unknown[] = []
    for (const [key, part] of Object.entries(value)) {
      const named = names.includes(key.replace(/^\w+:/, '')) ? [part].flat().filter(isObject) : []
      if (named.length > 0) for (const one of named) found.push(one)
      else inside.push(part)
    }
    for (const part of inside.reverse()) left.push(part)
  }
  return found
}

/** Trimmed; blank for what is no text. */
export function textIn(object: JsonObject, field: string): string {
  const value = object[field]
  return typeof value === 'string' ? value.trim() : ''
}
