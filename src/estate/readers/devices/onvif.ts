// Answers to ONVIF's GetDeviceInformation (its Device Management service): one SOAP envelope, or many one after another; or
// as JSON, as programs that asked write them down.
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { ListedTable, RawRow } from '../table.ts'
import { findObjects, textIn } from './json-objects.ts'
import { findElements, textOf } from './xml.ts'

const ANSWER = 'GetDeviceInformationResponse'
/** In JSON the answer often stands under the question's name. */
const NAMES = [ANSWER, 'GetDeviceInformation']
/** As the standard names them; the hardware's id is the maker's own affair. */
const HEADER = ['Manufacturer', 'Model', 'FirmwareVersion', 'SerialNumber']

export function isOnvif({ start }: Content): boolean {
  if (start.startsWith('<')) return start.includes(ANSWER)
  return /^[{[]/.test(start) && /"(\w+:)?GetDeviceInformation(Response)?"\s*:\s*[{[]/.test(start)
}

/** Rows are numbered as answers. */
export function readOnvif(content: Content): ListedTable {
  const { name, encoding, remarks } = content
  const rows = content.start.startsWith('<') ? rowsOfXml(content.text) : rowsOfJson(content.json)
  if (rows.length === 0) throw refuse('not-the-format', `${name} holds no answer to ONVIF's GetDeviceInformation.`)
  return { format: 'onvif', encoding, header: HEADER, rows, remarks }
}

function rowsOfXml(text: string): RawRow[] {
  return [...findElements(text, ANSWER)].map(({ element, broken, line }, i): RawRow => {
    const number = i + 1
    if (broken === undefined) return { number, cells: HEADER.map((field) => textOf(element, field)) }
    return { number, cells: HEADER.map(() => ''), broken: brokenAnswer(line, broken) }
  })
}

function rowsOfJson(json: unknown): RawRow[] {
  return findObjects(json, NAMES).map((answer, i): RawRow => {
    // The answer may stand under the question, with its SOAP prefixes or without.
    const [inner = answer] = findObjects(answer, NAMES)
    const plain = Object.fromEntries(Object.entries(inner).map(([key, value]) => [key.replace(/^\w+:/, ''), value]))
    return { number: i + 1, cells: HEADER.map((field) => textIn(plain, field)) }
  })
}

function brokenAnswer(line: number, why: string) {
  return { code: 'broken-answer', column: null, message: `Line ${line}: ${why}.` }
}
