// What Hikvision's devices, and those that others sell under their own names, answer to ISAPI: System/deviceInfo, and of a
// recorder ContentMgmt/InputProxy/channels, which tells of each camera behind it. XML, or the same as JSON in a dump of
// many answers. One row a device, wherever in the file it stands.
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { ListedTable, RawRow } from '../table.ts'
import { findObjects, textIn } from './json-objects.ts'
import { kindInWords } from './kinds.ts'
import { childOf, findElements, textOf, type Found } from './xml.ts'

const INFO = 'DeviceInfo'
const CHANNEL = 'InputProxyChannel'
/** Of a channel: what the recorder knows of the camera that it takes pictures from. */
const SOURCE = 'sourceInputPortDescriptor'
/** The answer's own names, which are those of our columns. */
const HEADER = [
  ...['deviceName', 'deviceType', 'manufacturer', 'model', 'serialNumber', 'macAddress', 'firmwareVersion'],
  ...['ip', 'recorder'],
]
const START = new RegExp(`<(${INFO}|${CHANNEL}List)[\\s>/]|"(${INFO}|${CHANNEL}List)"\\s*:`)

export function isIsapi({ start }: Content): boolean {
  return /^[<{[]/.test(start) && START.test(start)
}

/** Rows are numbered as they stand: each device, and after it the cameras that it records. */
export function readIsapi(content: Content): ListedTable {
  const dumps = content.start.startsWith('<') ? [answersOfXml(content.text)] : dumpsOf(content.json).map(answersOfJson)
  const rows = dumps.flatMap(cellsOf).map(({ cells, broken }, i): RawRow => {
    const number = i + 1
    if (broken === undefined) return { number, cells }
    return { number, cells, broken: { code: 'broken-answer', column: null, message: broken } }
  })
  if (rows.length === 0) {
    throw refuse('not-the-format', `${content.name} holds no ISAPI device information: there is no ${INFO} in it.`)
  }
  return { format: 'isapi', encoding: content.encoding, header: HEADER, rows, remarks: content.remarks }
}

type Says = (field: string) => string
/** What an answer says, or why it could not be read. */
type Answer = { readonly says: Says; readonly source: Says } | { readonly broken: string }
/** What one device answered, or what a file of answers holds. */
interface Dump {
  readonly infos: readonly Answer[]
  readonly channels: readonly Answer[]
}

function answersOfXml(text: string): Dump {
  const answer = (found: Found): Answer => {
    if (found.broken !== undefined) return { broken: `Line ${found.line}: ${found.broken}.` }
    const { element } = found
    const source = childOf(element, SOURCE)
    const says: Says = (field) => (field === '@xmlns' ? (element.attributes['xmlns'] ?? '') : textOf(element, field))
    return { says, source: (field) => textOf(source, field) }
  }
  return {
    infos: [...findElements(text, INFO)].map(answer),
    channels: [...findElements(text, CHANNEL)].map(answer),
  }
}

/** A list is one of dumps: what a recorder says of its channels must not be taken for another's. */
const dumpsOf = (json: unknown): unknown[] => (Array.isArray(json) ? json : [json])

function answersOfJson(json: unknown): Dump {
  const answers = (name: string) =>
    findObjects(json, [name]).map((object): Answer => {
      const [source = {}] = findObjects({ [SOURCE]: object[SOURCE] }, [SOURCE])
      return { says: (field) => textIn(object, field), source: (field) => textIn(source, field) }
    })
  return { infos: answers(INFO), channels: answers(CHANNEL) }
}

interface Cells {
  readonly cells: string[]
  readonly broken?: string
}

function cellsOf({ infos, channels }: Dump): Cells[] {
  const [only, ...others] = infos
  const recorder = only && !('broken' in only) && others.length === 0 && channels.length > 0 ? labelOf(only.says) : ''
  return [
    ...infos.map((answer) => told(answer, ({ says }) => ofDevice(says, recorder || nameOf(says)))),
    ...channels.map((answer) => told(answer, ({ says, source }) => ofChannel(says, source, recorder))),
  ]
}

function told(answer: Answer, cells: (answer: Extract<Answer, { says: Says }>) => string[]): Cells {
  return 'broken' in answer ? { cells: HEADER.map(() => ''), broken: answer.broken } : { cells: cells(answer) }
}

/** What devices are called as they leave the works: fifty of them in one building are not one device. */
const FACTORY_NAMES =
  /^((ip|network) ?(camera|dome|ptz)|embedded net (dvr|nvr)|(network|digital) video recorder|dvr|nvr|camera)$/i

function nameOf(says: Says): string {
  const name = says('deviceName')
  return FACTORY_NAMES.test(name) ? '' : name
}

/** A recorder that nobody has named goes by its serial number, so that its cameras can name it. */
const labelOf = (says: Says): string => nameOf(says) || says('serialNumber')

function ofDevice(says: Says, label: string): string[] {
  const build = [says('firmwareVersion'), says('firmwareReleasedDate')].filter(Boolean).join(' ')
  // The register knows makers' devices by the namespace of their answers, as by other banners.
  const firmware = [build, says('@xmlns')].filter(Boolean).join(', ')
  const kind = kindInWords(says('deviceType').replace(/^IP(?=[A-Z])/, 'IP '))
  return [label, kind, says('manufacturer'), says('model'), says('serialNumber'), says('macAddress'), firmware, '', '']
}

/** Door stations, by the maker's own series, are recorded like cameras; the rest is cameras. */
const DOOR_STATIONS = /^DS-K[BDV]/

/** The namespace and the protocol are the recorder's, and say nothing of who made the camera. */
function ofChannel(says: Says, source: Says, recorder: string): string[] {
  const name = FACTORY_CHANNEL_NAMES.test(says('name')) ? '' : says('name')
  const model = source('model')
  const kind = DOOR_STATIONS.test(model) ? 'intercom' : 'camera'
  const [serial, firmware, ip] = [source('serialNumber'), source('firmwareVersion'), source('ipAddress')]
  return [name, kind, '', model, serial, source('macAddress'), firmware, ip, recorder]
}

/** `IPCamera 01`, `Camera 1`: what the recorder numbers them as until somebody names them. */
const FACTORY_CHANNEL_NAMES = /^(ip ?camera|camera|ipdome|channel) ?\d*$/i
