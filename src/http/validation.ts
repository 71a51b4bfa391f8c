// Requests are checked against their TypeBox schemas. Text in the address becomes what the schema says (`limit=7` is a
// number); a JSON body is taken as it is. What does not fit is said in plain English, one sentence a field.
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { Failure } from '../shared/failure.ts'

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema)
  return (given: unknown) => {
    const whole = Value.Default(schema, Value.Clone(given))
    const value = httpPart === 'body' ? whole : Value.Convert(schema, whole)
    return compiled.Check(value) ? { value } : { error: compiled.Errors(value) as FastifySchemaValidationError[] }
  }
}

/** The fields of a form, which are text like what the address says. Throws `invalid-request`. */
export function readFields<Schema extends TSchema>(schema: Schema, given: unknown): Static<Schema> {
  const validate = compileValidator({ schema, method: '', url: '', httpPart: 'querystring' })
  const read = validate(given) as { value: Static<Schema> } | { error: FastifySchemaValidationError[] }
  if ('error' in read) throw sayValidation(read.error, 'form')
  return read.value
}

const PARTS: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query',
  params: 'address',
  headers: 'headers',
}

/** `invalid-request`, with one `{path, message}` for each field that does not fit. */
export function sayValidation(found: readonly FastifySchemaValidationError[], context: string): Failure {
  const part = PARTS[context] ?? context
  const errors = new Map<string, string>()
  for (const { path, message } of found.flatMap(sayError)) if (!errors.has(path)) errors.set(path, message)
  const list = [...errors].map(([path, message]) => ({ path: path === '' ? part : `${part}.${path}`, message }))
  const detail = list.map(({ path, message }) => `${path} ${message}`).join('; ')
  return new Failure(
    'invalid-request',
    `The request does not fit: ${detail}.`,
    'Correct what is named and send again.',
    {
      errors: list,
    },
  )
}

/** Nothing for what only repeats another error: the branches of an `anyOf`, the `false` schema of an extra field. */
function sayError({ keyword, instancePath, schemaPath, params }: FastifySchemaValidationError) {
  const path = instancePath.slice(1).replaceAll('/', '.')
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const say = (message: string) => [{ path, message }]
  if (/\/(anyOf|oneOf)\//.test(schemaPath)) return []
  switch (keyword) {
    case 'boolean':
      return []
    case 'required':
      return list(params['requiredProperties']).map((name) => ({ path: at(name), message: 'is missing' }))
    case 'additionalProperties':
      return list(params['additionalProperties']).map((name) => ({ path: at(name), message: 'is not a known field' }))
    case 'type':
      return say(`must be ${list(params['type']).map(sayType).join(' or ')}`)
    case 'enum':
      return say(`must be one of ${list(params['allowedValues']).join(', ')}`)
    case 'const':
      return say(`must be ${String(params['allowedValue'])}`)
    case 'format':
      return say(`must be ${FORMATS[String(params['format'])] ?? `in the form ${String(params['format'])}`}`)
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return say(`must be ${String(params['comparison'])} ${String(params['limit'])}`)
    case 'minLength':
      return say(
        params['limit'] === 1 ? 'must not be empty' : `must have at least ${sayLimit(params['limit'], CHARACTERS)}`,
      )
    case 'maxLength':
      return say(`must have at most ${sayLimit(params['limit'], CHARACTERS)}`)
    case 'minItems':
      return say(`must have at least ${sayLimit(params['limit'], ENTRIES)}`)
    case 'maxItems':
      return say(`must have at most ${sayLimit(params['limit'], ENTRIES)}`)
    case 'pattern':
      return say('is not written as it should be')
    default:
      return say('does not have an allowed value')
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a calendar day such as 2026-11-22',
  'date-time': 'an instant such as 2026-11-22T09:00:00Z',
}
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const CHARACTERS = ['character', 'characters'] as const
const ENTRIES = ['entry', 'entries'] as const

function sayLimit(limit: unknown, [one, many]: readonly [string, string]): string {
  return `${String(limit)} ${limit === 1 ? one : many}`
}

function sayType(type: string): string {
  return TYPES[type] ?? type
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String)
}
