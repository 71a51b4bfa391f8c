// JSON: a list of records, by itself or as the one list of an object, or a record on each line (NDJSON). The columns are
// the records' fields; a record within a record gives `owner.name`, a list of plain values `a;b`.
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { refuse, refuseWide } from '../refuse.ts'
import { repeatedNames, sayRepeated, type Repeated } from './json-names.ts'
import type { Broken, Format, ListedTable, RawRow, Remark } from '../table.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isJsonList(content: Content): boolean {
  return content.isJson && listOf(content.json) !== undefined
}

/** A record begins on its first line and another on the next, and one of the two is whole. */
export function isNdjson({ start }: Content): boolean {
  const lines = start.split(/[\r\n]+/, 2).map((line) => line.trim())
  return (
    lines.length === 2 && lines.every((line) => line.startsWith('{')) && lines.some((line) => isObject(parse(line)))
  )
}

/** Throws a Failure with exit code 2 when it is no list of records. A record's number is its place, from 1. */
export function readJson(content: Content): ListedTable {
  const list = listOf(content.json)
  if (!list) throw refuse('json-unknown', `${content.name} is JSON, but no list of records.`)
  const records = list.map((value, i) => ({ number: i + 1, value }))
  return tableOf(content, 'json', { records, repeated: repeatedNames(content.text) })
}

/** As readJson; a record's number is its line, and a line that is no record is a row that is rejected. */
export function readNdjson(content: Content): ListedTable {
  const lines = content.text.split(/\r\n|\n|\r/)
  const records = lines.flatMap((line, i) => (line.trim() === '' ? [] : { number: i + 1, value: parse(line) }))
  const repeated = records.flatMap(({ number, value }) => {
    return isObject(value) ? repeatedNames(lines[number - 1]!).map(({ name }) => ({ name, place: number })) : []
  })
  return tableOf(content, 'ndjson', { records, repeated })
}

/** `{"devices": […]}` is as good as the list itself; with two lists, nobody knows which. */
function listOf(json: unknown): readonly unknown[] | undefined {
  if (isObject(json)) {
    const lists = Object.values(json).filter((value) => Array.isArray(value) && value.some(isObject))
    return lists.length === 1 ? (lists[0] as unknown[]) : undefined
  }
  return Array.isArray(json) && (json.length === 0 || json.some(isObject)) ? (json as unknown[]) : undefined
}

interface Numbered {
  readonly number: number
  readonly value: unknown
}

interface Parsed {
  readonly records: readonly Numbered[]
  readonly repeated: readonly Repeated[]
}

function tableOf(content: Content, format: Format, { records, repeated }: Parsed): ListedTable {
  const columns = new Map<string, number>()
  const unread: Unread = { list: new Map(), deep: new Map() }
  const flat = records.map(({ number, value }) => {
    const fields = isObject(value) ? flatten(value) : undefined
    for (const { name, left } of fields ?? []) {
      if (left) unread[left].set(name, (unread[left].get(name) ?? 0) + 1)
      if (left !== 'deep' && !columns.has(name)) columns.set(name, columns.size)
    }
    return { number, fields }
  })
  const header = [...columns.keys()]
  refuseWide(content.name, header.length)
  const rows = flat.map(({ number, fields }): RawRow => {
    const cells = header.map(() => '')
    for (const { name, text, left } of fields ?? []) if (!left) cells[columns.get(name)!] = text
    return { number, cells, ...(!fields && { broken: NO_RECORD }) }
  })
  const remarks = [...content.remarks, ...sayRepeated(repeated), ...sayUnread(unread)]
  return { format, encoding: content.encoding, header, rows, remarks }
}

/** How many records hold something under the name that is not read. */
type Unread = Readonly<Record<'list' | 'deep', Map<string, number>>>

/** What a record has a list of may be the very devices: a site and its cameras. They are not read, and that is said. */
function sayUnread({ list, deep }: Unread): Remark[] {
  const lists = [...list].map(([name, n]) => ({
    code: 'list-within-records',
    message: `${count(n, 'record')} with a list of records in "${name}": those are not read. If they are the devices, make a record of each.`,
  }))
  if (deep.size === 0) return lists
  const which = [...deep].slice(0, NAMED).map(([name, n]) => `"${name}" (${count(n, 'record')})`)
  const message = `What lies deeper than ${DEEPEST} levels is not read: ${which.join(', ')}${deep.size > NAMED ? ', …' : ''}.`
  return [...lists, { code: 'too-deep', message }]
}

/** Enough to see what they are; names that are ids may be thousands. */
const NAMED = 5

const NO_RECORD: Broken = {
  code: 'not-a-record',
  column: null,
  message: 'It is no JSON object: expected one for each device.',
}

/** Deeper than this there is nothing about a device, and a file could be made to go on for ever. */
const DEEPEST = 4

interface Field {
  readonly name: string
  readonly text: string
  /** Why it is not read. */
  readonly left?: keyof Unread
}

/** Lists of records, such as a recorder's channels, and what lies deeper, are left out: they are not the device's own. */
function flatten(record: JsonObject, prefix = '', depth = 1): Field[] {
  return Object.entries(record).flatMap(([key, value]): Field[] => {
    const name = prefix + key
    if (isObject(value)) {
      if (depth < DEEPEST) return flatten(value, `${name}.`, depth + 1)
      return Object.keys(value).length === 0 ? [] : [{ name, text: '', left: 'deep' }]
    }
    const isList = Array.isArray(value) && value.some(isObject)
    return [{ name, text: textOf(value), ...(isList && { left: 'list' }) }]
  })
}

/** Lists of plain values become `a;b`, as in a CSV cell. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) && !value.some(isNested) ? value.map(textOf).join(';') : ''
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
