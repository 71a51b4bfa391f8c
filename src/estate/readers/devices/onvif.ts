// Answers to ONVIF's GetDeviceInformation (its Device Management service): one SOAP envelope, or many one after another.
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { RawRow, RawTable } from '../table.ts'
import { findElements, textOf } from './xml.ts'

const ANSWER = 'GetDeviceInformationResponse'
/** As the standard names them; the hardware's id is the maker's own affair. */
const HEADER = ['Manufacturer', 'Model', 'FirmwareVersion', 'SerialNumber']

export function isOnvif({ start }: Content): boolean {
  return start.startsWith('<') && start.includes(ANSWER)
}

/** Rows are numbered as answers. */
export function readOnvif({ text, name, encoding, remarks }: Content): RawTable {
  const rows: RawRow[] = []
  for (const { element, broken, line } of findElements(text, ANSWER)) {
    const number = rows.length + 1
    if (broken === undefined) rows.push({ number, cells: HEADER.map((field) => textOf(element, field)) })
    else rows.push({ number, cells: HEADER.map(() => ''), broken: brokenAnswer(line, broken) })
  }
  if (rows.length === 0) throw refuse('not-the-format', `${name} holds no answer to ONVIF's GetDeviceInformation.`)
  return { format: 'onvif', encoding, header: HEADER, rows, remarks }
}

function brokenAnswer(line: number, why: string) {
  return { code: 'broken-answer', column: null, message: `Line ${line}: ${why}.` }
}
