// Values of parsed JSON as the text of a cell.

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Lists become `a;b`, as in a CSV cell; an object says nothing. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? value.map(plainText).filter(Boolean).join(';') : ''
}

/** What stands at `device_type.manufacturer.name`; blank where the path ends early. */
export function textAt(object: JsonObject, path: string): string {
  let value: unknown = object
  for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined
  return plainText(value).trim()
}
