// Examples of bodies and answers, made from their schemas. One word means one thing throughout the API, so one example a
// word suffices; a schema that needs another says so (`examples`).

type Json = Record<string, unknown>

const WORDS: Readonly<Record<string, unknown>> = {
  name: 'Duck Pond House',
  code: 'POND-1',
  label: 'CAM-01',
  manufacturer: 'Acme Vision',
  model: 'AV-2042',
  serial: 'AV20420001',
  mac: '00005e0053af',
  ip: '192.0.2.10',
  firmware: '5.4.1',
  region: 'London',
  postcode: 'SW1A 1AA',
  lat: 51.5,
  lon: -0.12,
  reason: 'The board decided so on 2 November 2026.',
  approvedBy: 'A. Senior',
  fund: 'CENTRAL-OFFICE',
  fundCode: 'CENTRAL-OFFICE',
  financialYear: '2026-27',
  pence: 150_000_000,
  location: 'Main gate',
  nextCursor: null,
  version: 1,
}
const DAY = '2026-11-23'
const INSTANT = '2026-11-22T09:00:00.000Z'

/** A value that fits the schema; fields that may be left out are left out of bodies' examples only if nothing is known. */
export function exampleOf(schema: unknown, name = ''): unknown {
  const { examples, const: constant, enum: values, anyOf, type, ...rest } = schema as Json
  if (Array.isArray(examples)) return examples[0]
  if (constant !== undefined) return constant
  if (Array.isArray(values)) return values[0]
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0], name)
  const kind = Array.isArray(type) ? type[0] : type
  if (kind === 'object') return objectOf(rest)
  if (kind === 'array') return [exampleOf(rest['items'], name)]
  return fits(WORDS[name], kind, rest['pattern']) ? WORDS[name] : plainOf(kind, rest, name)
}

function objectOf({ properties = {}, required = [] }: Json): Json {
  const needed = new Set(required as string[])
  const fields = Object.entries(properties as Json).filter(([name]) => needed.has(name))
  return Object.fromEntries(fields.map(([name, schema]) => [name, exampleOf(schema, name)]))
}

/** Texts of a form of their own, by the pattern that says so. */
const PATTERNS: Readonly<Record<string, string>> = { '^\\d{4}-\\d{2}$': '2026-27', '^\\d{6}$': '123456' }

function plainOf(kind: unknown, { format, minimum, pattern, minLength }: Json, name: string): unknown {
  switch (kind) {
    case 'integer':
    case 'number':
      return typeof minimum === 'number' ? minimum : 1
    case 'boolean':
      return false
    case 'string':
      if (format === 'date') return DAY
      if (format === 'date-time') return INSTANT
      if (typeof pattern === 'string') return PATTERNS[pattern] ?? 'text'
      if (/(^id|Id)$/.test(name)) return '01k9x3f7q2'
      return 'some text of enough letters'.slice(0, Math.max(9, Number(minLength ?? 0)))
    default:
      return null
  }
}

function fits(value: unknown, kind: unknown, pattern: unknown): boolean {
  if (value === undefined) return false
  if (typeof pattern === 'string' && !new RegExp(pattern).test(String(value))) return false
  if (kind === 'integer' || kind === 'number') return typeof value === 'number'
  return typeof value === kind || (value === null && kind === 'string')
}
