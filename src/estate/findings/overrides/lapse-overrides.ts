// What a person said of a device counts until the day that they named. From then on recognition's finding does, and the
// device is back in the queue (`overrides --lapsed`). Run before whatever rests on findings; it is one look when there is
// nothing to do.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Writes } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { dayOf } from '../../../shared/day.ts'
import { bumpOrganisation } from '../../store.ts'
import type { HeldDevice } from './override.ts'
import { lapsedDevices, listLatestFindings, setStates } from '../store.ts'

/** Returns how many lapsed. Whoever comes first does it for everyone: it is nobody's decision. */
export async function lapseOverrides(deps: Deps, caller: Caller): Promise<number> {
  const today = dayOf(deps.clock.now())
  if ((await lapsedDevices(deps.db.read, today)).length === 0) return 0
  const entry = auditEntry(deps, caller, { act: 'finding.override-lapsed', subjectKind: 'device' })
  return deps.db.write(async (q) => {
    const devices = await lapsedDevices(q, today)
    await returnToRecognition(q, devices)
    for (const id of new Set(devices.map(({ organisationId }) => organisationId))) await bumpOrganisation(q, id)
    if (devices.length > 0) await record(q, entry, { devices: devices.map(({ id }) => id) })
    return devices.length
  })
}

/** From now on what recognition says of the devices counts. */
export async function returnToRecognition(q: Writes, devices: readonly HeldDevice[]): Promise<void> {
  const ids = devices.map(({ id }) => id)
  const findings = await listLatestFindings(q, 'everything', ids)
  await setStates(
    q,
    devices.map((device) => {
      const { state, manufacturerId } = findings.get(device.id) ?? { state: 'unknown', manufacturerId: null }
      return { device, state: { finding: state, manufacturerId, overriddenUntil: null } }
    }),
  )
}
