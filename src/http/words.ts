// The few schema words that TypeBox lacks, or spells in a way that clutters the OpenAPI document.
import { Type, type Static, type TProperties, type TSchema } from 'typebox'

/** An object that takes no other field: a misspelt one is refused, not ignored. For bodies and queries. */
export function closed<T extends TProperties>(properties: T, options: { examples?: unknown[] } = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** One of a closed list of the glossary. */
export function oneOf<const T extends readonly string[]>(values: T) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })
}

/** The schema's values, or null. */
export function nullable<T extends TSchema>(schema: T) {
  const { type, enum: values, ...rest } = schema as { type?: string; enum?: readonly unknown[] }
  if (type === undefined) return Type.Unsafe<Static<T> | null>({ anyOf: [schema, { type: 'null' }] })
  return Type.Unsafe<Static<T> | null>({ ...rest, type: [type, 'null'], ...(values && { enum: [...values, null] }) })
}

export const DayText = Type.String({ format: 'date', description: 'A calendar day, YYYY-MM-DD.' })
export const InstantText = Type.String({ format: 'date-time', description: 'An instant, RFC 3339, UTC.' })
/** Any JSON value. */
export const AnyJson = Type.Unsafe<unknown>({})
