// The same device in two organisations is for a person to sort out: it is told, and nothing is merged.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Warning } from '../inventory/warnings.ts'
import type { AddedDevice } from './decide.ts'
import { ownMac, serialKey } from './rows/identity.ts'
import { findByMarks, type DeviceRow, type Elsewhere } from './store.ts'

/** Of new devices, those whose serial or MAC a device of another organisation of the scope has. */
export async function lookElsewhere(q: Reads, scope: Scope, added: readonly AddedDevice[]): Promise<Warning[]> {
  const found = await findByMarks(q, scope, marksOf(added))
  if (found.length === 0) return []
  const bySerial = Map.groupBy(found, ({ serial }) => serial)
  const byMac = Map.groupBy(found, ({ mac }) => mac)
  return added.flatMap(({ row, device }) => {
    const alike = [
      ...(device.serial === null ? [] : (bySerial.get(device.serial) ?? [])),
      ...(device.mac === null ? [] : (byMac.get(device.mac) ?? [])),
    ]
    const other = alike.find(({ organisationId }) => organisationId !== device.organisationId)
    return other ? [sayElsewhere(row, device, other)] : []
  })
}

/** Serials and MACs as they are stored. */
function marksOf(added: readonly AddedDevice[]): { serials: string[]; macs: string[] } {
  const serials = added.flatMap(({ device }) => (serialKey(device.serial) === null ? [] : [device.serial!]))
  const macs = added.flatMap(({ device }) => (ownMac(device.mac) === null ? [] : [device.mac!]))
  return { serials: [...new Set(serials)], macs: [...new Set(macs)] }
}

function sayElsewhere(row: number, device: DeviceRow, other: Elsewhere): Warning {
  const what = device.serial !== null && other.serial === device.serial ? `serial ${other.serial}` : `MAC ${other.mac}`
  const message = `Row ${row}: ${other.organisation} has a device with the same ${what}${other.label === null ? '' : ` (${other.label})`}. Both were kept; see whose it is.`
  return { code: 'also-elsewhere', message, rows: [row] }
}
