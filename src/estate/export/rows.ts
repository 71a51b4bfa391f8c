// What an export holds: a row for each device, in the order of their making, then one for each site that has none.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Finding } from '../../register/recognise.ts'
import { listLatestFindings } from '../findings/store.ts'
import { listDeviceRows, listSiteRows } from './store.ts'

type SiteRow = Omit<Awaited<ReturnType<typeof listSiteRows>>[number], 'siteId'>
type DeviceRow = Omit<Awaited<ReturnType<typeof listDeviceRows>>[number], 'deviceId' | keyof SiteRow>
export type EstateRow = SiteRow & { readonly [F in keyof DeviceRow]: DeviceRow[F] | null } & {
  readonly findingSays: string | null
}

/** A few milliseconds of reading; then others have their turn. */
const ROWS = 500

export async function* listRows(q: Reads, scope: Scope): AsyncGenerator<EstateRow> {
  const texts = new Map<string, Finding>()
  for (let after = ''; ;) {
    const found = await listDeviceRows(q, scope, { after, rows: ROWS })
    const ids = found.map(({ deviceId }) => deviceId)
    const findings = await listLatestFindings(q, scope, ids, texts)
    for (const { deviceId, ...row } of found) yield { ...row, findingSays: findings.get(deviceId)?.says ?? null }
    if (found.length < ROWS) break
    await nextTurn()
    after = ids.at(-1)!
  }
  for (let after = ''; ;) {
    const found = await listSiteRows(q, scope, { after, rows: ROWS })
    for (const { siteId, ...row } of found) {
      after = siteId
      yield { ...row, ...NO_DEVICE }
    }
    if (found.length < ROWS) return
    await nextTurn()
  }
}

const NO_DEVICE: { readonly [F in keyof DeviceRow | 'findingSays']: null } = {
  device: null,
  kind: null,
  manufacturer: null,
  model: null,
  serial: null,
  mac: null,
  firmware: null,
  ip: null,
  network: null,
  internetExposed: null,
  recorder: null,
  status: null,
  installedOn: null,
  observedOn: null,
  finding: null,
  findingSays: null,
}
