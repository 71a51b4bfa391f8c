// The plain refusals: what cannot be an inventory is refused as a whole, in one sentence, before anything of it is kept.
import { Failure } from '../../shared/failure.ts'

/** What is read, for those whose file is not. */
export const WHAT_IS_READ =
  'What is read: CSV and other delimited text, XLSX, JSON and NDJSON, GeoJSON, exports of NetBox and Snipe-IT, Nmap XML, ONVIF and ISAPI device information.'

/** A refusal of the file as a whole: nothing of it is imported, and the command exits with 2. */
export function refuse(code: string, message: string, hint = WHAT_IS_READ): Failure {
  return new Failure(code, message, hint, { exitCode: 2 })
}

/** A file that describes models is no inventory, but says something about what one means to buy. */
export function deviceType(name: string): Failure {
  const hint = 'Use "lenscap check-deployment" to ask whether equipment of that type may be deployed.'
  return refuse('device-type-file', `${name} describes a type of device, not devices that someone has.`, hint)
}

/** The widest list that is published, the register of schools, has 135; each costs time in finding what it means. */
const MOST_COLUMNS = 500

/** Throws `too-many-columns`: a table so wide is a matrix, or no table. */
export function refuseWide(name: string, columns: number): void {
  if (columns <= MOST_COLUMNS) return
  const hint = `Keep the columns that say something of the devices, ${MOST_COLUMNS} at most.`
  throw refuse('too-many-columns', `${name} has ${columns.toLocaleString('en-GB')} columns.`, hint)
}
