// What Hikvision's devices, and those that others sell under their own names, answer to ISAPI's System/deviceInfo: XML,
// or the same as JSON in a dump of many answers. One row a DeviceInfo, wherever in the file it stands.
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { RawRow, RawTable } from '../table.ts'
import { isObject, type JsonObject } from '../text/json.ts'
import { kindInWords } from './kinds.ts'
import { findElements, textOf } from './xml.ts'

const INFO = 'DeviceInfo'
/** The answer's own names, which are those of our columns. */
const HEADER = ['deviceName', 'deviceType', 'manufacturer', 'model', 'serialNumber', 'macAddress', 'firmwareVersion']

export function isIsapi({ start }: Content): boolean {
  return start.startsWith('<') ? /<DeviceInfo[\s>]/.test(start) : /^[{[]/.test(start) && /"DeviceInfo"\s*:/.test(start)
}

/** Rows are numbered as DeviceInfos. */
export function readIsapi(content: Content): RawTable {
  const rows = content.start.startsWith('<') ? rowsOfXml(content.text) : rowsOfJson(content.json)
  if (rows.length === 0) {
    throw refuse('not-the-format', `${content.name} holds no ISAPI device information: there is no ${INFO} in it.`)
  }
  return { format: 'isapi', encoding: content.encoding, header: HEADER, rows, remarks: content.remarks }
}

function rowsOfXml(text: string): RawRow[] {
  return [...findElements(text, INFO)].map(({ element, broken, line }, i): RawRow => {
    if (broken === undefined) {
      const { xmlns = '' } = element.attributes
      return { number: i + 1, cells: cellsOf((field) => textOf(element, field), xmlns) }
    }
    const message = `Line ${line}: ${broken}.`
    return { number: i + 1, cells: HEADER.map(() => ''), broken: { code: 'broken-answer', column: null, message } }
  })
}

function rowsOfJson(json: unknown): RawRow[] {
  const found: JsonObject[] = []
  // A list of what is left to look at, and no recursion: a dump may be nested as deep as its maker likes.
  const left: unknown[] = [json]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    const inside: unknown[] = []
    for (const [key, part] of Object.entries(value)) {
      if (key === INFO && isObject(part)) found.push(part)
      else inside.push(part)
    }
    for (const part of inside.reverse()) left.push(part)
  }
  return found.map((info, i): RawRow => {
    const says = (field: string) => (typeof info[field] === 'string' ? info[field].trim() : '')
    return { number: i + 1, cells: cellsOf(says, says('@xmlns')) }
  })
}

/** What devices are called as they leave the works: fifty of them in one building are not one device. */
const FACTORY_NAMES =
  /^((ip|network) ?(camera|dome|ptz)|embedded net (dvr|nvr)|(network|digital) video recorder|dvr|nvr|camera)$/i

function cellsOf(says: (field: string) => string, namespace: string): string[] {
  const name = says('deviceName')
  const build = [says('firmwareVersion'), says('firmwareReleasedDate')].filter(Boolean).join(' ')
  // The register knows makers' devices by the namespace of their answers, as by other banners.
  const firmware = [build, namespace].filter(Boolean).join(', ')
  return [
    FACTORY_NAMES.test(name) ? '' : name,
    kindInWords(says('deviceType').replace(/^IP(?=[A-Z])/, 'IP ')),
    says('manufacturer'),
    says('model'),
    says('serialNumber'),
    says('macAddress'),
    firmware,
  ]
}
