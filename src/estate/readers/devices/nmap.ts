// Nmap's XML (its DTD 1.04 and 1.05; Zenmap writes the same with all hosts on one line): one row a host that answered.
// A scan that was stopped leaves a file that breaks off: the hosts that are whole are read, and it says where it broke.
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { ListedTable, RawRow, RawTable, Remark } from '../table.ts'
import { readCsv } from '../text/csv.ts'
import { startOfHeader } from './columns-of.ts'
import { kindInWords } from './kinds.ts'
import { childOf, childrenOf, findElements, Lines, type Element } from './xml.ts'

const HEADER = ['hostname', 'address', 'address (mac)', 'address (mac) vendor', 'device kind', 'services and scripts']
const MEANS = {
  device: 'hostname',
  ip: 'address',
  mac: 'address (mac)',
  manufacturer: 'address (mac) vendor',
  kind: 'device kind',
  firmware: 'services and scripts',
}

export function isNmap(content: Content): boolean {
  const { start } = content
  if (start.startsWith('<')) return /<nmaprun[\s>]/.test(start)
  const header = startOfHeader(content)
  return header.has('address_mac_vendor') && header.has('services_and_scripts')
}

/** The report of a scan's rows, sent again, has its columns as CSV: they mean what they meant. */
export function readNmap(content: Content): RawTable {
  if (content.start.startsWith('<')) return readScan(content)
  return { ...readCsv(content), format: 'nmap', means: MEANS, mixed: true }
}

/** Rows are numbered as hosts: the seventh host of the file is row 7, whichever are down. */
export function readScan(content: Content): ListedTable {
  const { text, name, encoding } = content
  if (!/<nmaprun[\s>]/.test(text)) throw refuse('not-the-format', `${name} is no XML of Nmap: it has no <nmaprun>.`)
  const rows: RawRow[] = []
  let hosts = 0
  let down = 0
  for (const { element, broken, line } of findElements(text, 'host')) {
    hosts++
    if (broken !== undefined) rows.push(brokenHost(hosts, `Line ${line}, in host ${hosts}: ${broken}.`))
    else if (childOf(element, 'status')?.attributes['state'] === 'down') down++
    else rows.push({ number: hosts, cells: cellsOf(element) })
  }
  const remarks = [...content.remarks, ...sayDown(down, hosts), ...sayBreak(text)]
  return { format: 'nmap', encoding, header: HEADER, means: MEANS, namedBy: MEANS.ip, mixed: true, rows, remarks }
}

function brokenHost(number: number, message: string): RawRow {
  return { number, cells: HEADER.map(() => ''), broken: { code: 'broken-host', column: null, message } }
}

function sayDown(down: number, hosts: number): Remark[] {
  if (down === 0) return []
  const message = `${count(down, 'host')} of ${hosts.toLocaleString('en-GB')} did not answer: they are not rows.`
  return [{ code: 'hosts-down', message }]
}

function sayBreak(text: string): Remark[] {
  if (text.includes('</nmaprun>')) return []
  const line = new Lines(text).at(text.length)
  const message = `The file breaks off on line ${line}: the scan was stopped, or the file was cut. Hosts that stood after it are missing.`
  return [{ code: 'cut-short', message }]
}

function cellsOf(host: Element): string[] {
  const addresses = childrenOf(host, 'address').map(({ attributes }) => attributes)
  const mac = addresses.find(({ addrtype }) => addrtype === 'mac')
  const ip = addresses.find(({ addrtype }) => addrtype !== 'mac')
  const hostname = childOf(host, 'hostnames', 'hostname')?.attributes['name']
  const ports = childrenOf(childOf(host, 'ports'), 'port').filter(isOpen)
  const services = ports.flatMap((port) => childrenOf(port, 'service'))
  const scripts = [
    ...childrenOf(childOf(host, 'hostscript'), 'script'),
    ...ports.flatMap((p) => childrenOf(p, 'script')),
  ]
  const says = [...services.flatMap(sayService), ...scripts.flatMap(sayScript)]
  return [hostname, ip?.['addr'], mac?.['addr'], mac?.['vendor'], kindOf(services), joined(says)].map(
    (cell) => cell ?? '',
  )
}

function isOpen(port: Element): boolean {
  return childOf(port, 'state')?.attributes['state'] === 'open'
}

/**
 * Told by what a service answered. The guess at the operating system is left alone: it takes many a Linux for a webcam
 * (so do the published scans of 2013 and 2014 that the tests read).
 */
function kindOf(services: readonly Element[]): string {
  for (const { attributes } of services) {
    const kind = kindInWords(`${attributes['product'] ?? ''} ${attributes['extrainfo'] ?? ''}`)
    if (kind !== '') return kind
    if (attributes['devicetype'] === 'webcam') return 'camera'
  }
  return ''
}

function sayService({ attributes, children }: Element): string[] {
  const { product = '', version = '', extrainfo = '', servicefp = '' } = attributes
  const hardware = children.filter(({ name, text }) => name === 'cpe' && text.startsWith('cpe:/h:'))
  return [
    [product, version, extrainfo && `(${extrainfo})`].filter(Boolean).join(' '),
    ...hardware.map(({ text }) => text),
    ...sayFingerprint(servicefp),
  ]
}

/** What a service that Nmap does not know answered, as Nmap quotes it: `SF:\x20`-escaped, cut into lines of 70. */
function sayFingerprint(servicefp: string): string[] {
  const answer = servicefp
    .replace(/\r?\nSF:/g, '')
    .replace(/\\x([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\r\\n|\\n|\\r/g, '\n')
  return [...answer.matchAll(/^(?:server|www-authenticate): *([^\n]+)/gim)].map(([, value]) => value!)
}

/** Scripts that report what the device's own software says of itself; what others find concerns somebody else. */
const OWN_WORDS =
  /^(banner|http-(server-header|title|auth|headers)|rtsp-.*|upnp-info|snmp-(sysdescr|info)|.*(onvif|camera|hikvision|dahua).*)$/

function sayScript({ attributes: { id = '', output = '' } }: Element): string[] {
  return OWN_WORDS.test(id) ? [output] : []
}

/** A banner is a line; what is longer is a page, and says no more of who made the device. */
const LONGEST_PIECE = 300
/** The whole goes into one field, which people read. */
const LONGEST = 2000

function joined(pieces: readonly string[]): string {
  const short = pieces.map((piece) => piece.replace(/\s+/g, ' ').trim().slice(0, LONGEST_PIECE).trim())
  return [...new Set(short)].filter(Boolean).join('; ').slice(0, LONGEST)
}
